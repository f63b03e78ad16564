"""Fits the weights by which single lines of tables are divided, by themselves and by columns.

Every gap between two words is an example for a logistic regression; then whole lines refine the
weights.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from benchmarks.written_tables import Table, mixed
from kb.document import edges, gaps
from kb.document.column_likeness import columns_of, likeness_features, under_features
from kb.document.recurring import Recurring, recurring, recurring_in_header
from kb.document.row_kinds import BROAD, KINDS, NONE

ROUNDS, LINE_ROUNDS = 20, 5
MIXED = 400
STRENGTH = 0.2
"""How hard weights are held to what was known before."""
SEEN = 2
"""Times that a feature must stand in the tables as they are to have a weight."""
PRIOR = {
    "turn small Capital": 5.0,
    "turn stopped Capital": 3.0,
    "turn Capital Capital": -0.5,
    "binds": -4.0,
    "may bind": -2.0,
    "unit of a figure": -4.0,
}
"""What is known before any table is seen: a capital inside a line has a reason."""
SMALLEST = 0.02
"""Weights below this are left out."""
STEP = 0.15
HOLD = 0.01
"""How far weights move at a step over whole lines, and how hard they are held to what was."""
Example = tuple[list[str], bool]


def fitted_lines(tables: list[Table], seeds: int) -> dict[str, dict[str, float]]:
    """Weights for headers and rows: the mean of several fits to lines mixed differently."""
    known = _frequent(tables)
    fits = [_fitted_once(tables, known, seed) for seed in range(seeds)]
    weights: dict[str, dict[str, float]] = {}
    for sort in known:
        names = set().union(*(found[sort] for found in fits))
        means = {name: sum(found[sort].get(name, 0.0) for found in fits) / seeds for name in names}
        weights[sort] = {
            name: round(mean, 2) for name, mean in means.items() if abs(mean) >= SMALLEST
        }
    return weights


def _fitted_once(
    tables: list[Table], known: dict[str, set[str]], seed: int
) -> dict[str, dict[str, float]]:
    singles: dict[str, list[Example]] = {sort: [] for sort in known}
    for table in tables + mixed(tables, random.Random(70 + seed), MIXED):
        for sort, (names, truth) in examples(table):
            singles[sort].append(([name for name in names if name in known[sort]], truth))
    whole: dict[str, list[Line]] = {sort: [] for sort in known}
    for table in tables * 2 + mixed(tables, random.Random(90 + seed), MIXED):
        for sort, line in lines_of(table):
            whole[sort].append(line)
    return {
        sort: refine(whole[sort], fit(held, seed), known[sort]) for sort, held in singles.items()
    }


def _frequent(tables: list[Table]) -> dict[str, set[str]]:
    """The features of gaps that occur often enough, by sort of line."""
    counted: dict[str, Counter[str]] = {"header": Counter(), "row": Counter()}
    for table in tables:
        for sort, (names, _) in examples(table):
            counted[sort].update(names)
    return {
        sort: {name for name, times in found.items() if times >= SEEN or name in PRIOR}
        for sort, found in counted.items()
    }


# --- single gaps --------------------------------------------------------------------------


def examples(table: Table) -> Iterator[tuple[str, Example]]:
    """Every gap of ``table`` as the sort of its line, its features and whether a cell begins."""
    lines = [" ".join(row) for row in table]
    for number, (row, line) in enumerate(zip(table, lines, strict=True)):
        is_header = number == 0
        known = recurring_in_header(line) if is_header else recurring(lines[1:])
        scorer = gaps.Gaps(line.split(), known, is_header)
        begins, at = set(), 0
        for cell in row[:-1]:
            at += len(cell.split())
            begins.add(at)
        sort = "header" if is_header else "row"
        for index in scorer.places():
            yield sort, (features(scorer, index), index in begins)


def features(scorer: gaps.Gaps, index: int) -> list[str]:
    """Names of everything that is so of one gap, as keys of the weights."""
    names = [KINDS[number].replace(" ", "_") for number in scorer.kinds]
    none = KINDS[NONE]
    a, b = names[index - 1], names[index]
    n = names[index + 1] if index + 1 < len(names) else none
    p = names[index - 2] if index > 1 else none
    if a == "stopped":
        return [f"b {b}", *scorer.flags(index)]
    around = [f"p {p}", f"a {a}", f"b {b}", f"n {n}", f"pa {p} {a}", f"ab {a} {b}", f"bn {b} {n}"]
    wide = dict(zip(KINDS, BROAD, strict=True))
    p, a, b, n = (wide[name.replace("_", " ")] for name in (p, a, b, n))
    around += [f"~pa {p} {a}", f"~ab {a} {b}", f"~bn {b} {n}", f"~abn {a} {b} {n}"]
    return around + scorer.flags(index)


def fit(found: list[Example], seed: int) -> dict[str, float]:
    """Weights by AdaGrad, held to :data:`PRIOR`."""
    weights: dict[str, float] = defaultdict(float, PRIOR)
    seen: dict[str, float] = defaultdict(lambda: 1e-6)
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        chance.shuffle(found)
        for names, truth in found:
            total = sum(weights[name] for name in names)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - truth
            for name in names:
                slope = error + (
                    0.0 if name == "bias" else STRENGTH * (weights[name] - PRIOR.get(name, 0.0))
                )
                seen[name] += slope * slope
                weights[name] -= 0.5 * slope / math.sqrt(seen[name])
    return dict(weights)


# --- whole lines --------------------------------------------------------------------------

Like = Callable[[int, int, int], list[str]]
"""Names of how the cell of a column, from a token to before another, agrees with the column."""


@dataclass
class Line:
    """A line with the places at which its second and later cells begin."""

    scorer: gaps.Gaps
    cuts: tuple[int, ...]
    like: Like | None = None
    """Where other lines of its table tell what its columns hold."""


def lines_of(table: Table) -> Iterator[tuple[str, Line]]:
    """Every line of ``table`` with its sort."""
    texts = [" ".join(row) for row in table]
    rows = [
        edges.read_row(text, frozenset(), known_in(texts, number), is_header=number == 0)
        for number, text in enumerate(texts)
    ]
    cuts = [cuts_of(row) for row in table]
    for number, row in enumerate(rows):
        scorer = gaps.Gaps(row.tokens, known_in(texts, number), number == 0)
        like = _like(rows, cuts, number) if len(table) > (1 if number == 0 else 2) else None
        yield ("header" if number == 0 else "row"), Line(scorer, cuts[number], like)


def known_in(texts: list[str], number: int) -> Recurring:
    return recurring(texts[1:]) if number else recurring_in_header(texts[0])


def cuts_of(row: list[str]) -> tuple[int, ...]:
    lengths = [len(cell.split()) for cell in row[:-1]]
    return tuple(sum(lengths[: at + 1]) for at in range(len(lengths)))


def _like(rows: list[edges.Row], cuts: list[tuple[int, ...]], number: int) -> Like:
    """How cells of one line agree with the columns of the rows, the line itself left out."""
    others = [at for at in range(1, len(rows)) if at != number]
    found = columns_of([rows[at] for at in others], [cuts[at] for at in others])
    row = rows[number]
    if number == 0:
        contents = [column.content() for column in found]
        return lambda column, first, stop: under_features(contents[column], row, first, stop)
    return lambda column, first, stop: likeness_features(
        found[column], "later" if column else "first", row, first, stop
    )


def refine(lines: list[Line], start: dict[str, float], known: set[str]) -> dict[str, float]:
    """``start`` changed until whole lines come out right: a semi-Markov random field.

    Each step moves the weights by how often a feature is there and how often it was expected, both
    over all divisions of a line by itself and over those that its table's columns allow.
    """
    weights: dict[str, float] = defaultdict(float, start)
    seen: dict[str, float] = defaultdict(lambda: 1.0)
    chance = random.Random(3)
    prepared = [_prepare(line, known) for line in lines]
    for _ in range(LINE_ROUNDS):
        chance.shuffle(prepared)
        for line in prepared:
            for alike in ([], line.alike) if line.alike else ([],):
                slope: dict[str, float] = defaultdict(float)
                for name in line.names(line.cuts, alike=bool(alike)):
                    slope[name] -= 1.0
                _expect(line, alike, weights, slope)
                for name, value in slope.items():
                    if abs(value) < 1e-4:
                        continue
                    step = value + HOLD * (weights[name] - start.get(name, 0.0))
                    seen[name] += step * step
                    weights[name] -= STEP * step / math.sqrt(seen[name])
    return dict(weights)


@dataclass
class _Prepared:
    gaps: dict[int, list[str]]
    cells: dict[tuple[int, int], list[str]]
    size: int
    cuts: tuple[int, ...]
    alike: list[dict[tuple[int, int], list[str]]]
    """For each column the names of how cells agree with it; empty where nothing tells."""

    def names(self, cuts: tuple[int, ...], *, alike: bool) -> Iterator[str]:
        for cut in cuts:
            yield from self.gaps[cut]
        for number, pair in enumerate(pairwise((0, *cuts, self.size))):
            yield from self.cells[pair]
            if alike:
                yield from self.alike[number][pair]


def _prepare(line: Line, known: set[str]) -> _Prepared:
    scorer, cuts, like = line.scorer, line.cuts, line.like
    found = {
        at: [name for name in features(scorer, at) if name in known]
        for at in {*scorer.places(), *cuts}
    }
    stops = sorted({0, *found, len(scorer.tokens)})
    pairs = list(combinations(stops, 2))
    cells = {(a, b): gaps.cell_features(scorer.kinds, scorer.tails, a, b) for a, b in pairs}
    alike = [
        {(a, b): like(column, a, b) for a, b in pairs} for column in range(len(cuts) + 1)
    ] if like else []  # fmt: skip
    return _Prepared(found, cells, len(scorer.tokens), cuts, alike)


def _expect(
    line: _Prepared,
    alike: list[dict[tuple[int, int], list[str]]],
    weights: dict[str, float],
    slope: dict[str, float],
) -> None:
    """Add to ``slope`` how often each feature is expected in divisions of ``line``."""
    stops = [0, *sorted(line.gaps), line.size]
    gain = {at: sum(weights[n] for n in names) for at, names in line.gaps.items()}
    worth = {
        (a, b): gain.get(a, 0.0) + sum(weights[n] for n in names)
        for (a, b), names in line.cells.items()
    }
    layers = len(alike) or len(stops) - 1
    scores = [worth] * layers
    for number, column in enumerate(alike):
        scores[number] = {
            pair: value + sum(weights[n] for n in column[pair]) for pair, value in worth.items()
        }
    ahead = [{0: 0.0}]
    for number in range(layers):
        ahead.append(_forward(ahead[-1], stops, scores[number]))
    ends = [number for number in range(1, layers + 1) if line.size in ahead[number]]
    if alike:
        ends = [number for number in ends if number == layers]
    if not ends:
        return
    total = _log_sum([ahead[number][line.size] for number in ends])
    behind: dict[int, float] = {}
    for number in range(layers, 0, -1):
        if number in ends:
            behind[line.size] = 0.0
        before: dict[int, float] = defaultdict(lambda: -math.inf)
        for (a, b), score in scores[number - 1].items():
            if a not in ahead[number - 1] or b not in behind:
                continue
            share = math.exp(ahead[number - 1][a] + score + behind[b] - total)
            before[a] = _log_sum([before[a], score + behind[b]])
            if share > 1e-4:
                for name in line.gaps.get(a, ()):
                    slope[name] += share
                for name in line.cells[a, b]:
                    slope[name] += share
                for name in alike[number - 1][a, b] if alike else ():
                    slope[name] += share
        behind = dict(before)


def _forward(
    before: dict[int, float], stops: list[int], scores: dict[tuple[int, int], float]
) -> dict[int, float]:
    after = {}
    for end in stops[1:]:
        values = [value + scores[start, end] for start, value in before.items() if start < end]
        if values:
            after[end] = _log_sum(values)
    return after


def _log_sum(values: list[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values)) if top > -1e300 else top
