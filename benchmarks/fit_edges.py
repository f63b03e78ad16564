"""Fits the weights of :mod:`kb.document.edge_weights`: ``python -m benchmarks.fit_edges``.

The weights of lines come first (:mod:`benchmarks.fit_lines`); with them, what tells numbers of
columns apart, and how far a table can be trusted, is fitted to tables that they have not seen. The
command writes the file that the importer reads; the same tables give the same weights. With
``--keep 0.5`` it writes the mean of the file as it stands and the new weights: where the tables
have grown, that does better on unseen ones than either. With ``--folds 4`` it writes nothing and
prints how many cells of unseen tables are found.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import defaultdict
from itertools import pairwise

from benchmarks.fit_lines import SMALLEST, cuts_of, fitted_lines, known_in
from benchmarks.written_tables import Table, all_tables
from kb.document import columns, edge_weights, edges

SEEDS = 3
"""Fits of lines whose mean is taken: one alone depends on chance."""
INNER = 3
"""Parts of the tables: what is weighed of whole tables comes from fits to the other parts."""
STEPS, RATE = 400, 0.3

Facts = dict[str, float]


def _choices(table: Table) -> list[tuple[Facts, bool]]:
    """The solutions of one table, with the one of the right number of columns marked."""
    lines = [" ".join(row) for row in table]
    head = edges.read_row(lines[0], frozenset(), known_in(lines, 0), is_header=True)
    body = [edges.read_row(text, frozenset(), known_in(lines, 1)) for text in lines[1:]]
    return [
        (found.facts, len(found.header) + 1 == len(table[0]))
        for found in columns.solutions(head, body)
    ]


def _verdict(table: Table) -> tuple[Facts, bool] | None:
    """What tells how far the best solution of a table can be trusted, and whether it is right."""
    lines = [" ".join(row) for row in table]
    head = edges.read_row(lines[0], frozenset(), known_in(lines, 0), is_header=True)
    body = [edges.read_row(text, frozenset(), known_in(lines, 1)) for text in lines[1:]]
    found = columns.ranked(columns.solutions(head, body))
    if not found:
        return None
    best = found[0][1]
    right = [tuple(best.header), *map(tuple, best.rows)] == [cuts_of(row) for row in table]
    return columns.trust_facts(found), right


def weigh(cases: list[list[tuple[Facts, bool]]], hold: float) -> Facts:
    """Weights by which the right one of each case's choices weighs most: a softmax regression."""
    cases = [case for case in cases if len(case) > 1 and any(right for _, right in case)]
    scales = _scales([facts for case in cases for facts, _ in case])
    weights: Facts = dict.fromkeys(scales, 0.0)
    seen: Facts = dict.fromkeys(scales, 1e-6)
    for _ in range(STEPS):
        slope: Facts = defaultdict(float)
        for case in cases:
            totals = [
                sum(weights[name] * value / scales[name] for name, value in facts.items())
                for facts, _ in case
            ]
            top = max(totals)
            shares = [math.exp(total - top) for total in totals]
            for (facts, right), share in zip(case, shares, strict=True):
                error = share / sum(shares) - right
                for name, value in facts.items():
                    slope[name] += error * value / scales[name]
        for name, value in slope.items():
            step = value / len(cases) + hold * weights[name]
            seen[name] += step * step
            weights[name] -= RATE * step / math.sqrt(seen[name])
    return {name: weight / scales[name] for name, weight in weights.items()}


def _scales(facts: list[Facts]) -> Facts:
    """How far the values of each fact spread, so that all are learned at one pace."""
    names = set().union(*facts)
    return {
        name: max(0.1, math.sqrt(sum(held.get(name, 0.0) ** 2 for held in facts) / len(facts)))
        for name in names
    }


