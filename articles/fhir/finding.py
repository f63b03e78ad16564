"""Which versions FHIR clients may read, and pages of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q
from rest_framework.exceptions import APIException, NotFound

from articles.fhir.base import version_id
from articles.fhir.documents import Published
from articles.models import Article, Listing, Version

PUBLIC = Q(article__published__isnull=False)
_NAME = re.compile(r"(?P<name>.+)-v(?P<number>[1-9]\d{0,8})", re.ASCII)


class Gone(APIException):
    """The article was withdrawn."""

    status_code = 410


def published(identifier: str) -> Published:
    """Return the version a resource's id names; raises NotFound or Gone."""
    named = _NAME.fullmatch(identifier)
    if named is None:
        raise NotFound(f"“{identifier}” is not of the form <article>-v<number>.")
    listing = _listing(named["name"])
    if listing is None:
        raise _absence(named["name"])
    number = int(named["number"])
    version = Version.objects.filter(article=listing.pk, number=number).first()
    if version is None or version_id(listing.slug, listing.pk, number) != identifier:
        raise NotFound(f"“{listing.slug}” has no version {number}.")
    return Published(version, listing)


def _listing(name: str) -> Listing | None:
    rows = Listing.objects.filter(PUBLIC)
    if name.startswith("article."):
        pk = name.removeprefix("article.")
        return rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    return rows.filter(slug=name).first()


def _absence(slug: str) -> APIException:
    if Article.objects.filter(slug=slug, withdrawn_at__isnull=False).exists():
        return Gone("The article was withdrawn.")
    return NotFound(f"There is no published article “{slug}”.")


def page(after: int, size: int) -> tuple[Sequence[Published], int | None]:
    """Return current versions after an article's number, and the number the next page is after."""
    # Joined to its listing as well, PostgreSQL would walk all articles before the page's first.
    published = Article.objects.published().filter(pk__gt=after).select_related("published")
    rows = list(published.order_by("pk")[: size + 1])
    shown = {article.pk: article.published for article in rows[:size]}
    listings = Listing.objects.in_bulk(shown)
    found = [Published(shown[pk], listings[pk]) for pk in shown if pk in listings]
    return found, rows[size - 1].pk if len(rows) > size else None


def count() -> int:
    """Return how many articles are published."""
    return Listing.objects.filter(PUBLIC).count()
