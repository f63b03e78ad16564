"""Aligning two sequences: what stayed, what went, what came. Time grows with length, not square.

Items found once on each side hold the alignment in place (patience); only short gaps between them
are compared in every way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int, int, int]
"""``a0, a1, b0, b1``: ``a[a0:a1]`` became ``b[b0:b1]``; both empty never."""

SMALL = 40_000
"""Largest product of two gaps' lengths that is compared in every way."""


def changes(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[bool, Pair]]:
    """Return runs in order, True for those equal on both sides; they cover both sequences."""
    runs: list[tuple[bool, Pair]] = []
    for is_same, (a0, a1, b0, b1) in _runs(a, b, 0, len(a), 0, len(b)):
        if a0 == a1 and b0 == b1:
            continue
        if runs and runs[-1][0] == is_same:
            before = runs[-1][1]
            runs[-1] = (is_same, (before[0], a1, before[2], b1))
        else:
            runs.append((is_same, (a0, a1, b0, b1)))
    return runs


def _runs(
    a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int
) -> Iterator[tuple[bool, Pair]]:
    """Yield the runs between two bounds, common ends taken off first."""
    head = 0
    while a0 + head < a1 and b0 + head < b1 and a[a0 + head] == b[b0 + head]:
        head += 1
    tail = 0
    while a0 + head < a1 - tail and b0 + head < b1 - tail and a[a1 - tail - 1] == b[b1 - tail - 1]:
        tail += 1
    yield True, (a0, a0 + head, b0, b0 + head)
    yield from _middle(a, b, a0 + head, a1 - tail, b0 + head, b1 - tail)
    yield True, (a1 - tail, a1, b1 - tail, b1)


def _middle(
    a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int
) -> Iterator[tuple[bool, Pair]]:
    if a0 == a1 or b0 == b1:
        yield False, (a0, a1, b0, b1)
    elif (a1 - a0) * (b1 - b0) <= SMALL:
        matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            yield kind == "equal", (a0 + i, a0 + j, b0 + k, b0 + m)
    else:
        yield from _between_anchors(a, b, a0, a1, b0, b1)


def _between_anchors(
    a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int
) -> Iterator[tuple[bool, Pair]]:
    """Yield the runs before, between and after the items that hold the alignment."""
    anchors = _anchors(a, b, a0, a1, b0, b1)
    if not anchors:
        yield False, (a0, a1, b0, b1)
        return
    for i, k in anchors:
        yield from _runs(a, b, a0, i, b0, k)
        yield True, (i, i + 1, k, k + 1)
        a0, b0 = i + 1, k + 1
    yield from _runs(a, b, a0, a1, b0, b1)


def _anchors(
    a: Sequence[Hashable], b: Sequence[Hashable], a0: int, a1: int, b0: int, b1: int
) -> list[tuple[int, int]]:
    """Return the longest rising chain of items that each side has once."""
    once_a = {item for item, times in Counter(a[a0:a1]).items() if times == 1}
    once_b = {item for item, times in Counter(b[b0:b1]).items() if times == 1}
    places = {b[k]: k for k in range(b0, b1) if b[k] in once_b}
    pairs = [(i, places[a[i]]) for i in range(a0, a1) if a[i] in once_a and a[i] in places]
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of pairs, given in order of the first, that rises in the second."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            top_pairs.append(at)
        else:
            tops[pile], top_pairs[pile] = place, at
    chain: list[tuple[int, int]] = []
    at = top_pairs[-1] if top_pairs else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
