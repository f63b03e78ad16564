"""The working copy as it would be published now, for those who read it before readers do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.safestring import mark_safe

from articles import tiers
from articles.document import working_document
from articles.models import Article
from articles.rendering.bibliography import numbers
from articles.rendering.tier import tier_parts
from glossary.linking import current_linker
from kb.document import tree
from kb.document.canonical import Forms
from kb.markup.citation_marks import CitationMarks
from kb.markup.citation_style import reference_html
from kb.markup.html import render_blocks

_ONE_OF_A_KIND = re.compile(r' (?:id="cite-\d+-\d+"|aria-labelledby="[^"]+--heading")')
"""Identifiers of citation marks and names of regions, which are unique within a tier only."""


def stop_terms(article: Article | None) -> frozenset[str]:
    """Return the slugs of terms not to be linked in an article."""
    return frozenset(article.stop_terms.values_list("slug", flat=True)) if article else frozenset()


def working_copy(article: Article, wanted: str) -> dict[str, Any]:
    """Return one tier of the working copy as it would be published now, and the tiers there are."""
    document = working_document(article)
    shown = [tier for tier in document.tiers if tier.name == wanted]
    return {
        **_around(document),
        "tier": wanted,
        "html": "".join(html for _, html in _written(article, document, shown)),
    }


def side_by_side(article: Article) -> dict[str, Any]:
    """Return every tier of the working copy as it would be published now."""
    document = working_document(article)
    written = _written(article, document, [_anchored_apart(tier) for tier in document.tiers])
    columns = [(name, _ONE_OF_A_KIND.sub("", html)) for name, html in written]
    return {**_around(document), "columns": columns}


def _anchored_apart(tier: tree.Tier) -> tree.Tier:
    """Return a tier that can share a page with others: anchors are unique within a tier only."""
    sections = (replace(each, anchor=f"{tier.name}-{each.anchor}") for each in tier.sections)
    return replace(tier, sections=tuple(sections))


def _written(
    article: Article, document: tree.Document, wanted: Iterable[tree.Tier]
) -> list[tuple[str, str]]:
    linker, stop, number_of = current_linker(), stop_terms(article), numbers(document)
    parts = [tier_parts(tier, linker, stop, number_of, {}, Forms()) for tier in wanted]
    return [(part.name, part.html) for part in parts]


def _around(document: tree.Document) -> dict[str, Any]:
    """Return what stands around the tiers' own text."""
    number_of = numbers(document)
    return {
        "tiers": [(tier.name, tiers.LABELS[tier.name]) for tier in document.tiers],
        "reflection": render_blocks(document.reflection or (), citations=CitationMarks(number_of)),
        "references": [reference(entry) for entry in document.references],
    }


def reference(entry: tree.ReferenceEntry) -> str:
    """Return an entry of the list for a template: HTML if its record could be read."""
    html = reference_html(entry.csl)
    return mark_safe(html) if html else entry.raw  # noqa: S308 - written from the tree, escaped
