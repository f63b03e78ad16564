"""Putting what was found in order: exact names first, then how well the words fit."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb.document.text import slugify
from kb.search.engines.base import Candidate
from kb.search.models import Kind, Name
from kb.search.names import Named
from kb.search.query import SMALL, Query
from kb.search.text import singular

EXACT = {
    Name.Sort.TERM: 300.0,
    Name.Sort.CODE: 295.0,
    Name.Sort.TITLE: 290.0,
    Name.Sort.ABBREVIATION: 270.0,
    Name.Sort.SYNONYM: 260.0,
    Name.Sort.SPELLING: 260.0,
    Name.Sort.PLURAL: 260.0,
    Name.Sort.LAY: 250.0,
}
"""Points for being named by the whole query."""
INFLECTED = -120.0
MENTIONED = 60.0
"""Points for a term that part of the query names, times the share of the query it tells."""
WORDS = 100.0
"""Points of the passage whose words fit best."""
KIND_WORTH = {Kind.ARTICLE.value: 1.0, Kind.TERM.value: 0.85, Kind.REFERENCE.value: 0.45}
"""A reference's title often has a query's very words; the article that explains it helps more."""
TITLE = 60.0
"""Points for a title that has all the words and no others."""
HEADING = 35.0
"""The same for a heading."""
TOLD = 75.0
"""Points for a title all of which the query says, times the share of the query it tells; for a
heading half of that. What a text is about is in few words, and a title that has a query's words
among others says little."""
UNFINISHED = 0.8
"""Share of the points of an exact name for one whose last letters are missing; less, the more
are missing. A name that goes on with other words is merely mentioned."""
PLACE = 45.0
"""Points for a section whose heading and title together have all the words."""
MORE_SECTIONS = 0.15
"""Share of its points that each further section adds to its article."""
MOST_SECTIONS = 6
LEANING = 1.12
OVERDUE = 0.9


@dataclass(slots=True)
class Scored:
    """An article, term or reference that matches, with its passages."""

    kind: str
    key: str
    score: float = 0.0
    passages: list[Candidate] = field(default_factory=list)
    """Best first."""
    named: Named | None = None
    """By which name it was found, if by one."""


def rank(
    query: Query,
    candidates: Iterable[Candidate],
    named: Sequence[Named],
    today: datetime.date,
) -> list[Scored]:
    """Return what matches, best first; equals keep one order from page to page."""
    groups: dict[tuple[str, str], Scored] = {}
    weighed = list(candidates)
    _weigh(query, weighed, named, today)
    weighed.sort(key=lambda one: (-one.score, one.position, one.id))
    for candidate in weighed:
        group = groups.setdefault(
            (candidate.kind, candidate.key), Scored(candidate.kind, candidate.key)
        )
        group.passages.append(candidate)
    for group in groups.values():
        group.score = _group_score(group.passages)
    for one in named:
        _add_name(groups, one, query)
    best = {id(group) for group in groups.values() if _is_asked_for(group, query)}
    return sorted(
        groups.values(),
        key=lambda group: (id(group) not in best, -group.score, group.kind, group.key),
    )


def _is_asked_for(group: Scored, query: Query) -> bool:
    """Say whether the whole query is the very name of a thing; such come before all others."""
    named = group.named
    return (
        named is not None
        and named.is_exact
        and named.share == 1.0
        and named.sort != Name.Sort.LAY
        and query.coverage(named.span.start, named.span.end) == 1.0
    )


def _weigh(
    query: Query,
    candidates: list[Candidate],
    named: Sequence[Named],
    today: datetime.date,
) -> None:
    """Turn the engine's measures into points, in place."""
    best = max((one.score for one in candidates), default=0.0) or 1.0
    fits = _Fit(query)
    leaning = leans_to(query, named)
    for one in candidates:
        score = WORDS * one.score / best * one.matched
        score += fits.points(one.title_text, one.heading_text)
        score *= KIND_WORTH[one.kind]
        if leaning and one.tier == leaning:
            score *= LEANING
        if one.review_due and one.review_due < today:
            score *= OVERDUE
        one.score = score + one.weight / 100


