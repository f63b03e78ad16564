"""A table as a grid of cells, each the Markdown of its words, and what can be done to its shape.

Every function returns a new grid. Rows and columns are counted from 0; row 0 is the header, which
neither moves nor goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

Cells: TypeAlias = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's caption and cells; every row has as many cells as the header."""

    rows: tuple[Cells, ...]
    """The header first."""
    caption: str = ""
    """Markdown; empty for none."""

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def height(self) -> int:
        """How many rows there are, the header included."""
        return len(self.rows)


def add_row(grid: Grid, at: int) -> Grid:
    """Put an empty row below the row ``at``."""
    return replace(grid, rows=_with(grid.rows, at, ("",) * grid.width))


def remove_row(grid: Grid, at: int) -> Grid:
    """Take a row out; the header stays."""
    return replace(grid, rows=_without(grid.rows, at)) if 0 < at < grid.height else grid


def move_row(grid: Grid, at: int, step: int) -> Grid:
    """Move a row up (-1) or down (1); none moves above the first row below the header."""
    if min(at, at + step) < 1 or max(at, at + step) >= grid.height:
        return grid
    return replace(grid, rows=_swapped(grid.rows, at, at + step))


def add_column(grid: Grid, at: int) -> Grid:
    """Put an empty column to the right of the column ``at``."""
    return _each_row(grid, lambda row: _with(row, at, ""))


def remove_column(grid: Grid, at: int) -> Grid:
    """Take a column out; the last one stays."""
    if grid.width < 2 or not 0 <= at < grid.width:
        return grid
    return _each_row(grid, lambda row: _without(row, at))


def move_column(grid: Grid, at: int, step: int) -> Grid:
    """Move a column left (-1) or right (1)."""
    if min(at, at + step) < 0 or max(at, at + step) >= grid.width:
        return grid
    return _each_row(grid, lambda row: _swapped(row, at, at + step))


def _each_row(grid: Grid, change: Callable[[Cells], Cells]) -> Grid:
    return replace(grid, rows=tuple(change(row) for row in grid.rows))


def _with(items: Sequence[T], at: int, new: T) -> tuple[T, ...]:
    return (*items[: at + 1], new, *items[at + 1 :])


def _without(items: Sequence[T], at: int) -> tuple[T, ...]:
    return (*items[:at], *items[at + 1 :])


def _swapped(items: Sequence[T], one: int, other: int) -> tuple[T, ...]:
    changed = list(items)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)
