"""The path of every public page and file: what a copy of the site holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.conf import settings

from articles.models import Article, Rendering, Version
from glossary.models import Term
from kb.markup.bibliography import ENDINGS
from references.models import Reference

FIXED = ("/", "/articles/", "/glossary/", "/references/")
FILES = (
    "/feeds/articles.atom",
    "/feeds/changes.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/opensearch.xml",
)
SECURITY = "/.well-known/security.txt"


def page_paths() -> Iterator[str]:
    """Yield the path of every public page and file that has an address without a query."""
    yield from FIXED
    yield from FILES
    if settings.SECURITY_CONTACT:
        yield SECURITY
    yield from (f"/references.{ending}" for ending in ENDINGS)
    for slug in Article.objects.published().order_by("slug").values_list("slug", flat=True):
        yield from (f"/articles/{slug}/", f"/articles/{slug}/versions/")
        yield from (f"/articles/{slug}/references.{ending}" for ending in ENDINGS)
    for slug, tier in Rendering.objects.order_by("slug").values_list("slug", "tier"):
        yield f"/articles/{slug}/{tier}/"
    yield from _versions()
    for slug in Term.objects.public().order_by("slug").values_list("slug", flat=True):
        yield f"/glossary/{slug}/"
    for key in Reference.objects.public().order_by("key").values_list("key", flat=True):
        yield f"/references/{key}/"
        yield from (f"/references/{key}.{ending}" for ending in ENDINGS)


def _versions() -> Iterator[str]:
    """Yield every version, how it is cited, and what changed from each to the next."""
    rows = Version.objects.filter(article__published__isnull=False).order_by("article", "number")
    places = list(rows.values_list("article__slug", "number"))
    for slug, number in places:
        yield f"/articles/{slug}/versions/{number}/"
        for ending in ENDINGS:
            yield f"/articles/{slug}/versions/{number}/cite.{ending}"
    for (slug, old), (other, new) in pairwise(places):
        if slug == other:
            yield f"/articles/{slug}/versions/{old}..{new}/"
