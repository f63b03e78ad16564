"""Markdown as readers will see it, made by the site's own renderer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from articles import tiers
from articles.markdown_checks import problems
from articles.models import REFLECTION, Article
from glossary.linking import current_linker
from kb.document import tree
from kb.markup.html import render_section
from kb.markup.link import link_section
from kb.markup.markdown import read_blocks
from kb.markup.text import reading_text


def render(*, heading: str, markdown: str, tier: str, article: Article | None) -> dict[str, Any]:
    """Return the section's HTML, its measures, and the problems that keep it from being saved.

    The HTML is written from the tree, so whatever the Markdown holds is escaped in it.
    """
    blocks = read_blocks(markdown).blocks
    section = tree.Section(heading=heading.strip() or None, blocks=blocks, anchor="preview")
    stop = frozenset(article.stop_terms.values_list("slug", flat=True)) if article else frozenset()
    numbers = citation_numbers(article, markdown)
    linked = link_section(section, current_linker(), stop=stop)
    return {
        "html": render_section(section, links=linked, citations=numbers, heading_level=2),
        "measures": measures(tier, blocks),
        "problems": [str(problem) for problem in problems(markdown)],
    }


def citation_numbers(article: Article | None, markdown: str) -> dict[str, int]:
    """Return the number of each listed work, and of works this text would add to the list."""
    from articles.markdown_checks import cited_keys

    listed = article.bibliography.values_list("reference__key", flat=True) if article else []
    keys = dict.fromkeys([*listed, *cited_keys(markdown)])
    return {key: number for number, key in enumerate(keys, 1)}


def measures(tier: str, blocks: Iterable[tree.Block]) -> dict[str, Any]:
    """Return words, reading grade and minutes of blocks, and what the tier asks for."""
    from kb.document.reading import measure

    measured = measure(reading_text(tuple(blocks)))
    ceiling = None if tier == REFLECTION else tiers.ceiling(tier)
    return {
        "words": measured.words,
        "sentences": measured.sentences,
        "grade": round(measured.grade, 1),
        "minutes": measured.minutes,
        "ceiling": ceiling,
        "above": ceiling is not None and measured.grade > ceiling,
    }


def number(value: str | None) -> int:
    """Return a posted number, or 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() else 0
