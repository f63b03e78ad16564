"""What the cells of one column of a table have in common, and how well a cell suits the rest.

A column is compared with a row that is not counted in it, so that no cell speaks for itself. What
agreement is worth are fitted weights (:mod:`kb.document.edge_weights`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb.document.edge_weights import Weights
from kb.document.edges import Row
from kb.document.row_kinds import BROAD

DOUBT = 0.3
"""Rows' worth of doubt: in a small table what cells have in common may be chance."""
SHARES = (0.1, 0.2, 0.45, 0.7, 0.9)
"""Shares of the other rows between which agreement is told apart."""
SIZES = (0.34, 0.55, 0.8, 1.3, 1.9, 3.0)
"""Lengths, as parts of the column's usual one, between which cells are told apart."""

MOST_WORDS = 261
"""Words of a cell up to which its length is scored."""

Cuts = Sequence[int]
"""Indices of the tokens at which the second and later cells of a line begin."""


@dataclass(slots=True)
class Column:
    """The cells of one column, counted."""

    starts: Counter[str]
    ends: Counter[str]
    firsts: Counter[str]
    lasts: Counter[str]
    size: float
    """Sum of the logarithms of the cells' lengths in words."""
    count: int

    def content(self) -> str:
        """What the column mostly holds: ``figures``, ``sentences``, ``names`` or ``phrases``."""
        half = max(self.count, 1) / 2
        if self.starts["figure"] >= half:
            return "figures"
        if self.ends["stop"] >= half:
            return "sentences"
        return "names" if self.size / max(self.count, 1) < math.log(2.2) else "phrases"


def columns_of(rows: Sequence[Row], cuts: Sequence[Cuts]) -> list[Column]:
    """The columns of ``rows``, whose cells begin at ``cuts``."""
    cells = [_cells(row, row_cuts) for row, row_cuts in zip(rows, cuts, strict=True)]
    return [_column(rows, column) for column in zip(*cells, strict=True)]


def _column(rows: Sequence[Row], cells: Sequence[tuple[int, int]]) -> Column:
    """The column that has so many words of each of ``rows``, from the first to before the last."""
    placed = [(row, first, stop - 1) for row, (first, stop) in zip(rows, cells, strict=True)]
    size = 0.0
    for first, stop in cells:
        size += math.log(stop - first)
    return Column(
        Counter([row.starts[first] for row, first, _ in placed]),
        Counter([row.ends[last] for row, _, last in placed]),
        Counter([row.words[first] for row, first, _ in placed]),
        Counter([row.words[last] for row, _, last in placed]),
        size,
        len(cells),
    )


def _cells(row: Row, cuts: Cuts) -> list[tuple[int, int]]:
    return list(pairwise((0, *cuts, len(row.tokens))))


# --- features -----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def share_of(count: int, others: int) -> int:
    """The number of the share that ``count`` of ``others`` rows is."""
    share = (count + DOUBT) / (others + 2 * DOUBT)
    return sum(1 for least in SHARES if share >= least)


def size_of(length: int, column: Column) -> int:
    """The number of the part of the column's usual length that ``length`` is."""
    part = length / math.exp(column.size / max(column.count, 1))
    return sum(1 for least in SIZES if part >= least)


def likeness_features(column: Column, place: str, row: Row, first: int, stop: int) -> list[str]:
    """Names of how a cell agrees with a ``column`` of other rows; ``place`` is first or later."""
    start, end = column.starts[row.starts[first]], column.ends[row.ends[stop - 1]]
    found = [
        f"like start {share_of(start, column.count)}",
        f"like end {share_of(end, column.count)}",
        f"like size {place} {size_of(stop - first, column)}",
    ]
    if column.firsts[row.words[first]] > 0:
        found.append("like first word")
    if column.lasts[row.words[stop - 1]] > 0:
        found.append("like last word")
    return found


def under_features(content: str, row: Row, first: int, stop: int) -> list[str]:
    """Names of how the cell of a header agrees with what its column holds."""
    return [f"under {content} {head_word(row, stop - 1)}", f"over {content} {min(stop - first, 4)}"]


