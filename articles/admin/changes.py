"""What a step is about: the working copy against what readers see."""

from __future__ import annotations

from typing import Any

from articles.document import working_document
from articles.models import Article
from articles.tiers import LABELS
from kb.document.codec import from_json
from kb.markup.compare import SAME, compare_documents


def since_published(article: Article) -> list[dict[str, Any]]:
    """Return the parts that differ from the published version; none if none is published."""
    if article.published is None:
        return []
    old, new = from_json(article.published.document), working_document(article)
    return [
        {"label": LABELS.get(change.tier, "Reflection"), "change": change}
        for change in compare_documents(old, new)
        if change.kind != SAME
    ]
