"""What the change feed says of an article."""

from __future__ import annotations

from articles.rendering import Shown
from kb.changes import Fact


def fact_of(shown: Shown) -> Fact:
    """Return what the feed says of an article that is shown in a version."""
    version = shown.version
    return Fact(shown.article.slug, version.digest, version.number, version.significance)
