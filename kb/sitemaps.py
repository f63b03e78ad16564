"""The sitemap: every public page with the day it last changed, in files of bounded size.

A small site is one file; a large one is an index of files, each a window of rows by their key, so
that no file needs rows to be counted or skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse

from articles.models import Listing
from articles.tiers import address
from glossary.models import Term
from kb.http import absolute, public_page
from references.models import Reference

ROWS = 10_000
"""Rows to a file; an article gives three addresses, and a file may hold 50,000."""

PAGES = "pages"
"""The file of a large site that holds the pages which list all others."""

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of the site; ``changed`` is when its content last did, None if not known."""

    path: str
    changed: datetime | None = None


def _articles(rows: QuerySet[Any]) -> Iterator[Entry]:
    for slug, changed, row in rows.values_list("slug", "published_at", "row"):
        yield from (Entry(address(slug, tier["tier"]), changed) for tier in row["tiers"])


def _terms(rows: QuerySet[Any]) -> Iterator[Entry]:
    for slug, changed in rows.values_list("slug", "updated_at"):
        yield Entry(f"/glossary/{slug}/", changed)


def _references(rows: QuerySet[Any]) -> Iterator[Entry]:
    for key, changed in rows.values_list("key", "updated_at"):
        yield Entry(f"/references/{key}/", changed)


@dataclass(frozen=True, slots=True)
class Window:
    """One file of a large site: which rows it holds, and when the newest of them changed."""

    kind: str
    number: int
    """Counted from 1."""
    changed: datetime | None


CHANGED = {"articles": "published_at", "terms": "updated_at", "references": "updated_at"}
"""Kind → the field that says when a row last changed."""


def _kinds() -> dict[str, tuple[QuerySet[Any], Any]]:
    return {
        "articles": (Listing.objects.order_by("pk"), _articles),
        "terms": (Term.objects.public().order_by("pk"), _terms),
        "references": (Reference.objects.public().order_by("pk"), _references),
    }


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address, or an index of the files that hold them."""
    windows = _windows()
    if any(window.number > 1 for window in windows):
        return _xml("sitemapindex", map(_file, windows))
    entries = [entry for rows, entries_of in _kinds().values() for entry in entries_of(rows)]
    newest = max((entry.changed for entry in entries if entry.changed), default=None)
    return _xml("urlset", map(_url, [*_fixed(newest), *entries]))


@public_page
def numbered(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """One file of a large site's sitemap: the rows whose keys lie in its window."""
    if (kind, number) == (PAGES, "1"):
        return _xml("urlset", map(_url, _fixed(_windows()[0].changed)))
    if kind not in _kinds():
        raise Http404("There is no such sitemap.")
    rows, entries_of = _kinds()[kind]
    last = int(number) * ROWS
    rows = rows.filter(pk__gt=last - ROWS, pk__lte=last)
    entries = list(entries_of(rows))
    if not entries:
        raise Http404("There is no such sitemap.")
    return _xml("urlset", map(_url, entries))


def _fixed(newest: datetime | None) -> list[Entry]:
    """The site's own pages; they change when anything they list does."""
    return [Entry(path, newest) for path in ("/", "/articles/", "/glossary/", "/references/")]


def _windows() -> list[Window]:
    """Return the windows that hold any row, in one query; first that of the site's own pages."""
    first, *others = (
        rows.order_by()
        .annotate(sort=Value(sort), window=(F("pk") - 1) / ROWS + 1)
        .values_list("sort", "window")
        .annotate(last=Max(CHANGED[sort]))
        for sort, (rows, _) in _kinds().items()
    )
    windows = [Window(*row) for row in sorted(first.union(*others))]
    newest = max((window.changed for window in windows if window.changed), default=None)
    return [Window(PAGES, 1, newest), *windows]


def _file(window: Window) -> str:
    address = absolute(f"/sitemaps/{window.kind}-{window.number}.xml")
    return f"<sitemap><loc>{address}</loc>{_lastmod(window.changed)}</sitemap>"


def _url(entry: Entry) -> str:
    return f"<url><loc>{escape(absolute(entry.path))}</loc>{_lastmod(entry.changed)}</url>"


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""


def _xml(root: str, children: Iterable[str]) -> HttpResponse:
    body = "\n".join(children)
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">'
    text = f"{opening}\n{body}\n</{root}>\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
