"""What the engines of both databases share: which passages to look at, and how they are weighed.

Of each way a passage may answer, a limited number is looked at. Titles, names and headings have an
index of their own, so that what is called so is found however many texts mention it. The texts of
what was picked are weighed (:mod:`kb.search.closeness`); where more match than are read, it counts
more where the words are.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log
from typing import Any, NamedTuple

from kb.search.closeness import LONGEST_READ, Closeness
from kb.search.engines.base import (
    BOUND,
    FEW,
    MOST_ALIKE,
    MOST_PAIRED,
    MOST_SCATTERED,
    NAME_BOUND,
    TITLE_BOUND,
    Found,
    Wanted,
    candidate,
    pairs,
    shares,
)
from kb.search.expression import Either, Expression, every

ALL, TITLE, NAME, NEARBY, SEQUENCE = range(5)
"""Ways for a passage to answer: all words anywhere, all in its head, two in its names, all of them
near each other, all in sequence."""
_WORTH = {ALL: 0.3, TITLE: 0.5, NAME: 0.3, NEARBY: 0.4, SEQUENCE: 0.3}
"""Points of a passage for each way it was picked, where too many match to weigh their texts."""
COLUMNS = (
    "p.id, p.kind, p.key, p.tier, p.position, p.weight, p.review_due, p.review_state, p.topics, "
    "p.title_text, p.heading_text"
)
_ALL = 1_000
"""More than all picks hold of passages that have every part."""
_OFTEN = 0.5
"""What it is worth beside them to have the words often."""
_TOGETHER = 1.4
"""What standing together is worth beside them, where too few match to tell by how often."""


@dataclass(slots=True)
class Picked:
    """A passage that was picked."""

    ways: frozenset[int]
    """Numbers of the picks it is in."""
    facts: tuple[Any, ...]
    text: str
    """Its prepared text, where it is to be weighed."""


class Picking(NamedTuple):
    """What picks hold."""

    passages: dict[int, Picked]
    matching: int
    """How many passages the first pick holds."""


class Limits(NamedTuple):
    """How many passages of picks are ranked."""

    most: int
    """So many at most, those first that are in the later picks …"""
    few: int = 0
    """… unless the first pick holds fewer than this; 0 if their texts are not read."""


class Pick(NamedTuple):
    """A way for a passage to answer, and how many such passages are looked at."""

    number: int
    asked: Expression
    limit: int
    in_head: bool = False
    """Whether title, names and heading must have it."""
    in_names: bool = False
    """Whether names and heading must."""
    near: Sequence[str] = ()
    """Words that must stand near each other too."""
    enough: int = 0
    """How many a sample must hold for no more to be looked for; 0 for as many as the limit."""
    is_last_resort: bool = False
    """Whether it is looked at only where the first pick is full."""


class DatabaseEngine(ABC):
    """Finds passages by the database's own index."""

    @abstractmethod
    def pick(self, picks: Sequence[Pick], wanted: Wanted, limits: Limits) -> Picking:
        """Return what the picks hold, of the kind and tier wanted only: one query."""

    @abstractmethod
    def closer(self, wanted: Wanted) -> list[Pick]:
        """Return picks for passages that have the words together: of last resort, all of them."""

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part, and a few that have some of them in their name."""
        asked = every(list(wanted.parts))
        picks = [Pick(ALL, asked, BOUND), Pick(TITLE, asked, TITLE_BOUND, in_head=True)]
        if two := pairs(wanted.parts):
            picks.append(Pick(NAME, Either(tuple(two)), NAME_BOUND, in_names=True))
        picks += self.closer(wanted)
        picked, matching = self.pick(picks, wanted, Limits(MOST_ALIKE, BOUND))
        is_bounded = matching >= BOUND
        found = list(picked.values())
        scores = _weighed(wanted, found, matching)
        share = 2 / len(wanted.parts)
        return Found(
            [
                candidate(one.facts, score, share if one.ways == {NAME} else 1.0)
                for one, score in zip(found, scores, strict=True)
            ],
            is_bounded,
        )

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; rare parts count more."""
        count = len(wanted.parts)
        sets: list[tuple[int, ...]] = [(part,) for part in range(count)]
        sets += combinations(range(min(count, MOST_PAIRED)), 2)
        one, couple = shares(count)
        picks = [
            Pick(number + 1, every([wanted.parts[part] for part in parts]), limit, enough=enough)
            for number, parts in enumerate(sets)
            for limit, enough in [(couple, FEW) if parts[1:] else (one, 0)]
        ]
        found = list(self.pick(picks, wanted, Limits(MOST_SCATTERED)).passages.values())
        has = [{part for number in one.ways for part in sets[number - 1]} for one in found]
        counts = Counter(part for parts in has for part in parts)
        worth = {part: 1 + log(len(found) / often) for part, often in counts.items()}
        candidates = [
            candidate(one.facts, sum(worth[part] for part in parts), len(parts) / count)
            for one, parts in zip(found, has, strict=True)
        ]
        met = Counter(number for one in found for number in one.ways)
        is_bounded = len(found) >= MOST_SCATTERED or any(
            met[pick.number] >= pick.limit for pick in picks
        )
        return Found(candidates, is_bounded)


