"""Building the rows that show versions: renderings, uses of terms, citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from articles.models import REFLECTION, Article, Version
from articles.rendering.bibliography import reference_list
from articles.rendering.drawing import Drawn, draw
from articles.rendering.library import Library, chosen_counterparts, load_library
from articles.rendering.page import common_page, tier_page
from articles.rendering.tier import TierParts
from articles.tiers import LABELS, address
from kb.document.canonical import Forms
from kb.document.tree import Document, Section
from kb.http import absolute
from kb.markup.citation_marks import cited_keys
from kb.markup.link import Linker

RENDERING = (
    "article_id", "version_id", "slug", "tier", "html", "page", "api", "etag", "built_at"
)  # fmt: skip
TERM_USE = ("article_id", "term_id", "tier", "anchor", "heading", "sentence")
CITATION = ("article_id", "reference_id", "number", "tier", "anchor", "heading")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article, with topics and stopped terms at hand, and the document it is to show."""

    article: Article
    version: Version
    document: Document
    forms: Forms = field(default_factory=Forms)
    """The normal forms of its sections, as far as they were made."""


@dataclass(frozen=True, slots=True)
class Built:
    """Rows of several articles, as values of the columns named above."""

    renderings: list[tuple[Any, ...]] = field(default_factory=list)
    term_uses: list[tuple[Any, ...]] = field(default_factory=list)
    citations: list[tuple[Any, ...]] = field(default_factory=list)
    pages: list[tuple[Article, Mapping[str, Any]]] = field(default_factory=list)
    """For each article one tier's page, from which lists are made."""


def build(shown: Sequence[Shown], linker: Linker) -> Built:
    """Return the rows that show articles' versions, in a constant number of queries."""
    articles = [one.article for one in shown]
    chosen = chosen_counterparts(articles)
    drawn = [_draw(one, linker, chosen.get(one.article.pk, [])) for one in shown]
    library = load_library(articles, [one.document for one in shown], drawn)
    built = Built()
    for one, its in zip(shown, drawn, strict=True):
        _add(built, one, its, library)
    return built


def _draw(shown: Shown, linker: Linker, choices: list[Any]) -> Drawn:
    stop = frozenset(term.slug for term in shown.article.stop_terms.all())
    return draw(shown.article.slug, shown.document, linker, shown.forms, stop=stop, choices=choices)


def _add(built: Built, shown: Shown, drawn: Drawn, library: Library) -> None:
    article, document = shown.article, shown.document
    common = common_page(article, shown.version, document, drawn, library)
    references = reference_list(document, library.records, library.quotations)
    page: dict[str, Any] = common
    for part in drawn.parts.values():
        page = {**common, **tier_page(part, references, drawn, library)}
        built.renderings.append(_rendering(shown, part, page))
    built.pages.append((article, page))
    built.term_uses.extend(_term_uses(article, drawn.parts.values(), library.terms))
    built.citations.extend(_citations(article, document, library, drawn.numbers))


def _rendering(shown: Shown, part: TierParts, page: dict[str, Any]) -> tuple[Any, ...]:
    slug, version = shown.article.slug, shown.version
    api = {
        "tier": part.name,
        "label": LABELS[part.name],
        "url": absolute(address(slug, part.name)),
        "reading": part.reading,
        "sections": part.api,
    }
    etag, now = version.digest[:32], timezone.now()
    return (shown.article.pk, version.pk, slug, part.name, part.html, page, api, etag, now)


def _term_uses(
    article: Article, parts: Iterable[TierParts], terms: Mapping[str, int]
) -> Iterable[tuple[Any, ...]]:
    for part in parts:
        for use in part.uses:
            if term := terms.get(use.slug):
                heading = part.headings.get(use.anchor, "")[:300]
                yield article.pk, term, part.name, use.anchor, heading, use.sentence


def _citations(
    article: Article, document: Document, library: Library, number_of: Mapping[str, int]
) -> Iterable[tuple[Any, ...]]:
    """Yield a row for each section that cites a work; a work only listed gets one without place."""
    records = library.records
    cited = set()
    for tier, section in _parts(document):
        for key in cited_keys(section.blocks):
            if key in records:
                cited.add(key)
                heading = (section.heading or "")[:300]
                yield (
                    article.pk, records[key].pk, number_of[key], tier, section.anchor, heading
                )  # fmt: skip
    for key, number in number_of.items():
        if key not in cited and key in records:
            yield article.pk, records[key].pk, number, "", "", ""


def _parts(document: Document) -> Iterable[tuple[str, Section]]:
    for tier in document.tiers:
        for section in tier.sections:
            yield tier.name, section
    if document.reflection:
        yield REFLECTION, Section(None, document.reflection, anchor=REFLECTION)
