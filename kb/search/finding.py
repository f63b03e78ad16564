"""Searching: read the query, ask for names and words, put in order, show a page."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from kb.document.tree import TIERS
from kb.search.engines.base import Candidate, Found, Wanted, engine, merged
from kb.search.expression import Expression
from kb.search.models import Kind
from kb.search.names import Named, names_in, synonyms
from kb.search.presenting import present
from kb.search.query import Query, Slot, adjacent, prefixed, read, slots
from kb.search.ranking import REVIEW_STATES, Scored, rank, review_of, topics_of
from kb.search.results import Correction, Facet, Results
from kb.search.snippets import Highlighter
from kb.search.spellcheck import Reading, reread

PAGE_SIZE = 10
MOST_PAGE_SIZE = 200
FEW = 3
"""Where fewer are found that have all words, those that have some are shown after them."""
PARTIAL_WORTH = 0.5


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a reading of the query found, before it is cut into pages."""

    query: Query
    slots: list[Slot]
    named: list[Named]
    groups: list[Scored] = field(default_factory=list)
    found: Found = field(default_factory=lambda: Found([]))
    is_full: bool = False
    """Whether something has all the words, or the whole query for its name."""
    is_begun: bool = False
    """Whether words may go on."""
    is_filled: bool = False
    """Whether what has some of the words was looked for too."""

    @property
    def names_all(self) -> bool:
        """Whether something has the whole query for its name."""
        coverage = self.query.coverage
        return any(
            one.share == 1.0 and coverage(one.span.start, one.span.end) == 1.0 for one in self.named
        )

    @property
    def parts(self) -> tuple[Expression, ...]:
        """What the engine is asked for."""
        parts = (slot.expression for slot in self.slots)
        return tuple(prefixed(part) for part in parts) if self.is_begun else tuple(parts)

    def wanted(self, kind: str = "", tier: str = "") -> Wanted:
        """Return the question to the engine."""
        typed = tuple(self.query.words[place].joined for place in self.query.subjects)
        if self.is_begun:
            return Wanted(self.parts, kind=kind, tier=tier)
        return Wanted(self.parts, adjacent(self.query), typed, kind, tier)


