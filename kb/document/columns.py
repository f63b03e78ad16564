"""Finding the columns of a table whose cells are joined by one space.

Every place where a cell may end is scored from the words around it; then the header and all rows
are divided together: rows by what their columns have in common, the header by what the columns
hold, into the number of columns that suits all lines best. The cost is bounded by
:data:`MOST_TOKENS` and ``edges.MOST_EDGES`` for a row and grows linearly with the rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from kb.document.column_likeness import Cuts, Suits, columns_of, header_suits, row_suits
from kb.document.divide import Divider, Division
from kb.document.edge_weights import weights_of
from kb.document.edges import Pair, Row, read_row
from kb.document.recurring import recurring, recurring_in_header

MOST_COLUMNS = 7
MOST_REFINED = 2
"""Numbers of columns, the likeliest ones, for which rows are divided again."""
MOST_ROUNDS = 2
MOST_TOKENS = 260
"""Words in a line up to which columns are looked for."""
_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Columns:
    """A way to divide the lines of a table."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    confidence: float
    """0 to 1: how likely the whole division is right."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best division into one number of columns, and what speaks for it."""

    header: Cuts
    rows: tuple[Cuts, ...]
    facts: dict[str, float]
    """Measures that the choice among numbers of columns, and the confidence, weigh."""
    leads: Callable[[], tuple[float, float]]
    """Tells how much worse the header, and some row, would be with one edge elsewhere."""


def find_columns(header: str, rows: Sequence[str], pairs: Set[Pair]) -> Columns | None:
    """Divide ``header`` and ``rows`` into cells, or None where no division makes sense.

    ``pairs`` holds pairs of neighbouring words of the article's prose: words that stand together
    there are unlikely to be cut apart.
    """
    if not rows or any(len(line) > 4000 for line in (header, *rows)):
        return None
    head = read_row(header, pairs, recurring_in_header(header), is_header=True)
    known = recurring(rows)
    body = [read_row(row, pairs, known) for row in rows]
    if any(len(row.tokens) > MOST_TOKENS for row in (head, *body)):
        return None
    found = ranked(solutions(head, body))
    if not found:
        return None
    best = found[0][1]
    return Columns(
        _cells(head, best.header),
        tuple(map(_cells, body, best.rows)),
        confidence(trust_facts(found)),
    )


def header_score(text: str, pairs: Set[Pair], columns: int) -> float:
    """How well ``text`` can be read as the names of so many columns."""
    row = read_row(text, pairs, recurring_in_header(text), is_header=True)
    found = Divider(row).freely(MOST_COLUMNS).get(columns)
    return found.score if found is not None else _IMPOSSIBLE


def _cells(row: Row, cuts: Cuts) -> tuple[str, ...]:
    edges = (0, *cuts, len(row.tokens))
    return tuple(" ".join(row.tokens[a:b]) for a, b in pairwise(edges))


# --- numbers of columns -------------------------------------------------------------------


def solutions(head: Row, body: Sequence[Row]) -> list[Solution]:
    """The best division for each of the likeliest numbers of columns."""
    header, lines = Divider(head), [Divider(row) for row in body]
    heads = header.freely(MOST_COLUMNS)
    firsts = [line.freely(MOST_COLUMNS) for line in lines]
    rough = []
    for count in range(2, MOST_COLUMNS + 1):
        if count in heads and all(count in first for first in firsts):
            facts = _facts(heads[count], [first[count] for first in firsts], count, "rough")
            rough.append((_weigh("rough", facts), count))
    return [
        _solve(header, heads[count], lines, [first[count] for first in firsts])
        for _, count in sorted(rough, reverse=True)[:MOST_REFINED]
    ]


def _facts(head: Division, rows: Sequence[Division], count: int, stage: str) -> dict[str, float]:
    scores = [row.score for row in rows]
    return {
        f"{stage} rows": sum(scores) / len(scores),
        f"{stage} worst": min(scores),
        f"{stage} header": head.score,
        f"{stage} {count}": 1.0,
    }


def _solve(
    header: Divider, alone: Division, lines: Sequence[Divider], firsts: Sequence[Division]
) -> Solution:
    """Divide again, each time by what the columns of the last division have in common."""
    count = len(alone.cuts) + 1
    body = [line.row for line in lines]
    cuts: list[Cuts] = [first.cuts for first in firsts]
    divided = list(firsts)
    suits: list[list[Suits]] = []
    table = weights_of("row")
    for _ in range(MOST_ROUNDS):
        columns = columns_of(body, cuts)
        suits = [row_suits(columns, row, held, table) for row, held in zip(body, cuts, strict=True)]
        divided = [
            line.into(suiting) or first
            for line, suiting, first in zip(lines, suits, firsts, strict=True)
        ]
        new: list[Cuts] = [found.cuts for found in divided]
        if new == cuts:
            break
        cuts = new
    columns = columns_of(body, cuts)
    above = header_suits(columns, header.row, weights_of("header"))
    head = header.into(above) or alone
    facts = _facts(head, divided, count, "fine")
    facts["rough rows"] = sum(first.score for first in firsts) / len(firsts)
    facts["fine sum"] = facts["fine rows"] * math.sqrt(len(body))
    facts["header words"] = len(header.row.tokens) / count
    facts["row words"] = math.log(sum(len(row.tokens) for row in body) / len(body) / count)

    def leads() -> tuple[float, float]:
        rows = (
            line.lead(held, suiting) for line, held, suiting in zip(lines, cuts, suits, strict=True)
        )
        return header.lead(head.cuts, above), min(rows)

    return Solution(head.cuts, tuple(cuts), facts, leads)


def ranked(found: Sequence[Solution]) -> list[tuple[float, Solution]]:
    """Solutions with what they weigh, the best first."""
    weighed = [(_weigh("choice", held.facts), held) for held in found]
    return sorted(weighed, key=lambda pair: -pair[0])


def trust_facts(found: Sequence[tuple[float, Solution]]) -> dict[str, float]:
    """What tells how far the best of the ranked solutions can be trusted."""
    score, best = found[0]
    lead = score - found[1][0] if len(found) > 1 else 4.0
    facts = best.facts
    header_lead, row_lead = best.leads()
    return {
        "always": 1.0,
        "lead": min(lead, 4.0),
        "header lead": min(header_lead, 6.0),
        "row lead": min(row_lead, 6.0),
        "worst": facts["fine worst"],
        "lines": math.log(len(best.rows)),
        "columns": len(best.header) + 1.0,
        "header score": facts["fine header"] / (len(best.header) + 1),
        "uncertain": 1.0 if min(header_lead, row_lead) < 1.0 else 0.0,
    }


def confidence(facts: Mapping[str, float]) -> float:
    """How likely a table with such facts is right to the last cell, as fitted to unseen tables."""
    total = _weigh("trust", facts)
    return round(min(0.99, max(0.02, 1.0 / (1.0 + math.exp(-total)))), 2)


def _weigh(purpose: str, facts: Mapping[str, float]) -> float:
    weights = weights_of("table")
    return sum(weights.flag(f"{purpose} {name}") * value for name, value in facts.items())