_NONE: frozenset[str] = frozenset()


class _Fit:
    """How well titles and headings fit a query."""

    def __init__(self, query: Query) -> None:
        words = {singular(query.words[place].joined) for place in query.subjects}
        self._count = len(words) or 1
        self._words = {form: word for word in words for form in (word, f"{word}s", f"{word}es")}
        self._known: dict[tuple[str, str], float] = {}

    def points(self, title: str, heading: str) -> float:
        """Return the points of a passage for its article's title and its own heading."""
        known = self._known.get((title, heading))
        if known is None:
            known = self._known[title, heading] = self._points(title, heading)
        return known

    def _points(self, title: str, heading: str) -> float:
        shared, fit, told = self._fit(title)
        points = TITLE * fit + TOLD * told
        if heading:
            own, fit, told = self._fit(heading)
            shared = shared | own
            points += HEADING * fit + TOLD / 2 * told
        return points + PLACE * (len(shared) / self._count) ** 2

    def _fit(self, prepared: str) -> tuple[frozenset[str], float, float]:
        """Return the query's words that a text has; how near it is to having those and no others,
        0 to 1; and the share of the query it tells if it has no others, else 0."""
        tokens = prepared.split()
        shared = self._words.keys() & tokens
        if not shared:
            return _NONE, 0.0, 0.0
        different = set(tokens)
        said = frozenset(self._words[token] for token in shared)
        share = len(said) / self._count
        subjects = len(different - SMALL) or 1
        told = share if len(said) >= subjects and len(different) > 1 else 0.0
        return said, share * min(1.0, len(said) / subjects), told


def leans_to(query: Query, named: Sequence[Named]) -> str:
    """Return the tier whose readers would ask so, or an empty text."""
    if query.looks_clinical:
        return "academic"
    if query.is_question or any(one.sort == Name.Sort.LAY for one in named):
        return "fundamentals"
    return ""


REVIEW_STATES = ("reviewed", "overdue", "unreviewed")


def review_of(group: Scored, today: datetime.date) -> str:
    """Return the state of an article's review; empty for what is not reviewed as articles are."""
    first = group.passages[0]
    is_overdue = first.review_state == "reviewed" and first.review_due and first.review_due < today
    return "overdue" if is_overdue else first.review_state


def topics_of(group: Scored) -> dict[str, str]:
    """Return the names of a group's topics by slug."""
    topics = group.passages[0].topics
    if not topics or topics == "[]":
        return {}
    return _topics(topics) if isinstance(topics, str) else _by_slug(topics)


@lru_cache(maxsize=1_024)
def _topics(stored: str) -> dict[str, str]:
    return _by_slug(json.loads(stored))


def _by_slug(names: Iterable[str]) -> dict[str, str]:
    return {slugify(name): name for name in names}


def _group_score(passages: list[Candidate]) -> float:
    others = sum(one.score for one in passages[1 : 1 + MOST_SECTIONS])
    return passages[0].score + MORE_SECTIONS * others


def _add_name(groups: dict[tuple[str, str], Scored], named: Named, query: Query) -> None:
    group = groups.setdefault((named.kind, named.key), Scored(named.kind, named.key))
    points = _name_points(named, query)
    if group.named is None or points > _name_points(group.named, query):
        if group.named is not None:
            group.score -= _name_points(group.named, query)
        group.named = named
        group.score += points
    if not group.passages:
        group.passages.append(
            Candidate(
                named.passage, named.kind, named.key, named.tier, 0, 0, None, "", [], "", "", points
            )
        )


def _name_points(named: Named, query: Query) -> float:
    coverage = query.coverage(named.span.start, named.span.end)
    if named.share < 1.0:
        worth = EXACT[Name.Sort(named.sort)] * UNFINISHED if named.is_unfinished else MENTIONED
        return worth * named.share
    if coverage == 1.0:
        return EXACT[Name.Sort(named.sort)] + (0.0 if named.is_exact else INFLECTED)
    return MENTIONED * coverage if named.is_exact else 0.0
