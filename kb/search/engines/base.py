"""What every engine does. The database the site runs on is the engine unless another is named."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from kb.search.expression import Every, Expression, Phrase

BOUND = 200
"""Most passages ranked for having all the words; more are ranked for where they have them."""
MOST_ALIKE = 120
"""Most passages kept where more match than can be told apart."""
FEW = 10
"""Passages of which one is as good as the other but for titles, headings and names."""
TITLE_BOUND = 80
"""Most passages ranked for a title, names or a heading with the words; and for words that stand
near each other."""
NAME_BOUND = 80
"""Most passages ranked for a name or heading that has some of the words."""
SCATTERED_BOUND = 700
"""Most passages looked at for single words, all words together, when no passage has them all."""
PAIRED_BOUND = 600
"""The same for every two words, all pairs together."""
MOST_SCATTERED = 300
"""Most of these that are ranked."""
NEAR = 10
"""Within how many words other words are near."""
MOST_PAIRED = 6
"""Parts of a query of which every two are looked for in names."""


@dataclass(slots=True)
class Candidate:
    """A passage that matches, with what ranking needs to know of it."""

    id: int
    kind: str
    key: str
    tier: str
    position: int
    weight: int
    review_due: datetime.date | None
    review_state: str
    topics: Any
    """Names of topics: a list, or that as JSON."""
    title_text: str
    heading_text: str
    score: float
    """The engine's own measure, higher is better; comparable within one answer only."""
    matched: float = 1.0
    """What share of the query's parts was found, 0 to 1."""


def candidate(facts: Sequence[Any], score: float, matched: float = 1.0) -> Candidate:
    """Return a candidate from its columns as an engine reads them, in order, and its score."""
    return Candidate(*facts, score, matched)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find."""

    parts: tuple[Expression, ...]
    adjacent: Phrase | None = None
    """The query as one sequence, worth more than its words apart."""
    typed: tuple[str, ...] = ()
    """The words as typed, prepared; worth more when near each other."""
    kind: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    candidates: list[Candidate]
    is_bounded: bool = False
    """Whether more passages match than were ranked."""
    is_fallback: bool = False
    """Whether the database answered in place of a search server that did not."""


class Engine(Protocol):
    """A full-text index over the passages."""

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part."""
        ...

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; rare parts count more."""
        ...

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        ...

    def find_passages(self, asked: Expression) -> list[int]:
        """Find all passages that have what is asked anywhere, in no order."""
        ...

    def problems(self) -> list[str]:
        """Return what is wrong with the index, in sentences; nothing when it is sound."""
        ...

    def rebuild(self) -> None:
        """Make the index anew from the passages."""
        ...


def engine() -> Engine:
    """Return the engine in use: that of ``SEARCH_URL`` with the database behind it, or that."""
    from kb.search.engines.opensearch import configured_engine

    server = configured_engine()
    if server is None:
        return database_engine()
    from kb.search.engines.fallback import FallbackEngine

    return FallbackEngine(server, database_engine(), settings.SEARCH_URL)


def database_engine() -> Engine:
    """Return the engine of the database in use."""
    if connection.vendor == "postgresql":
        from kb.search.engines.postgresql import PostgresqlEngine

        return PostgresqlEngine()
    from kb.search.engines.sqlite import SqliteEngine

    return SqliteEngine()


def shares(parts: int) -> tuple[int, int]:
    """Return how many passages are looked at for each of so many parts, and for every two."""
    couples = min(parts, MOST_PAIRED) * (min(parts, MOST_PAIRED) - 1) // 2
    return min(250, SCATTERED_BOUND // parts), min(80, PAIRED_BOUND // max(1, couples))


def pairs(parts: Sequence[Expression]) -> list[Expression]:
    """Return every two of three parts or more, the first parts only if there are many."""
    if len(parts) < 3:
        return []
    return [Every(pair) for pair in combinations(parts[:MOST_PAIRED], 2)]


def merged(batches: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Return candidates of several answers to one question, each passage at its best."""
    best: dict[int, Candidate] = {}
    for batch in batches:
        for candidate in batch:
            kept = best.get(candidate.id)
            if kept is None or (kept.matched, kept.score) < (candidate.matched, candidate.score):
                best[candidate.id] = candidate
    return list(best.values())
