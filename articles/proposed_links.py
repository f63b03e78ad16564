"""Which published articles name a term: what linking it would do, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q

from articles import publishing
from articles.models import Article, TermUse
from glossary.linking import targets_of
from glossary.models import Term
from kb.markup.link import Linker, LinkTarget, matched_sentences
from kb.search.models import Kind, Passage

MOST = 200
"""Articles that are shown."""
STEM = 4
"""Letters of a name that a text must hold to be read at all; endings differ after them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A section that names the term."""

    tier: str
    heading: str
    url: str
    sentence: str
    """The first sentence that names it, as readers see it."""


@dataclass(slots=True)
class Proposal:
    """An article that names the term."""

    id: int
    title: str
    is_linked: bool
    """Whether it links the term now."""
    is_stopped: bool
    """Whether an editor said not to link the term here."""
    places: list[Place] = field(default_factory=list)


def proposals(term: Term) -> list[Proposal]:
    """Return the published articles that name a term, in the order of their titles."""
    places: dict[str, list[Place]] = {}
    for passage in _naming(term):
        if len(places) == MOST and passage.key not in places:
            break
        places.setdefault(passage.key, []).append(_place(passage))
    articles = Article.objects.published().filter(listing__slug__in=places)
    rows = articles.order_by("listing__sort_title", "pk")
    linked = set(TermUse.objects.filter(term=term).values_list("article", flat=True))
    stopped = set(
        Article.stop_terms.through.objects.filter(term=term).values_list("article", flat=True)
    )
    return [
        Proposal(pk, title, pk in linked, pk in stopped, places[slug])
        for pk, slug, title in rows.values_list("pk", "listing__slug", "listing__title")
    ]


def _naming(term: Term) -> Iterator[Any]:
    """Yield the passages that name the term, each with ``sentence`` set to where it does."""
    targets = targets_of(term)
    linker = Linker(targets)
    rows = Passage.objects.filter(_may_name(targets), kind=Kind.ARTICLE)
    rows = rows.order_by("title", "key", "position")
    for passage in rows.only("key", "tier", "heading", "url", "body").iterator(chunk_size=200):
        if found := linker.find(passage.body):
            passage.sentence = next(matched_sentences(passage.body, found[:1]))
            yield passage


def _may_name(targets: Iterable[LinkTarget]) -> Q:
    """Return a condition that spares reading most texts; letters beyond ASCII match any case."""
    stems = {form.text.split()[0][:STEM] for target in targets for form in target.forms}
    if not all(stem.isascii() for stem in stems):
        return Q()
    return reduce(or_, (Q(body__icontains=stem) for stem in stems))


def _place(passage: Any) -> Place:
    return Place(passage.tier, passage.heading, passage.url, passage.sentence)


@transaction.atomic
def stop(article_id: int, term: Term, *, is_stopped: bool) -> Article:
    """Say that a term is not, or again, to be linked in an article, and show it so."""
    article = Article.objects.select_related("published").get(pk=article_id)
    (article.stop_terms.add if is_stopped else article.stop_terms.remove)(term)
    if article.published is not None:
        publishing.show([article])
    return article
