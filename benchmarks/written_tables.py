"""Tables of our own with their cells divided, from ``tests/document/cases``.

``tables.txt`` and the files of :data:`FILES` have cells divided by `` || ``, those of
:data:`HEADERS` a header on each line. Cells of different tables, put side by side, make further
tables.
"""

from __future__ import annotations

import random
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "document" / "cases"
FILES = ("tables.txt", "tables.txt", "table_corpus.txt", "table_corpus_subjects.txt")
"""Those that must come out right to the last cell count twice."""
HEADERS = ("table_headers.txt", "table_headers_subjects.txt")
MOST_MIXED = 3
"""Rows of a made table."""
Table = list[list[str]]


def all_tables() -> list[Table]:
    """The tables of our own, then the headers as tables of one line."""
    found = [table for name in FILES for table in read_tables(CASES / name)]
    headers = "".join((CASES / name).read_text(encoding="utf-8") for name in HEADERS)
    return found + [[line.split(" || ")] for line in headers.splitlines()]


def read_tables(path: Path) -> list[Table]:
    """The tables of a case file, each a list of rows of cells."""
    found = []
    for case in path.read_text(encoding="utf-8").split("\n===\n"):
        body = case.strip().partition("\n---\n")[2] or case.strip()
        found.append([line.split(" || ") for line in body.splitlines()])
    return found


def mixed(tables: list[Table], chance: random.Random, count: int) -> list[Table]:
    """``2 * count`` tables whose columns come from any ``tables``; every other a header alone."""
    whole = [table for table in tables if len(table) > 1]
    made = []
    for number in range(2 * count):
        width = chance.choice((2, 3, 3, 3, 4, 4, 5))
        chosen = [chance.choice(tables if number % 2 else whole) for _ in range(width)]
        places = [0, *(chance.randrange(1, len(table[0])) for table in chosen[1:])]
        table = [_cells(chosen, [0] * width, places)]
        if number % 2 == 0:
            orders = [chance.sample(range(1, len(held)), len(held) - 1) for held in chosen]
            rows = list(zip(*orders, strict=False))[:MOST_MIXED]
            table += [_cells(chosen, list(row), places) for row in rows]
        made.append(table)
    return made


def _cells(chosen: list[Table], rows: list[int], places: list[int]) -> list[str]:
    return [table[row][at] for table, row, at in zip(chosen, rows, places, strict=True)]
