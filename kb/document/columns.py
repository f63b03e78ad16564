"""Finding the columns of a table whose cells are joined by one space.

Every place where a cell may end is scored from the words around it; then the header and all rows
are divided together: the number of columns that suits all lines best, with cells of one column
alike in how they begin, how they end and how long they are. The cost is bounded by
:data:`MOST_TOKENS` and ``edges.MOST_EDGES`` for a row and grows linearly with the rows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb.document.edges import KINDS, Row, read_row
from kb.document.gaps import recurring, recurring_in_header

MOST_COLUMNS = 7
MOST_REFINED = 3
"""Numbers of columns, the likeliest ones, for which rows are divided again."""
MOST_TOKENS = 260
"""Words in a line up to which columns are looked for."""
WORST = -0.7
"""Score of a cell whose beginning or end no other cell of the column has."""
DOUBT = 0.3
"""Rows' worth of doubt: in a small table what cells have in common may be chance."""
LIKENESS = 1.6
"""How much a cell gains whose beginning or end all other cells of the column have."""
HEADER_WEIGHT = 0.6
"""How much the header counts beside all rows together."""
PER_COLUMN = 0.3
"""What each further column gains: its edges seem unlikelier one by one than they are together."""
SPREAD = 1.0
"""How much a cell loses whose length differs from its column's usual one."""
_IMPOSSIBLE = -1e9

Cuts = tuple[int, ...]
"""Indices of the tokens at which the second and later cells of a line begin."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A way to divide the lines of a table."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    confidence: float
    """0 to 1: how clearly this division beats others."""


@dataclass(slots=True)
class _Profile:
    """What the cells of one column have in common."""

    starts: Counter[str]
    ends: Counter[str]
    mean_length: float
    count: int


@dataclass(slots=True)
class _Likeness:
    """How well a cell suits a column, by the kinds of its beginning and end."""

    starts: dict[str, float]
    ends: dict[str, float]
    lengths: tuple[float, ...]
    """By number of words."""


def find_columns(header: str, rows: Sequence[str], pairs: Set[str]) -> Columns | None:
    """Divide ``header`` and ``rows`` into cells, or None where no division makes sense.

    ``pairs`` holds pairs of neighbouring words of the article's prose (``"bone density"``, lower
    case): words that stand together there are unlikely to be cut apart.
    """
    if not rows or any(len(line) > 4000 for line in (header, *rows)):
        return None
    head = read_row(header, pairs, recurring_in_header(header), is_header=True)
    known = recurring(rows)
    body = [read_row(row, pairs, known) for row in rows]
    if any(len(row.tokens) > MOST_TOKENS for row in (head, *body)):
        return None
    ranked = sorted(_solutions(head, body), key=lambda found: -found[0])
    if not ranked:
        return None
    score, head_cuts, cuts = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else score - 4.0
    confidence = _confidence(score - rival, (head, *body), (head_cuts, *cuts))
    return Columns(_cells(head, head_cuts), tuple(map(_cells, body, cuts)), confidence)


def header_score(text: str, pairs: Set[str], columns: int) -> float:
    """How well ``text`` can be read as the names of so many columns."""
    row = read_row(text, pairs, recurring_in_header(text), is_header=True)
    found = _divide_all(row, None).get(columns)
    return found[0] if found is not None else _IMPOSSIBLE


def _confidence(lead: float, lines: Sequence[Row], cuts: Sequence[Cuts]) -> float:
    """From how far the best division leads, its weakest edges and the best one left uncut.

    Of unseen tables whose best uncut edge scores below 1.5, six in seven are right to the last
    cell; of those where it scores 3 and more, every second.
    """
    edges = [row.scores[cut] for row, held in zip(lines[1:], cuts[1:], strict=True) for cut in held]
    uncut = max(
        (row.scores[edge] for row, held in zip(lines, cuts, strict=True) for edge in row.edges
         if edge not in held),
        default=0.0,
    )  # fmt: skip
    weak = sum(1 for edge in edges if edge < 0.5) / max(len(edges), 1)
    sure = 1.0 / (1.0 + math.exp(-lead))
    trust = 0.98 - 0.12 * max(0.0, uncut - 0.5)
    return round(max(0.05, min(trust, sure * (1.0 - 0.6 * weak))), 2)


def _cells(row: Row, cuts: Cuts) -> tuple[str, ...]:
    edges = (0, *cuts, len(row.tokens))
    return tuple(" ".join(row.tokens[a:b]) for a, b in pairwise(edges))


def _solutions(head: Row, body: Sequence[Row]) -> list[tuple[float, Cuts, list[Cuts]]]:
    """For each number of columns the best division, with its score per row."""
    heads = _divide_all(head, None)
    firsts = [_divide_all(row, None) for row in body]
    rough = []
    for columns in range(2, MOST_COLUMNS + 1):
        if columns in heads and all(columns in first for first in firsts):
            score = sum(first[columns][0] for first in firsts) / len(body)
            rough.append(
                (score + HEADER_WEIGHT * heads[columns][0] + PER_COLUMN * columns, columns)
            )
    found = []
    for _, columns in sorted(rough, reverse=True)[:MOST_REFINED]:
        score, cuts = _refine(body, [first[columns][1] for first in firsts], columns)
        head_score, head_cuts = heads[columns]
        total = score / len(body) + HEADER_WEIGHT * head_score + PER_COLUMN * columns
        found.append((total, head_cuts, cuts))
    return found


def _refine(body: Sequence[Row], cuts: list[Cuts], columns: int) -> tuple[float, list[Cuts]]:
    """Divide again, each time with what the columns of the last division have in common."""
    score = 0.0
    for _ in range(3):
        profiles = _profiles(body, cuts, columns)
        divided = [
            _divide_all(row, _without(profiles, row, row_cuts), columns)[columns]
            for row, row_cuts in zip(body, cuts, strict=True)
        ]
        new = [found[1] for found in divided]
        score = sum(found[0] for found in divided)
        if new == cuts:
            break
        cuts = new
    return score, cuts


# --- one line -----------------------------------------------------------------------------


def _divide_all(
    row: Row,
    profiles: Sequence[_Likeness] | None,
    columns: int = 0,
) -> dict[int, tuple[float, Cuts]]:
    """The best division of ``row`` into each number of cells, as ``{cells: (score, cuts)}``."""
    stops = [0, *row.edges, len(row.tokens)]
    last = len(stops) - 1
    most = min(columns or MOST_COLUMNS, last)
    best = [[(_IMPOSSIBLE, 0)] * (last + 1) for _ in range(most + 1)]
    best[0][0] = (0.0, 0)
    for cell in range(1, most + 1):
        profile = profiles[cell - 1] if profiles else None
        for end in range(cell, last + 1):
            if profiles and (cell == columns) != (end == last):
                continue
            best[cell][end] = _best_start(row, stops, best[cell - 1], cell, end, profile)
    return {
        cells: (best[cells][last][0], _trace(best, stops, cells, last))
        for cells in range(1, most + 1)
        if best[cells][last][0] > _IMPOSSIBLE / 2
    }


def _best_start(
    row: Row,
    stops: Sequence[int],
    before: Sequence[tuple[float, int]],
    cell: int,
    end: int,
    profile: _Likeness | None,
) -> tuple[float, int]:
    """The best place for a cell that ends at ``stops[end]`` to begin."""
    found = (_IMPOSSIBLE, 0)
    stop = stops[end]
    for start in range(cell - 1, end):
        score = before[start][0]
        if score <= _IMPOSSIBLE / 2:
            continue
        first = stops[start]
        score += row.scores[first] if first else 0.0
        score += row.cell(first, stop)
        if profile is not None:
            score += profile.lengths[stop - first] + profile.starts[row.starts[first]]
            score += profile.ends[row.ends[stop - 1]]
        if score > found[0]:
            found = (score, start)
    return found


def _trace(
    best: Sequence[Sequence[tuple[float, int]]], stops: Sequence[int], cells: int, last: int
) -> Cuts:
    cuts = []
    at = last
    for cell in range(cells, 1, -1):
        at = best[cell][at][1]
        cuts.append(stops[at])
    return tuple(reversed(cuts))


@lru_cache(maxsize=512)
def _length_scores(mean: float) -> tuple[float, ...]:
    """Scores of a cell by its length in words, where its column's usual length is ``mean``."""
    return (
        0.0,
        *(-min(SPREAD * math.log(length / mean) ** 2, 1.5) for length in range(1, MOST_TOKENS + 1)),
    )


