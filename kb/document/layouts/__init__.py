"""Choosing the layout of a source and reading it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from kb.document.account import account
from kb.document.findings import Finding
from kb.document.layouts import capture_a, capture_b, tree_json
from kb.document.layouts.parsed import Facts, Parsed
from kb.document.outline import marker_name
from kb.document.source import Source, UnreadableSource
from kb.document.titles import derive_title
from kb.document.tree import Document

__all__ = ["LAYOUTS", "Facts", "Parsed", "detect", "parse"]

LAYOUTS = (capture_a.NAME, capture_b.NAME, "markdown", tree_json.NAME)
_LOOKED_AT = 4000
"""Lines looked at to choose a layout."""
_MARKDOWN = re.compile(r"#{1,6} \S|---\s*$|\[@[\w:.-]+\]")
_BULLET_A = re.compile(r"\s*[•◦▪]")
_BULLET_B = re.compile(r"-\s+\S")


def detect(source: Source) -> str:
    """The layout that the lines of ``source`` speak for."""
    lines = source.lines[:_LOOKED_AT]
    first = next((line for line in lines if line.strip()), "")
    if source.name.lower().endswith(".json"):
        return tree_json.NAME
    if first.rstrip() == "---" or any(_is_markdown_tier(line) for line in lines):
        return "markdown"
    if source.name.endswith((".md", ".markdown")) and any(_MARKDOWN.match(line) for line in lines):
        return "markdown"
    return capture_a.NAME if _speaks_for_a(lines) >= 0 else capture_b.NAME


def _is_markdown_tier(line: str) -> bool:
    return line.startswith("# ") and bool(marker_name(line[2:]))


def _speaks_for_a(lines: tuple[str, ...]) -> int:
    """Positive for layout A, negative for layout B: spacing counts most, then bullets and bars."""
    texts = [bool(line.strip()) for line in lines]
    joined = sum(1 for here, after in pairwise(lines) if len(here) > 80 and len(after) > 80)
    apart = sum(1 for here, after in pairwise(texts) if here and not after)
    bullets = sum(1 for line in lines if _BULLET_A.match(line)) - sum(
        1 for line in lines if _BULLET_B.match(line)
    )
    bars = sum(1 for line in lines if line.count("|") > 1)
    return 2 * (apart - 2 * joined) + bullets - 2 * bars


def parse(source: Source, layout: str = "auto", facts: Facts | None = None) -> Parsed:
    """Read ``source`` in ``layout`` (one of :data:`LAYOUTS`, ``capture`` or ``auto``).

    ``facts`` come before what the source says of itself. Raises
    :class:`~kb.document.source.UnreadableSource` where no article can be found at all.
    """
    name = _choose(source, layout)
    if name == "markdown":
        from kb.document.layouts import markdown

        parsed = markdown.parse(source)
    elif name == tree_json.NAME:
        parsed = tree_json.parse(source)
    else:
        parsed = (capture_a if name == capture_a.NAME else capture_b).parse(source)
    _refuse_empty(parsed.document)
    parsed = _with_facts(parsed, source, facts or Facts())
    if parsed.account is None:
        parsed = replace(parsed, account=account(source, parsed.document, parsed.findings))
    return parsed


def _choose(source: Source, layout: str) -> str:
    if layout == "auto":
        return detect(source)
    if layout == "capture":
        found = detect(source)
        return found if found in (capture_a.NAME, capture_b.NAME) else capture_a.NAME
    if layout not in LAYOUTS:
        raise ValueError(f"No layout is called {layout!r}; there are {', '.join(LAYOUTS)}.")
    return layout


def _refuse_empty(document: Document) -> None:
    if not (document.tiers or document.reflection or document.references or document.glossary):
        raise UnreadableSource(
            "The source holds no article: no tier, reference or term was found.",
            remedy="Check that the capture holds the article and not only the site around it.",
        )


def _with_facts(parsed: Parsed, source: Source, facts: Facts) -> Parsed:
    document = parsed.document
    findings = parsed.findings
    title, title_source = document.title, document.title_source
    if facts.title:
        title, title_source = facts.title, "manifest"
    elif not title:
        title, title_source = (
            derive_title(document.tiers, document.glossary, source.name),
            "derived",
        )
        message = f"The source gives no title; “{title}” was made from its text."
        findings = (Finding("title-derived", 0, title, message), *findings)
    document = replace(
        document,
        title=title,
        title_source=title_source,
        url=facts.url or document.url,
        topics=facts.topics or document.topics,
        owner=facts.owner or document.owner,
    )
    return replace(parsed, document=document, findings=findings)
