"""Dividing one line of a table into cells: the best division into so many, by all its scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.document.column_likeness import Cuts, Suits
from kb.document.edges import Row

_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide a line."""

    score: float
    cuts: tuple[int, ...]
    """Indices of the tokens at which the second and later cells begin."""


class Divider:
    """A line ready to be divided, again and again, by what its columns hold."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.stops = [0, *row.edges, len(row.tokens)]
        self._base = [
            [
                (row.scores[first] if first else 0.0) + row.cell(first, stop)
                for stop in self.stops[number + 1 :]
            ]
            for number, first in enumerate(self.stops[:-1])
        ]

    def freely(self, most: int) -> dict[int, Division]:
        """The best division into each number of cells up to ``most``, by the line alone."""
        last = len(self.stops) - 1
        scores, trails = [0.0] + [_IMPOSSIBLE] * last, []
        found = {}
        for cell in range(1, min(most, last) + 1):
            scores, trail = self._step(scores, cell, range(cell, last + 1), None)
            trails.append(trail)
            if scores[last] > _IMPOSSIBLE / 2:
                found[cell] = Division(scores[last], self._trace(trails))
        return found

    def into(self, suits: Sequence[Suits]) -> Division | None:
        """The best division into one cell for each column, told by what suits the columns."""
        last, cells = len(self.stops) - 1, len(suits)
        if cells > last:
            return None
        scores, trails = [0.0] + [_IMPOSSIBLE] * last, []
        for cell in range(1, cells + 1):
            ends = range(cell, last - cells + cell + 1) if cell < cells else range(last, last + 1)
            scores, trail = self._step(scores, cell, ends, suits[cell - 1])
            trails.append(trail)
        return Division(scores[last], self._trace(trails))

    def _step(
        self, before: Sequence[float], cell: int, ends: range, suits: Suits | None
    ) -> tuple[list[float], list[int]]:
        """For each end of the cell numbered ``cell`` the best score and where it then begins."""
        stops, base = self.stops, self._base
        scores, trail = [_IMPOSSIBLE] * len(stops), [0] * len(stops)
        opened = list(before)
        if suits is not None:
            for start in range(cell - 1, len(stops) - 1):
                opened[start] += suits.opening[stops[start]]
        for end in ends:
            best, found = _IMPOSSIBLE, 0
            stop = stops[end]
            for start in range(cell - 1, end):
                score = opened[start] + base[start][end - start - 1]
                if suits is not None:
                    score += suits.lengths[stop - stops[start]]
                if score > best:
                    best, found = score, start
            scores[end] = best + (suits.closing[stop - 1] if suits is not None else 0.0)
            trail[end] = found
        return scores, trail

    def _trace(self, trails: Sequence[Sequence[int]]) -> tuple[int, ...]:
        at = len(self.stops) - 1
        cuts = []
        for trail in reversed(trails[1:]):
            at = trail[at]
            cuts.append(self.stops[at])
        return tuple(reversed(cuts))

    def lead(self, cuts: Cuts, suits: Sequence[Suits]) -> float:
        """How much worse the line gets at least if one edge moves to another place near it."""
        row = self.row
        edges = (0, *cuts, len(row.tokens))
        least = 9.0
        for number, cut in enumerate(cuts, 1):
            first, stop = edges[number - 1], edges[number + 1]
            here = self._pair(first, cut, stop, suits, number)
            for other in row.edges:
                if first < other < stop and other != cut:
                    least = min(least, here - self._pair(first, other, stop, suits, number))
        return least

    def _pair(self, first: int, cut: int, stop: int, suits: Sequence[Suits], number: int) -> float:
        """The score of two neighbouring cells that meet at ``cut``."""
        row = self.row
        score = row.scores[cut]
        for (a, b), column in zip(((first, cut), (cut, stop)), suits[number - 1 :], strict=False):
            score += row.cell(a, b) + column.opening[a] + column.closing[b - 1]
            score += column.lengths[b - a]
        return score