# --- columns ------------------------------------------------------------------------------


def _profiles(body: Sequence[Row], cuts: Sequence[Cuts], columns: int) -> list[_Profile]:
    found = [_Profile(Counter(), Counter(), 0.0, len(body)) for _ in range(columns)]
    for row, row_cuts in zip(body, cuts, strict=True):
        edges = (0, *row_cuts, len(row.tokens))
        for profile, first, stop in zip(found, edges, edges[1:], strict=False):
            profile.starts[row.starts[first]] += 1
            profile.ends[row.ends[stop - 1]] += 1
            profile.mean_length += math.log(stop - first)
    for profile in found:
        profile.mean_length = math.exp(profile.mean_length / max(profile.count, 1))
    return found


def _without(profiles: Sequence[_Profile], row: Row, cuts: Cuts) -> list[_Likeness]:
    """What the columns have in common in all rows but ``row``, whose cells begin at ``cuts``."""
    edges = (0, *cuts, len(row.tokens))
    return [
        _Likeness(
            _shares(profile.starts, row.starts[first], profile.count - 1),
            _shares(profile.ends, row.ends[stop - 1], profile.count - 1),
            _length_scores(round(profile.mean_length, 1)),
        )
        for profile, (first, stop) in zip(profiles, pairwise(edges), strict=True)
    ]


def _shares(counted: Counter[str], own: str, others: int) -> dict[str, float]:
    """For each kind how well it suits the column, from :data:`WORST` to a little above 0."""
    found = {}
    for kind in KINDS:
        share = (counted[kind] - (kind == own) + DOUBT) / (others + 2 * DOUBT)
        found[kind] = WORST + LIKENESS * share
    return found
