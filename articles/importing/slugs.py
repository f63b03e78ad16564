"""Addresses for new articles."""

from __future__ import annotations

from articles.models import Article, FormerSlug
from kb.document.text import slugify
from kb.document.tree import Document
from kb.numbered import highest_number

LONGEST = 110


class Slugs:
    """Gives new articles free addresses, and remembers during a run which it gave.

    Many documents may ask for one address; the numbers that tell them apart are read once.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def take(self, document: Document) -> str:
        """Return the address ``document`` asks for, or it with a number that makes it free."""
        wanted = (document.slug or slugify(document.title))[:LONGEST].strip("-") or "article"
        if wanted not in self._next:
            self._next[wanted] = _first_free(wanted)
        number = self._next[wanted]
        self._next[wanted] = number + 1 if number > 1 else 2
        slug = f"{wanted}-{number}" if number > 1 else wanted
        return slug if number == 1 or not _is_taken(slug) else self.take(document)

    def forget(self) -> None:
        """Forget what was given, as when the articles were not written after all."""
        self._next.clear()


def _first_free(wanted: str) -> int:
    """Return 1 if the address is free, else the number after the highest that is in use."""
    if not _is_taken(wanted):
        return 1
    return max(1, highest_number(Article.objects.all(), "slug", wanted)) + 1


def _is_taken(slug: str) -> bool:
    return (
        Article.objects.filter(slug=slug).exists() or FormerSlug.objects.filter(slug=slug).exists()
    )
