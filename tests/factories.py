"""Builders with sensible defaults; a test names only what it is about."""

from __future__ import annotations

from itertools import count
from typing import Any

from articles.document import section_row, sections_of
from articles.models import Article, BibliographyEntry, Topic
from articles.publishing import publish
from glossary.models import Alias, Definition, Term
from kb.document.text import slugify
from kb.document.tree import Document, Paragraph, Section, Text, Tier
from references.models import Reference

_numbers = count(1)

FILLING = (
    "The words that follow only make this passage as long as passages usually are, so that a "
    "link in it stands among enough words to be made at all."
)
"""Long enough for one link: a page has at most four in a hundred words."""


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def make_reference(**fields: Any) -> Reference:
    """A record of a made-up work that says so."""
    number = next(_numbers)
    title = fields.pop("title", f"An example study, number {number}")
    csl = {
        "type": "article-journal",
        "title": title,
        "author": [{"family": "Example", "given": "A. B."}],
        "issued": {"date-parts": [[2020]]},
        "container-title": "Journal of Examples",
    }
    defaults = {
        "key": f"example-{number}",
        "title": title,
        "authors": "Example",
        "container": "Journal of Examples",
        "year": 2020,
        "csl": csl,
    }
    return Reference.objects.create(**{**defaults, **fields})


def make_term(name: str = "", *, aliases: tuple[str, ...] = (), **fields: Any) -> Term:
    """A public term with one definition for every reader, or ``definition=`` of your own."""
    name = name or f"sample term {next(_numbers)}"
    text = fields.pop("definition", f"What {name} means, in plain words.")
    tier = fields.pop("tier", "")
    defaults = {"slug": slugify(name), "is_public": True}
    term = Term.objects.create(name=name, **{**defaults, **fields})
    if text:
        Definition.objects.create(term=term, text=text, tier=tier, status="chosen", source="test")
    for alias in aliases:
        Alias.objects.create(term=term, text=alias)
    return term


def make_document(**fields: Any) -> Document:
    """A document with an opening and one headed section in each of three tiers."""
    tiers = fields.pop("tiers", None) or tuple(
        Tier(
            name,
            (
                Section(
                    None,
                    (paragraph(f"An opening for {name} readers about sleep. {FILLING}"),),
                    level=2,
                ),
                Section("Why sleep matters", (paragraph("People need rest to stay well."),)),
            ),
        )
        for name in ("fundamentals", "intermediate", "academic")
    )
    return Document(**{"title": "Sleep and rest", "tiers": tiers, **fields})


def make_article(
    *,
    document: Document | None = None,
    references: tuple[Reference, ...] = (),
    topics: tuple[str, ...] = (),
    published: bool = True,
    **fields: Any,
) -> Article:
    """An article whose working copy is ``document``, published unless told otherwise."""
    document = document or make_document()
    title = fields.pop("title", document.title)
    slug = fields.pop("slug", "") or f"{slugify(title)}-{next(_numbers)}"
    article = Article.objects.create(slug=slug, title=title, summary=document.summary, **fields)
    for name in topics:
        topic, _ = Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name})
        article.topics.add(topic)
    for tier, position, section in sections_of(document):
        section_row(article, tier, position, section).save()
    for position, reference in enumerate(references):
        BibliographyEntry.objects.create(article=article, position=position, reference=reference)
    if published:
        publish(article)
    return article