def _with_all(one: Picked) -> frozenset[int]:
    """Return that a passage has all words, where it is not among the first ones that have."""
    return frozenset() if one.ways == {NAME} else frozenset((ALL,))


IS_FULL = f"(SELECT count(*) FROM whole) >= {BOUND}"  # noqa: S608
"""The condition of picks of last resort."""


def statement(selects: Sequence[str], limits: Limits, *, before: str = "") -> str:
    """Return a query for the passages of picks, each a ``SELECT`` of a passage's and its number.

    ``before`` are tables to begin with. The rows are the sum of 2 to the numbers of the picks that
    a passage is in, the number of passages in the first pick, the facts of :data:`COLUMNS`, and a
    text.
    """
    text = f"substr(p.body_text, 1, {LONGEST_READ})" if limits.few else "''"
    return (
        f"WITH {before}whole (id, number) AS ({selects[0]}), "  # noqa: S608
        f"picked (id, number) AS ({' UNION ALL '.join(('SELECT * FROM whole', *selects[1:]))}), "
        "ways AS (SELECT id, sum(1 << number) AS numbers FROM picked GROUP BY id "
        "ORDER BY numbers DESC, id LIMIT (SELECT CASE "
        f"WHEN count(*) < {limits.few} THEN {_ALL} ELSE {limits.most} END FROM whole)) "
        f"SELECT w.numbers, (SELECT count(*) FROM whole), {COLUMNS}, {text} "
        "FROM ways w JOIN search_passage p ON p.id = w.id"
    )


def collected(rows: Sequence[tuple[Any, ...]]) -> Picking:
    """Return the rows of :func:`statement` by number of passage."""
    passages = {row[2]: Picked(_numbers(int(row[0])), row[2:-1], row[-1]) for row in rows}
    return Picking(passages, rows[0][1] if rows else 0)


@lru_cache(maxsize=4_096)
def _numbers(bits: int) -> frozenset[int]:
    return frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)


def _weighed(wanted: Wanted, found: Sequence[Picked], matching: int) -> list[float]:
    """Return the worth of passages: by their texts; where few or very many match, by where it is.

    Of few, one is as good as the other but for that. Of very many only some were read, so that how
    often they have the words says less than being called by them.
    """
    closeness = Closeness(wanted.parts, wanted.adjacent, wanted.typed)
    if matching < FEW:
        return [
            sum(map(_WORTH.__getitem__, one.ways))
            + _TOGETHER * (closeness.togetherness(f" {one.text}") - 1)
            for one in found
        ]
    scores = [closeness.score(f"{one.facts[-2]} {one.facts[-1]}", one.text) for one in found]
    if matching < BOUND:
        return scores
    share = _OFTEN / len(wanted.parts)
    return [
        sum(map(_WORTH.__getitem__, one.ways | _with_all(one))) + share * score
        for one, score in zip(found, scores, strict=True)
    ]
