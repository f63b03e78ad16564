"""Finding what answers a request: by code where one is known, else by its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.infobutton.parameters import Concept, KnowledgeRequest
from articles.infobutton.systems import spellings, system_of
from articles.models import TermUse
from glossary.linking import current_linker
from glossary.models import Code, Term
from kb.document.tree import TIERS
from kb.search import search

MOST_ENTRIES = 20
BY_CODE = 1.0
BY_CATEGORY = 0.8
BY_NAME = 0.7
BY_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """Something that answers the request."""

    kind: str
    """``article`` or ``term``."""
    slug: str
    score: float
    """Relevance, 0 to 1."""
    why: str
    """How it was found, for people."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A term the request is about, how surely, and why."""

    term: Term
    worth: float
    why: str


def find(request: KnowledgeRequest) -> list[Match]:
    """Return what answers any of the request's topics, the most relevant first, each once."""
    best: dict[tuple[str, str], Match] = {}
    for match in (each for topic in request.topics for each in _answers(topic)):
        kept = best.get((match.kind, match.slug))
        if kept is None or kept.score < match.score:
            best[match.kind, match.slug] = match
    order = sorted(best.values(), key=lambda match: (-match.score, match.kind, match.slug))
    return order[:MOST_ENTRIES]


def _answers(topic: Concept) -> Iterator[Match]:
    subjects = _by_code(topic) or _by_name(topic)
    if subjects:
        yield from _about(subjects)
        return
    for words in topic.words:
        found = list(_by_words(words))
        yield from found
        if found:
            return


def _by_code(topic: Concept) -> list[_Subject]:
    """Return the terms that have the topic's code, or the nearest category that holds it.

    A code means nothing without its system, so one sent alone leads nowhere.
    """
    system = system_of(topic.system)
    if not (system and topic.code):
        return []
    wanted = spellings(system, topic.code)
    rows = Code.objects.filter(
        system__iexact=system,
        code__in=wanted,
        confidence=Code.Confidence.HIGH,
        term__is_public=True,
    ).select_related("term")
    by_code: dict[str, list[Code]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    code = next((code for code in wanted if code in by_code), "")
    if not code:
        return []
    worth = BY_CODE if code == wanted[0] else BY_CATEGORY
    why = f"{system} {code}" if worth == BY_CODE else f"{system} {code}, which holds {wanted[0]}"
    return [_Subject(row.term, worth, why) for row in by_code[code]]


def _by_name(topic: Concept) -> list[_Subject]:
    """Return the terms that the topic's words mention."""
    slugs = {
        match.slug: words[match.start : match.end]
        for words in reversed(topic.words)
        for match in current_linker().find(words)
    }
    terms = Term.objects.public().filter(slug__in=slugs)
    return [_Subject(term, BY_NAME, f"“{slugs[term.slug]}” in the request") for term in terms]


def _about(subjects: Iterable[_Subject]) -> Iterator[Match]:
    """Yield the terms themselves and the published articles that link them."""
    by_pk = {subject.term.pk: subject for subject in subjects}
    for subject in by_pk.values():
        yield Match("term", subject.term.slug, round(0.9 * subject.worth, 2), subject.why)
    for (pk, _), uses in _uses(by_pk).items():
        yield _article(by_pk[pk], uses)


def _uses(terms: Iterable[int]) -> Mapping[tuple[int, int], list[dict[str, Any]]]:
    uses: dict[tuple[int, int], list[dict[str, Any]]] = {}
    rows = TermUse.objects.filter(
        term__in=list(terms), tier__in=TIERS, article__listing__isnull=False
    ).values(
        "term_id", "article_id", "heading", "article__listing__slug", "article__listing__title"
    )
    for row in rows.order_by("article_id", "id")[:2000]:
        uses.setdefault((row["term_id"], row["article_id"]), []).append({**row})
    return uses


def _article(subject: _Subject, uses: list[dict[str, Any]]) -> Match:
    """Return an article as a match: one whose title has the term's name comes first."""
    slug, title = uses[0]["article__listing__slug"], uses[0]["article__listing__title"]
    name = subject.term.name.casefold()
    if name in title.casefold():
        share = 1.0
    elif any(name in use["heading"].casefold() for use in uses):
        share = 0.8
    else:
        share = 0.5 + 0.05 * min(len(uses), 4)
    why = f"{subject.why}: {subject.term.name}"
    return Match("article", slug, round(share * subject.worth, 2), why)


def _by_words(words: str) -> Iterator[Match]:
    """Yield what a search finds for all the words as they are, never for others like them."""
    found = search(words, page_size=MOST_ENTRIES)
    if found.is_partial or (found.correction and found.correction.is_delicate):
        return
    groups = [group for group in found.groups if group.kind in ("article", "term")]
    top = max((group.score for group in groups), default=0) or 1
    for group in groups:
        score = round(BY_WORDS * (0.5 + 0.5 * group.score / top), 2)
        yield Match(group.kind, group.key, score, f"words of the request: {words}")
