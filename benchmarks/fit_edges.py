"""Fits the weights of :mod:`kb.document.edge_weights`: ``python -m benchmarks.fit_edges``.

The tables are our own, in ``tests/document/cases``: ``tables.txt`` and ``table_corpus.txt`` with
cells divided by `` || ``, ``table_headers.txt`` with a header on each line. Every gap between two
words is an example for a logistic regression; then whole lines refine the weights. Cells of
different tables, put side by side, make further lines. The command writes the file that the
importer reads; the same tables give the same weights. With ``--folds 4`` it writes nothing and
prints how many cells of unseen tables are found.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from kb.document import columns, edge_weights, gaps
from kb.document.row_kinds import BROAD, KINDS, NONE

ROUNDS, LINE_ROUNDS = 20, 8
MIXED = 600
SEEDS = 3
"""Fits whose mean is taken: one alone depends on chance."""
STRENGTH = 0.2
"""How hard weights are held to what was known before."""
SEEN = 2
"""Times that a feature must stand in the tables as they are to have a weight."""
PRIOR = {"turn small Capital": 5.0, "turn stopped Capital": 3.0, "turn Capital Capital": -0.5}
"""What is known before any table is seen: a capital inside a line has a reason."""
SMALLEST = 0.02
"""Weights below this are left out."""
CASES = Path(__file__).parents[1] / "tests" / "document" / "cases"
FILES = ("tables.txt", "table_corpus.txt")
HEADERS = "table_headers.txt"
Table = list[list[str]]
Example = tuple[list[str], bool]


def all_tables() -> list[Table]:
    """The tables of our own, then the headers as tables of one line."""
    found = [table for name in FILES for table in read_tables(CASES / name)]
    headers = (CASES / HEADERS).read_text(encoding="utf-8").splitlines()
    return found + [[line.split(" || ")] for line in headers]


def read_tables(path: Path) -> list[Table]:
    """The tables of a case file, each a list of rows of cells."""
    found = []
    for case in path.read_text(encoding="utf-8").split("\n===\n"):
        body = case.strip().partition("\n---\n")[2] or case.strip()
        found.append([line.split(" || ") for line in body.splitlines()])
    return found


def examples(table: Table) -> Iterator[tuple[str, Example]]:
    """Every gap of ``table`` as the sort of its line, its features and whether a cell begins."""
    lines = [" ".join(row) for row in table]
    for number, (row, line) in enumerate(zip(table, lines, strict=True)):
        is_header = number == 0
        known = gaps.recurring_in_header(line) if is_header else gaps.recurring(lines[1:])
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


def mixed(tables: list[Table], chance: random.Random, count: int) -> list[Table]:
    """``count`` tables of a header and, where all have one, a row of cells from any ``tables``."""
    whole = [table for table in tables if len(table) > 1]
    made = []
    for number in range(2 * count):
        width = chance.choice((2, 3, 3, 3, 4, 4, 5))
        chosen = [chance.choice(tables if number % 2 else whole) for _ in range(width)]
        places = [0, *(chance.randrange(1, len(table[0])) for table in chosen[1:])]
        table = [_cells(chosen, [0] * width, places)]
        if number % 2 == 0:
            rows = [chance.randrange(1, len(table)) for table in chosen]
            table.append(_cells(chosen, rows, places))
        made.append(table)
    return made


def _cells(chosen: list[Table], rows: list[int], places: list[int]) -> list[str]:
    return [table[row][at] for table, row, at in zip(chosen, rows, places, strict=True)]


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

Line = tuple[gaps.Gaps, tuple[int, ...]]
"""A line with the places at which its second and later cells begin."""
MARGIN = 2.0
STEP = 0.05


def lines_of(table: Table) -> Iterator[tuple[str, Line]]:
    """Every line of ``table`` with its sort."""
    texts = [" ".join(row) for row in table]
    for number, (row, text) in enumerate(zip(table, texts, strict=True)):
        known = gaps.recurring_in_header(text) if number == 0 else gaps.recurring(texts[1:])
        lengths = [len(cell.split()) for cell in row[:-1]]
        cuts = tuple(sum(lengths[: at + 1]) for at in range(len(lengths)))
        scorer = gaps.Gaps(text.split(), known, number == 0)
        yield ("header" if number == 0 else "row"), (scorer, cuts)


def refine(lines: list[Line], start: dict[str, float], known: set[str]) -> dict[str, float]:
    """``start`` changed until whole lines come out right: an averaged structured perceptron."""
    weights: dict[str, float] = defaultdict(float, start)
    summed: dict[str, float] = defaultdict(float)
    chance = random.Random(3)
    prepared = [_prepare(scorer, cuts, known) for scorer, cuts in lines]
    count = 0
    for _ in range(LINE_ROUNDS):
        chance.shuffle(prepared)
        for line in prepared:
            count += 1
            found = _best(line, weights)
            if found != line.cuts:
                for sign, cuts in ((STEP, line.cuts), (-STEP, found)):
                    for name in line.names(cuts):
                        weights[name] += sign
                        summed[name] += sign * count
    return {name: value - summed[name] / (count + 1) for name, value in weights.items()}


@dataclass
class _Prepared:
    gaps: dict[int, list[str]]
    cells: dict[tuple[int, int], list[str]]
    size: int
    cuts: tuple[int, ...]

    def names(self, cuts: tuple[int, ...]) -> Iterator[str]:
        for cut in cuts:
            yield from self.gaps[cut]
        for pair in pairwise((0, *cuts, self.size)):
            yield from self.cells[pair]


def _prepare(scorer: gaps.Gaps, cuts: tuple[int, ...], known: set[str]) -> _Prepared:
    found = {
        at: [name for name in features(scorer, at) if name in known]
        for at in {*scorer.places(), *cuts}
    }
    stops = sorted({0, *found, len(scorer.tokens)})
    cells = {
        (a, b): gaps.cell_features(scorer.kinds, scorer.tails, a, b)
        for a, b in combinations(stops, 2)
    }
    return _Prepared(found, cells, len(scorer.tokens), cuts)


def _best(line: _Prepared, weights: dict[str, float]) -> tuple[int, ...]:
    """The division of ``line`` with the highest score, wrong places favoured by the margin."""
    stops = [0, *sorted(line.gaps), line.size]
    gain = {0: 0.0, line.size: 0.0}
    for at, names in line.gaps.items():
        gain[at] = sum(weights[n] for n in names) + (-MARGIN if at in line.cuts else MARGIN)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for end in stops[1:]:
        best[end] = max(
            (
                best[start][0] + gain[start] + sum(weights[n] for n in line.cells[start, end]),
                (*best[start][1], start) if start else (),
            )
            for start in stops
            if start < end
        )
    return best[line.size][1]


def written(weights: dict[str, dict[str, float]]) -> str:
    """``weights`` as the file's text, a line for all names that differ in their last word only."""
    parts = []
    for sort, held in sorted(weights.items()):
        families: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in sorted(held.items()):
            family, _, last = name.rpartition(" ")
            families[family][last] = weight
        lines = [f"  {json.dumps(family)}: {json.dumps(held)}" for family, held in families.items()]
        parts.append(f"{json.dumps(sort)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def fitted(tables: list[Table]) -> dict[str, dict[str, float]]:
    """Weights for headers and rows: the mean of several fits to lines mixed differently."""
    known = _frequent(tables)
    fits = [_fitted_once(tables, known, seed) for seed in range(SEEDS)]
    weights: dict[str, dict[str, float]] = {}
    for sort in known:
        names = set().union(*(found[sort] for found in fits))
        means = {name: sum(found[sort].get(name, 0.0) for found in fits) / SEEDS for name in names}
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


def cells_right(tables: list[Table]) -> tuple[int, int]:
    """How many cells of ``tables`` are found with the weights in use, and how many there are."""
    right = total = 0
    for table in tables:
        lines = [" ".join(row) for row in table]
        found = columns.find_columns(lines[0], lines[1:], frozenset())
        read = [found.header, *found.rows] if found else [()] * len(table)
        for row, cells in zip(table, read, strict=True):
            total += len(row)
            right += sum(a == b for a, b in zip(row, cells, strict=False))
    return right, total


def _cross(tables: list[Table], folds: int) -> None:
    """Print what is found in each fold with weights fitted to the others."""
    whole = [table for table in tables if len(table) > 1]
    headers = [table for table in tables if len(table) == 1]
    random.Random(3).shuffle(whole)
    sums = [0, 0]
    for fold in range(folds):
        others = [table for at, table in enumerate(whole) if at % folds != fold]
        edge_weights.use(fitted(others + headers))
        for at, figure in enumerate(cells_right(whole[fold::folds])):
            sums[at] += figure
    print(f"{sums[0]} of {sums[1]} cells of unseen tables: {sums[0] / sums[1]:.3f}")


def main(arguments: list[str] | None = None) -> int:
    """Fit, then write or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0, help="measure instead of writing")
    options = parser.parse_args(arguments)
    tables = all_tables()
    if options.folds:
        _cross(tables, options.folds)
        return 0
    weights = fitted(tables)
    edge_weights.FILE.write_text(written(weights), encoding="utf-8")
    edge_weights.use(weights)
    right, total = cells_right([table for table in tables if len(table) > 1])
    print(f"{right} of {total} cells of the tables themselves: {right / total:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
