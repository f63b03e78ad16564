"""Text as readers will see it, made by the site's own renderer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from articles import tiers
from articles.markdown_checks import problems
from articles.models import REFLECTION, Article
from articles.plain_language import obstacles
from articles.tables import labels
from articles.working_copy import stop_terms
from glossary.linking import current_linker
from kb.document import tree
from kb.document.reading import measure
from kb.markup.citation_marks import cited_keys
from kb.markup.html import render_section
from kb.markup.link import link_section
from kb.markup.markdown import read_blocks
from kb.markup.text import reading_text
from references.models import Reference

# --- one section ----------------------------------------------------------------------------


def render(*, heading: str, markdown: str, tier: str, article: Article | None) -> dict[str, Any]:
    """Return a section's HTML, its measures, what makes it hard, and what keeps it from a save."""
    blocks = read_blocks(markdown).blocks
    section = tree.Section(heading=heading.strip() or None, blocks=blocks, anchor="preview")
    return {
        "html": section_html(section, article),
        "measures": measures(tier, blocks),
        "obstacles": asdict(obstacles(blocks)),
        "tables": labels(markdown, blocks),
        "problems": [str(problem) for problem in problems(markdown)],
    }


def section_html(section: tree.Section, article: Article | None) -> str:
    """Return the HTML of a section of ``article``; written from the tree, so all is escaped."""
    linked = link_section(section, current_linker(), stop=stop_terms(article))
    return render_section(section, links=linked, citations=citation_numbers(article, section))


def citation_numbers(article: Article | None, section: tree.Section) -> dict[str, int]:
    """Return the number of each listed work, and of works this text would add to the list."""
    listed = list(article.bibliography.values_list("reference__key", flat=True)) if article else []
    cited = [key for key in cited_keys(section.blocks) if key not in listed]
    known = set(Reference.objects.filter(key__in=cited).values_list("key", flat=True))
    keys = [*listed, *(key for key in cited if key in known)]
    return {key: number for number, key in enumerate(keys, 1)}


def measures(tier: str, blocks: Iterable[tree.Block]) -> dict[str, Any]:
    """Return words, reading grade and minutes of blocks, and what the tier asks for."""
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
    """Return a posted number of at most nine digits, or 0 for anything else."""
    is_number = value and value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if value and is_number else 0
