"""Searching: read the query, ask for names and words, put in order, show a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from kb.document.tree import TIERS
from kb.search.engines.base import Found, Wanted, engine, merged
from kb.search.expression import Expression
from kb.search.models import Kind
from kb.search.names import Named, names_in, synonyms
from kb.search.presenting import present
from kb.search.query import Query, Slot, adjacent, prefixed, read, slots
from kb.search.ranking import Scored, rank
from kb.search.results import Correction, Facet, Results
from kb.search.snippets import Highlighter
from kb.search.spellcheck import corrected

PAGE_SIZE = 10
MOST_PAGE_SIZE = 200
FEW = 3
"""Where fewer are found that have all words, those that have some are shown after them."""
PARTIAL_WORTH = 0.5


@dataclass(slots=True)
class _Answer:
    """What a reading of the query found, before it is cut into pages."""

    query: Query
    slots: list[Slot]
    named: list[Named]
    groups: list[Scored] = field(default_factory=list)
    is_bounded: bool = False
    is_partial: bool = False

    @property
    def parts(self) -> tuple[Expression, ...]:
        """What the engine is asked for."""
        return tuple(slot.expression for slot in self.slots)


def search(
    text: str,
    *,
    tier: str | None = None,
    kind: str | None = None,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Results:
    """Find articles, terms and references for what somebody typed, whatever it is.

    ``tier`` and ``kind`` narrow the results; an unknown value is as good as none. A page beyond
    the last is the last. Takes three queries to the database, at most nine if nothing was found
    as typed.
    """
    tier = tier if tier in TIERS else ""
    kind = kind if kind in Kind.values else ""
    query = read(text)
    if not query.has_words:
        return Results(query.text)
    answer, correction = _best_answer(query)
    shown = _narrowed(answer, kind, tier)
    size = max(1, min(page_size, MOST_PAGE_SIZE))
    pages = max(1, -(-len(shown.groups) // size))
    page = max(1, min(page, pages))
    highlighter = Highlighter(answer.parts)
    return Results(
        query=query.text,
        groups=present(shown.groups[(page - 1) * size : page * size], highlighter, answer.query),
        total=len(shown.groups),
        is_bounded=shown.is_bounded,
        page=page,
        pages=pages,
        kinds=_kind_facets(_narrowed_kept(answer, "", tier), kind),
        tiers=_tier_facets(answer.groups if kind in ("", Kind.ARTICLE) else [], tier),
        correction=correction,
        is_partial=answer.is_partial and not any(group.named for group in shown.groups),
        also_searched=_also_searched(answer),
    )


# --- readings of the query ------------------------------------------------------------------


def _best_answer(query: Query) -> tuple[_Answer, Correction | None]:
    """Return what has all the words as typed; else as corrected; else what has some of them."""
    answer = _answer(query)
    if answer.groups:
        return answer, None
    better, is_delicate = corrected(query)
    if better is not None:
        correction = Correction(query.text, better.text, is_delicate)
        other = _answer(better)
        if not other.groups:
            other = _partial(other)
        if other.groups:
            return other, correction
    return _partial(answer), None


def _answer(query: Query) -> _Answer:
    """Return what has all the words; with what has some after it, where that is little."""
    named = names_in(query)
    found_slots = slots(query, synonyms(named))
    answer = _Answer(query, found_slots, named)
    found = engine().find_all(Wanted(answer.parts, adjacent(query)))
    if not found.candidates:
        found = engine().find_all(Wanted(tuple(prefixed(part) for part in answer.parts)))
    if not found.candidates and not _names_all(answer):
        return answer
    if len({(one.kind, one.key) for one in found.candidates}) < FEW:
        found = _filled(answer, found)
    return _ranked(answer, found)


def _partial(answer: _Answer) -> _Answer:
    """Return what has some of the words, where nothing has them all."""
    found = _filled(answer, Found([]))
    return replace(_ranked(answer, found), is_partial=True)


def _filled(answer: _Answer, full: Found) -> Found:
    """Return what has all the parts, and after it what has some."""
    if len(answer.slots) == 1:
        return full
    some = engine().find_some(Wanted(answer.parts))
    best = [one._replace(score=_share(one.score, full)) for one in full.candidates]
    others = [
        one._replace(score=PARTIAL_WORTH * _share(one.score, some)) for one in some.candidates
    ]
    return Found(merged([best, others]), is_bounded=some.is_bounded)


def _ranked(answer: _Answer, found: Found) -> _Answer:
    groups = rank(answer.query, found.candidates, answer.named, timezone.localdate())
    return replace(answer, groups=groups, is_bounded=found.is_bounded)


def _names_all(answer: _Answer) -> bool:
    """Say whether something has the whole query for its name."""
    return any(answer.query.coverage(one.span.start, one.span.end) == 1.0 for one in answer.named)


def _share(score: float, found: Found) -> float:
    best = max((one.score for one in found.candidates), default=0.0)
    return score / best if best else 0.0


# --- narrowing ------------------------------------------------------------------------------


def _narrowed(answer: _Answer, kind: str, tier: str) -> _Answer:
    """Return the answer with one kind or tier only; asks anew where not all was ranked."""
    if not kind and not tier:
        return answer
    if not answer.is_bounded:
        return replace(answer, groups=_narrowed_kept(answer, kind, tier))
    wanted = Wanted(answer.parts, adjacent(answer.query), kind=kind, tier=tier)
    found = engine().find_some(wanted) if answer.is_partial else engine().find_all(wanted)
    again = _ranked(answer, found)
    return replace(again, groups=_narrowed_kept(again, kind, tier))


def _narrowed_kept(answer: _Answer, kind: str, tier: str) -> list[Scored]:
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


# --- what is said about it ------------------------------------------------------------------


def _also_searched(answer: _Answer) -> tuple[str, ...]:
    """Return the synonyms that were looked for besides the words typed."""
    typed = {one.text.casefold() for one in answer.named} | {answer.query.text.casefold()}
    names = [name for found in synonyms(answer.named).values() for name in found]
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in typed))[:6]
