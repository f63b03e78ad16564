"""What the change feed says of an article."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Article
from articles.rendering import Shown
from kb.changes import Fact


def fact_of(shown: Shown) -> Fact:
    """Return what the feed says of an article that is shown in a version."""
    version = shown.version
    return Fact(shown.article.slug, version.digest, version.number, version.significance)


def facts() -> Iterator[Fact]:
    """Yield what the feed should say of every published article."""
    names = ("digest", "number", "significance")
    published = Article.objects.published().order_by("published_at", "pk")
    rows = published.values_list("slug", *(f"published__{name}" for name in names))
    for row in rows.iterator():
        yield Fact(*row)
