"""The fitted weights by which gaps between words, and cells, are scored.

They are log-odds, kept in ``edge_weights.json``, which ``python -m benchmarks.fit_edges`` writes.
A name says what a weight is for: ``a`` and ``b`` are the kinds of the words before and behind a
gap, ``p`` and ``n`` of the ones farther out, ``~`` marks the wider kinds of
:data:`kb.document.row_kinds.BROAD`; other names are flags of :mod:`kb.document.gaps`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.document.row_kinds import BROAD, KINDS, NUMBER, TAILS

FILE = Path(__file__).with_name("edge_weights.json")
MOST_LENGTH = 24
"""Words of a cell from which more make no difference."""
_STOPPED = NUMBER["stopped"]


def bucket(words: int) -> int:
    """Lengths of cells that are treated alike, named by the shortest."""
    return max(least for least in (0, 1, 2, 3, 4, 5, 7, 10, 15, 22) if least <= words)


class Weights:
    """Fitted weights of one sort of line, by the kinds of the words around a gap."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        size = len(KINDS)
        self.flags: dict[str, float] = {}
        self.single = {place: [0.0] * size for place in ("a", "b", "n", "p")}
        self.double = {place: [[0.0] * size for _ in range(size)] for place in ("ab", "bn", "pa")}
        self.triple: dict[tuple[str, str, str], float] = {}
        for key, weight in weights.items():
            self._set(key.split(), weight)
        self.opening = [
            (
                self.flag(f"opens {name} 1"),
                self.flag(f"opens {name} 2"),
                self.flag(f"opens {name} 3"),
            )
            for name in (kind.replace(" ", "_") for kind in KINDS)
        ]
        self.closing = [self._closing(place) for place in ("later", "first")]
        self.lengths = tuple(
            tuple(self.flag(f"length {place} {bucket(words)}") for words in range(MOST_LENGTH + 1))
            for place in ("first", "inner", "last")
        )

    def _closing(self, place: str) -> dict[tuple[int, int], float]:
        return {
            (number, ending): self.flag(f"closes {place} {kind.replace(' ', '_')}")
            + self.flag(f"closes {place} as {TAILS[ending]}")
            for number, kind in enumerate(KINDS)
            for ending in range(len(TAILS))
        }

    def _set(self, key: Sequence[str], weight: float) -> None:
        place, *kinds = key
        kinds = [name.replace("_", " ") for name in kinds]
        if place in self.single:
            self.single[place][NUMBER[kinds[0]]] = weight
        elif place in self.double:
            self.double[place][NUMBER[kinds[0]]][NUMBER[kinds[1]]] += weight
        elif place[0] == "~" and len(kinds) == 2:
            for first in _numbers(kinds[0]):
                for second in _numbers(kinds[1]):
                    self.double[place[1:]][first][second] += weight
        elif place[0] == "~":
            self.triple[kinds[0], kinds[1], kinds[2]] = weight
        else:
            self.flags[" ".join(key)] = weight

    def around(self, p: int, a: int, b: int, n: int) -> float:
        """The weight of kinds ``a`` before and ``b`` behind a gap, ``p`` and ``n`` farther out."""
        single, double = self.single, self.double
        if a == _STOPPED:
            return single["b"][b]
        return (
            single["p"][p] + single["a"][a] + single["b"][b] + single["n"][n]
            + double["pa"][p][a] + double["ab"][a][b] + double["bn"][b][n]
            + self.triple.get((BROAD[a], BROAD[b], BROAD[n]), 0.0)
        )  # fmt: skip

    def flag(self, name: str) -> float:
        """The weight of something that is so or not."""
        return self.flags.get(name, 0.0)


def _numbers(broad: str) -> list[int]:
    """The kinds that are of the wider kind ``broad``."""
    return [number for number, name in enumerate(BROAD) if name == broad]


_TABLES: dict[str, Weights] = {}


def weights_of(sort: str) -> Weights:
    """The weights for lines of ``sort``, ``header`` or ``row``; read from the file once."""
    if sort not in _TABLES:
        use(read_weights())
    return _TABLES[sort]


def use(weights: Mapping[str, Mapping[str, float]]) -> None:
    """Score with ``weights`` from now on; the fitting of weights calls this to try them."""
    _TABLES.update({sort: Weights(held) for sort, held in weights.items()})


def read_weights(path: Path = FILE) -> dict[str, dict[str, float]]:
    """The weights of each sort of line by name; the file groups names by all but the last word."""
    held: dict[str, dict[str, dict[str, float]]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        sort: {
            f"{family} {last}".strip(): weight
            for family, members in families.items()
            for last, weight in members.items()
        }
        for sort, families in held.items()
    }
