"""The working copy as it would be published now, for those who read it before readers do."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from articles import tiers
from articles.document import working_document
from articles.models import Article
from articles.rendering.bibliography import numbers
from articles.rendering.tier import tier_parts
from glossary.linking import current_linker
from kb.document import tree
from kb.markup.citation_marks import CitationMarks
from kb.markup.citation_style import reference_html
from kb.markup.html import render_blocks


def stop_terms(article: Article | None) -> frozenset[str]:
    """Return the slugs of terms not to be linked in an article."""
    return frozenset(article.stop_terms.values_list("slug", flat=True)) if article else frozenset()


def working_copy(article: Article, wanted: str) -> dict[str, Any]:
    """Return one tier of the working copy as it would be published now, and the tiers there are."""
    document = working_document(article)
    shown = next((tier for tier in document.tiers if tier.name == wanted), None)
    number_of = numbers(document)
    html = ""
    if shown is not None:
        html = tier_parts(shown, current_linker(), stop_terms(article), number_of, {}).html
    return {
        "tiers": [(tier.name, tiers.LABELS[tier.name]) for tier in document.tiers],
        "tier": wanted,
        "html": html,
        "reflection": render_blocks(document.reflection or (), citations=CitationMarks(number_of)),
        "references": [reference(entry) for entry in document.references],
    }


def reference(entry: tree.ReferenceEntry) -> str:
    """Return an entry of the list for a template: HTML if its record could be read."""
    html = reference_html(entry.csl)
    return mark_safe(html) if html else entry.raw  # noqa: S308 - written from the tree, escaped
