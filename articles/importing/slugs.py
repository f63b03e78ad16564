"""Addresses for new articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from articles.models import Article, FormerSlug
from kb.among import Among
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

    def take(self, documents: Iterable[Document]) -> list[str]:
        """Return the address each document asks for, or it with a number that makes it free."""
        wishes = [_wish(document) for document in documents]
        new = set(wishes) - self._next.keys()
        taken = _taken(new)
        for wish in new:
            self._next[wish] = _next_number(wish) if wish in taken else 1
        return [self._take(wish) for wish in wishes]

    def _take(self, wish: str) -> str:
        number = self._next[wish]
        self._next[wish] = number + 1 if number > 1 else 2
        if number == 1:
            return wish
        slug = f"{wish}-{number}"
        return self._take(wish) if _taken([slug]) else slug

    def forget(self) -> None:
        """Forget what was given."""
        self._next.clear()


def _wish(document: Document) -> str:
    return (document.slug or slugify(document.title))[:LONGEST].strip("-") or "article"


def _next_number(wish: str) -> int:
    """Return the number after the highest that is in use."""
    return max(1, highest_number(Article.objects.all(), "slug", wish)) + 1


def _taken(slugs: Collection[str]) -> set[str]:
    """Return those of the addresses that articles have or had."""
    if not slugs:
        return set()
    rows = (model._default_manager.filter(slug__in=Among(slugs)) for model in (Article, FormerSlug))
    return {slug for its in rows for slug in its.order_by().values_list("slug", flat=True)}
