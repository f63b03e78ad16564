"""What several articles' pages look up, read once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles.models import Article, Counterpart, Source
from articles.rendering.drawing import Choice, Drawn
from glossary.linking import ShownDefinition, definitions_by_tier
from glossary.models import Term
from kb.document.tree import Document
from references.matching import by_keys, by_wordings
from references.models import Quotation, Reference


@dataclass(frozen=True, slots=True)
class Library:
    """The records, verdicts, terms, wordings and sources that pages show."""

    records: Mapping[str, Reference]
    """By key."""
    quotations: Mapping[str, Quotation]
    """What came of checking references as documents give them, by that wording."""
    terms: Mapping[str, int]
    """Public ones, by slug."""
    facts: Mapping[int, Mapping[str, Any]]
    """What every page that links a term tells of it, by term."""
    definitions: Mapping[str, Mapping[int, ShownDefinition]]
    """For each tier's reader, by term."""
    sources: Mapping[int, Source]
    """The current ones, without their texts, by article."""


def load_library(
    articles: Sequence[Article], documents: Iterable[Document], drawn: Iterable[Drawn]
) -> Library:
    """Read what the pages of ``articles`` show, in a constant number of queries."""
    entries = [entry for document in documents for entry in document.references]
    slugs = set[str]().union(*(one.term_slugs for one in drawn))
    shown = Term.objects.public().filter(slug__in=slugs).prefetch_related("codes")
    terms = {term.slug: term.pk for term in shown}
    return Library(
        by_keys(entry.key for entry in entries),
        by_wordings(entry.raw for entry in entries),
        terms,
        {term.pk: _facts(term) for term in shown},
        definitions_by_tier(terms.values()),
        _sources(articles),
    )


def chosen_counterparts(articles: Sequence[Article]) -> dict[int, list[Choice]]:
    """Return the counterparts that editors chose, by article: one query."""
    rows = Counterpart.objects.filter(section__article__in=articles, chosen_by__isnull=False)
    chosen: dict[int, list[Choice]] = {}
    for article, *choice in rows.values_list(
        "section__article", "section__tier", "section__anchor", "tier", "target__anchor"
    ):
        chosen.setdefault(article, []).append(tuple(choice))
    return chosen


def _facts(term: Term) -> dict[str, Any]:
    """Return what every page that links a term tells of it, from what was read with it."""
    codes = [code for code in term.codes.all() if code.is_shown]
    return {
        "slug": term.slug,
        "name": term.name,
        "kind": term.kind,
        "codes": [{"system": code.system, "code": code.code} for code in codes],
    }


def _sources(articles: Sequence[Article]) -> dict[int, Source]:
    rows = Source.objects.filter(article__in=articles, state=Source.State.CURRENT)
    shown = rows.only("name", "sha256", "layout", "imported_at", "article")
    return {source.article_id: source for source in shown}