def search(
    text: str,
    *,
    tier: str | None = None,
    kind: str | None = None,
    topic: str = "",
    review: str = "",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Results:
    """Find articles, terms and references for what somebody typed, whatever it is.

    ``tier``, ``kind``, ``topic`` (its slug) and ``review`` (the state of a review) narrow
    the results; an unknown value is as good as none, but for topics, of which none may be met. The
    last two narrow what was ranked and ask nothing anew. A page beyond
    the last is the last. Takes three queries to the database, at most five.
    """
    tier = tier if tier in TIERS else ""
    kind = kind if kind in Kind.values else ""
    query = read(text)
    if not query.has_words:
        return Results(query.text)
    reading = reread(query)
    answer, correction = _best_answer(query, reading)
    review = review if review in REVIEW_STATES else ""
    today = timezone.localdate()
    shown = _narrowed(answer, kind, tier)
    kinds = _kind_facets(_narrowed_kept(answer, "", tier), kind)
    tiers = _tier_facets(answer.groups if kind in ("", Kind.ARTICLE) else [], tier)
    topics = _topic_facets(shown.groups, topic)
    reviews = _review_facets(shown.groups, review, today)
    shown = replace(shown, groups=_of(shown.groups, topic, review, today))
    size = max(1, min(page_size, MOST_PAGE_SIZE))
    pages = max(1, -(-len(shown.groups) // size))
    page = max(1, min(page, pages))
    highlighter = Highlighter(answer.parts)
    return Results(
        query=query.text,
        groups=present(
            shown.groups[(page - 1) * size : page * size], highlighter, answer.query, today
        ),
        total=len(shown.groups),
        is_bounded=shown.found.is_bounded,
        page=page,
        pages=pages,
        kinds=kinds,
        tiers=tiers,
        topics=topics,
        reviews=reviews,
        correction=correction,
        did_you_mean="" if correction else reading.did_you_mean,
        is_fallback=answer.found.is_fallback,
        is_partial=bool(shown.groups) and not answer.is_full,
        also_searched=_also_searched(answer),
    )


# --- readings of the query ------------------------------------------------------------------


def _best_answer(query: Query, reading: Reading) -> tuple[_Answer, Correction | None]:
    """Return what has all the words as typed; else as corrected; else what has some of them.

    Where the vocabulary knows that no text has the words as typed, they are not asked for.
    """
    answer, meant = _readings(query, reading)
    if not reading.is_sure or answer.names_all:
        answer = _full(answer)
        if answer.is_full:
            return answer, None
        if not reading.differs:
            return _partial(answer), None
        answer = _scattered(meant)
    else:
        answer = _full(meant)
        if not answer.is_full:
            answer = _partial(answer)
    if not reading.is_corrected or not answer.groups:
        return answer, None
    return answer, Correction(query.text, reading.query.text, reading.is_delicate)


def _readings(query: Query, reading: Reading) -> tuple[_Answer, _Answer]:
    """Return what the query names as typed, and as it was perhaps meant: one query for both."""
    queries = (query, reading.query) if reading.is_corrected else (query,)
    named = names_in(*queries)
    answer = _Answer(query, slots(query, synonyms(named[0])), named[0])
    if not reading.is_corrected:
        return answer, replace(answer, is_begun=reading.has_begun)
    other = slots(reading.query, synonyms(named[1]))
    return answer, _Answer(reading.query, other, named[1], is_begun=reading.has_begun)


def _full(answer: _Answer) -> _Answer:
    """Return what has all the words; with what has some after it, where that is little."""
    found = engine().find_all(answer.wanted())
    full = [one for one in found.candidates if one.matched == 1.0]
    if not full and not answer.names_all:
        return replace(answer, found=found)
    is_filled = len({(one.kind, one.key) for one in full}) < FEW and not found.is_bounded
    if is_filled:
        found = _filled(answer, found)
    return replace(_ranked(answer, found), is_full=True, is_filled=is_filled)


def _partial(answer: _Answer) -> _Answer:
    """Return what has some of the words, where nothing has them all."""
    return _ranked(answer, _filled(answer, answer.found))


def _scattered(answer: _Answer) -> _Answer:
    """Return what has some of the words, those that have all of them among it, at once."""
    found = engine().find_some(answer.wanted())
    is_full = answer.names_all or any(one.matched == 1.0 for one in found.candidates)
    return replace(_ranked(answer, found), is_full=is_full, is_filled=True)


def _filled(answer: _Answer, full: Found) -> Found:
    """Return what has all the parts, and after it what has some."""
    if len(answer.slots) == 1:
        return full
    some = engine().find_some(answer.wanted())
    _level(full.candidates, 1.0)
    _level(some.candidates, PARTIAL_WORTH)
    candidates = merged([full.candidates, some.candidates])
    return Found(candidates, some.is_bounded, full.is_fallback or some.is_fallback)


def _ranked(answer: _Answer, found: Found) -> _Answer:
    groups = rank(answer.query, found.candidates, answer.named, timezone.localdate())
    return replace(answer, groups=groups, found=found)


def _level(candidates: list[Candidate], worth: float) -> None:
    """Bring the scores of one answer to a scale on which the best is worth so much."""
    best = max((one.score for one in candidates), default=0.0) or 1.0
    for one in candidates:
        one.score *= worth / best


# --- narrowing ------------------------------------------------------------------------------


def _narrowed(answer: _Answer, kind: str, tier: str) -> _Answer:
    """Return the answer with one kind or tier only; asks anew where not all was ranked."""
    if not kind and not tier:
        return answer
    if not (answer.found.is_bounded and answer.is_full) or answer.is_filled:
        return replace(answer, groups=_narrowed_kept(answer, kind, tier))
    again = _ranked(answer, engine().find_all(answer.wanted(kind, tier)))
    return replace(again, groups=_narrowed_kept(again, kind, tier))


def _narrowed_kept(answer: _Answer, kind: str, tier: str) -> list[Scored]:
    if not kind and not tier:
        return answer.groups
    kept = []
    for group in answer.groups:
        if kind and group.kind != kind:
            continue
        passages = [one for one in group.passages if not tier or one.tier == tier]
        if passages:
            kept.append(replace(group, passages=passages))
    return kept


def _kind_facets(groups: Sequence[Scored], chosen: str) -> tuple[Facet, ...]:
    counts = Counter(group.kind for group in groups)
    return tuple(
        Facet(kind, counts[kind], kind == chosen)
        for kind in Kind.values
        if counts[kind] or kind == chosen
    )


def _tier_facets(groups: Sequence[Scored], chosen: str) -> tuple[Facet, ...]:
    counts = Counter(tier for group in groups for tier in {one.tier for one in group.passages})
    return tuple(
        Facet(tier, counts[tier], tier == chosen)
        for tier in TIERS
        if counts[tier] or tier == chosen
    )


def _of(groups: Sequence[Scored], topic: str, review: str, today: datetime.date) -> list[Scored]:
    """Return the articles of a topic and with a state of review; all groups if neither is given."""
    return [
        group
        for group in groups
        if (not topic or topic in topics_of(group))
        and (not review or review_of(group, today) == review)
    ]


def _topic_facets(groups: Sequence[Scored], chosen: str) -> tuple[Facet, ...]:
    counts: Counter[str] = Counter()
    labels = {chosen: chosen} if chosen else {}
    for group in groups:
        found = topics_of(group)
        labels |= found
        counts.update(list(found))
    return tuple(
        Facet(topic, counts[topic], topic == chosen, labels[topic])
        for topic in sorted(labels, key=lambda topic: labels[topic].casefold())
    )


def _review_facets(
    groups: Sequence[Scored], chosen: str, today: datetime.date
) -> tuple[Facet, ...]:
    counts = Counter(review_of(group, today) for group in groups)
    return tuple(
        Facet(state, counts[state], state == chosen)
        for state in REVIEW_STATES
        if counts[state] or state == chosen
    )


# --- what is said about it ------------------------------------------------------------------


def _also_searched(answer: _Answer) -> tuple[str, ...]:
    """Return the synonyms that were looked for besides the words typed."""
    typed = {one.text.casefold() for one in answer.named} | {answer.query.text.casefold()}
    names = [name for found in synonyms(answer.named).values() for name in found]
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in typed))[:6]
