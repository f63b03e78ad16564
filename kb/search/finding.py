"""Searching: read the query, ask for names and words, put in order, show a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    groups: list[Scored]
    is_bounded: bool = False
    is_partial: bool = False


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
    the last is the last. Takes three queries to the database, at most eight if nothing was found
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
    highlighter = Highlighter(_expressions(answer))
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
    """Return what was found as typed; if nothing was, as corrected; if still nothing, in part."""
    answer = _answer(query)
    if answer.groups and not answer.is_partial:
        return answer, None
    better, is_delicate = corrected(query)
    if better is not None:
        other = _answer(better)
        if other.groups and (not answer.groups or not other.is_partial):
            return other, Correction(query.text, better.text, is_delicate)
    return answer, None


def _answer(query: Query) -> _Answer:
    named = names_in(query)
    found_slots = slots(query, synonyms(named))
    parts = tuple(slot.expression for slot in found_slots)
    found, is_partial = _words(query, parts)
    groups = rank(query, found.candidates, named, timezone.localdate())
    return _Answer(query, found_slots, named, groups, found.is_bounded, is_partial)


def _words(query: Query, parts: tuple[Expression, ...]) -> tuple[Found, bool]:
    """Return passages with all parts, filled up with those that have some, and if none had all."""
    all_parts = engine().find_all(Wanted(parts, adjacent(query)))
    if len({(one.kind, one.key) for one in all_parts.candidates}) >= FEW:
        return all_parts, False
    begun = tuple(prefixed(part) for part in parts)
    if not all_parts.candidates:
        all_parts = engine().find_all(Wanted(begun))
    if len(parts) == 1:
        return all_parts, False
    some = engine().find_some(Wanted(parts))
    full = [one._replace(score=_share(one.score, all_parts)) for one in all_parts.candidates]
    scattered = [
        one._replace(score=PARTIAL_WORTH * _share(one.score, some)) for one in some.candidates
    ]
    found = Found(merged([full, scattered]), is_bounded=some.is_bounded)
    return found, not all_parts.candidates


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
    parts = tuple(slot.expression for slot in answer.slots)
    wanted = Wanted(parts, adjacent(answer.query), kind=kind, tier=tier)
    found = engine().find_some(wanted) if answer.is_partial else engine().find_all(wanted)
    groups = rank(answer.query, found.candidates, answer.named, timezone.localdate())
    again = replace(answer, groups=groups, is_bounded=found.is_bounded)
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


def _expressions(answer: _Answer) -> list[Expression]:
    return [slot.expression for slot in answer.slots]


def _also_searched(answer: _Answer) -> tuple[str, ...]:
    """Return the synonyms that were looked for besides the words typed."""
    typed = {one.text.casefold() for one in answer.named} | {answer.query.text.casefold()}
    names = [name for found in synonyms(answer.named).values() for name in found]
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in typed))[:6]
