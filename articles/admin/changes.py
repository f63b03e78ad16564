"""What a step is about: the working copy against what readers see."""

from __future__ import annotations

from typing import Any

from articles.differences import Change, changed_sections
from articles.document import working_document
from articles.models import Article, Version
from kb.document.codec import from_json
from kb.document.diff import diff_words
from kb.document.tree import Document


def since_published(article: Article) -> list[Change]:
    """Return the parts that differ from the published version; none if none is published."""
    if article.published is None:
        return []
    return changed_sections(from_json(article.published.document), working_document(article))[0]


def to_version(article: Article, version: Version) -> list[Change]:
    """Return the parts of the working copy that would differ if it were ``version``."""
    return changed_sections(working_document(article), from_json(version.document))[0]


def details_to_version(article: Article, version: Version) -> list[dict[str, Any]]:
    """Return title, summary, topics and the like where ``version`` has others, word by word."""
    return details_between(working_document(article), from_json(version.document))


def details_between(old: Document, new: Document) -> list[dict[str, Any]]:
    """Return the details that differ, word by word."""
    pairs = [(label, said(old, name), said(new, name)) for name, label in DETAILS.items()]
    return [
        {"label": label, "runs": diff_words(before, after)}
        for label, before, after in pairs
        if before != after
    ]


DETAILS = {
    "title": "Title",
    "summary": "Summary",
    "topics": "Topics",
    "note": "Note",
    "owner": "Owner",
    "url": "Address of the source",
    "references": "References",
}


def said(document: Document, name: str) -> str:
    """Return a detail of a document as text."""
    value = getattr(document, name)
    if name == "references":
        return ", ".join(entry.key for entry in value)
    return value if isinstance(value, str) else ", ".join(value)