def weigh_trust(verdicts: list[tuple[Facts, bool]]) -> Facts:
    """Weights by which the facts of a table tell whether it is right: a logistic regression."""
    nothing: Facts = {}
    return weigh([[(facts, right), (nothing, not right)] for facts, right in verdicts], 0.003)


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
    """All weights: of gaps and cells, of the choice among numbers of columns, and of trust."""
    whole = [table for table in tables if len(table) > 1]
    rest = [table for table in tables if len(table) == 1]
    random.Random(5).shuffle(whole)
    cases, parts = [], []
    for part in range(INNER):
        others = [table for at, table in enumerate(whole) if at % INNER != part]
        weights = fitted_lines(others + rest, 1)
        edge_weights.use({**weights, "table": ROUGH})
        parts.append((weights, whole[part::INNER]))
        cases += [_choices(table) for table in whole[part::INNER]]
    of_tables = {**ROUGH, **{f"choice {name}": v for name, v in weigh(cases, 0.003).items()}}
    verdicts = []
    for weights, held in parts:
        edge_weights.use({**weights, "table": of_tables})
        verdicts += [verdict for table in held if (verdict := _verdict(table))]
    of_tables |= {f"trust {name}": value for name, value in weigh_trust(verdicts).items()}
    rounded = {name: round(value, 3) for name, value in of_tables.items()}
    return {**fitted_lines(tables, SEEDS), "table": rounded}


def mean(
    held: dict[str, Facts], found: dict[str, Facts], share: float
) -> dict[str, dict[str, float]]:
    """The mean of two sets of weights, in which ``held`` counts for ``share``."""
    result = {}
    for sort, digits in (("header", 2), ("row", 2), ("table", 3)):
        names = held[sort].keys() | found[sort].keys()
        means = {
            name: held[sort].get(name, 0.0) * share + found[sort].get(name, 0.0) * (1 - share)
            for name in names
        }
        least = 0.0 if sort == "table" else SMALLEST
        result[sort] = {
            name: round(value, digits) for name, value in means.items() if abs(value) >= least
        }
    return result


ROUGH = {"rough rough rows": 1.0, "rough rough header": 0.6} | {
    f"rough rough {count}": 0.3 * count for count in range(2, columns.MOST_COLUMNS + 1)
}
"""By what the numbers of columns are chosen for which rows are divided again."""


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
    told: list[tuple[float, bool]] = []
    for fold in range(folds):
        others = [table for at, table in enumerate(whole) if at % folds != fold]
        edge_weights.use(fitted(others + headers))
        for at, figure in enumerate(cells_right(whole[fold::folds])):
            sums[at] += figure
        told += trusted(whole[fold::folds])
    print(f"{sums[0]} of {sums[1]} cells of unseen tables: {sums[0] / sums[1]:.3f}")
    print(f"{sum(right for _, right in told)} of {len(told)} tables right to the last cell")
    for low, high in pairwise((0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)):
        held = [right for trust, right in told if low <= trust < high]
        if held:
            print(f"  confidence {low:.2f} to {high:.2f}: {sum(held)} of {len(held)} right")


def trusted(tables: list[Table]) -> list[tuple[float, bool]]:
    """For each table the confidence in what is found, and whether it is right."""
    told = []
    for table in tables:
        lines = [" ".join(row) for row in table]
        found = columns.find_columns(lines[0], lines[1:], frozenset())
        read = [list(found.header), *map(list, found.rows)] if found else []
        told.append((found.confidence if found else 0.0, read == table))
    return told


def main(arguments: list[str] | None = None) -> int:
    """Fit, then write or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0, help="measure instead of writing")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the weights in use")
    options = parser.parse_args(arguments)
    tables = all_tables()
    if options.folds:
        _cross(tables, options.folds)
        return 0
    weights = mean(edge_weights.read_weights(), fitted(tables), options.keep)
    edge_weights.FILE.write_text(written(weights), encoding="utf-8")
    edge_weights.use(weights)
    right, total = cells_right([table for table in tables if len(table) > 1])
    print(f"{right} of {total} cells of the tables themselves: {right / total:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