def head_word(row: Row, at: int) -> str:
    """What sort of word names a header's cell."""
    return BROAD[row.kinds[at]].replace(" ", "_")


# --- scores -------------------------------------------------------------------------------


@dataclass(slots=True)
class Suits:
    """How well the cells of one line would suit one column."""

    opening: list[float]
    """For each token how well it begins a cell of the column."""
    closing: list[float]
    """For each token how well it ends one."""
    lengths: tuple[float, ...]
    """By number of words."""


class _Worths:
    """What agreement with a column is worth, by the numbers of shares and sizes."""

    def __init__(self, weights: Weights) -> None:
        shares, sizes = range(len(SHARES) + 1), range(len(SIZES) + 1)
        self.starts = tuple(weights.flag(f"like start {share}") for share in shares)
        self.ends = tuple(weights.flag(f"like end {share}") for share in shares)
        self.sizes = {
            place: tuple(weights.flag(f"like size {place} {size}") for size in sizes)
            for place in ("first", "later")
        }
        self.first_word = weights.flag("like first word")
        self.last_word = weights.flag("like last word")
        self.over = {
            content: tuple(weights.flag(f"over {content} {min(n, 4)}") for n in range(MOST_WORDS))
            for content in ("figures", "sentences", "names", "phrases")
        }


@lru_cache(maxsize=8)
def _worths(weights: Weights) -> _Worths:
    return _Worths(weights)


def row_suits(columns: Sequence[Column], row: Row, cuts: Cuts, weights: Weights) -> list[Suits]:
    """How well cells of ``row`` suit ``columns``, in which it is counted with ``cuts``."""
    worths = _worths(weights)
    return [
        _suits(column, "later" if number else "first", row, cell, worths)
        for number, (column, cell) in enumerate(zip(columns, _cells(row, cuts), strict=True))
    ]


def _suits(column: Column, place: str, row: Row, own: tuple[int, int], worths: _Worths) -> Suits:
    """As above, for one column; ``own`` is the row's cell in it, which does not count."""
    others = column.count - 1
    first, last = own[0], own[1] - 1
    starts, ends = _by_count(worths.starts, others), _by_count(worths.ends, others)
    opening, closing = [0.0] * len(row.tokens), [0.0] * len(row.tokens)
    for at in (0, *row.edges):
        kind, word = row.starts[at], row.words[at]
        same = column.starts.get(kind, 0) - (kind == row.starts[first])
        opening[at] = starts[same]
        if column.firsts.get(word, 0) > (word == row.words[first]):
            opening[at] += worths.first_word
    for at in (*(edge - 1 for edge in row.edges), len(row.tokens) - 1):
        kind, word = row.ends[at], row.words[at]
        same = column.ends.get(kind, 0) - (kind == row.ends[last])
        closing[at] = ends[same]
        if column.lasts.get(word, 0) > (word == row.words[last]):
            closing[at] += worths.last_word
    size = column.size - math.log(own[1] - own[0])
    usual = round(math.exp(size / max(others, 1)), 1)
    return Suits(opening, closing, _length_scores(usual, worths.sizes[place]))


@lru_cache(maxsize=1024)
def _by_count(worths: tuple[float, ...], others: int) -> tuple[float, ...]:
    """What agreement is worth by the number of ``others`` that agree."""
    return tuple(worths[share_of(count, others)] for count in range(others + 1))


@lru_cache(maxsize=1024)
def _length_scores(usual: float, sizes: tuple[float, ...]) -> tuple[float, ...]:
    return (
        0.0,
        *(sizes[bisect_right(SIZES, length / usual)] for length in range(1, MOST_WORDS)),
    )


def header_suits(columns: Sequence[Column], row: Row, weights: Weights) -> list[Suits]:
    """How well cells of the header ``row`` suit what ``columns`` hold."""
    worths = _worths(weights)
    words = [head_word(row, at) for at in range(len(row.tokens))]
    nothing = [0.0] * len(words)
    found = []
    for column in columns:
        content = column.content()
        closing = [weights.flag(f"under {content} {word}") for word in words]
        found.append(Suits(nothing, closing, worths.over[content]))
    return found
