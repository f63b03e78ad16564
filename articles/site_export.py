"""The published site as files, with the bytes the site itself would answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from articles.models import Article, Rendering, Version
from glossary.models import Term
from references.models import Reference

FIXED = ("/", "/articles/", "/glossary/", "/references/")
FILES = ("/feeds/articles.atom", "/sitemap.xml", "/robots.txt", "/llms.txt")
MISSING = "/404.html"


class PageFailed(RuntimeError):
    """A page that the site lists did not answer as it should."""


def export_site(folder: Path) -> int:
    """Write every public page into ``folder`` and return how many files were written.

    A file whose bytes are the same is left alone, so that a copy elsewhere sees only what changed.
    """
    client = Client(SERVER_NAME=_host(), **_scheme())
    written = sum(_write(folder, path, _page(client, path)) for path in page_paths())
    written += _write(folder, MISSING, client.get(MISSING).content)
    return written + _write_static(folder / settings.STATIC_URL.strip("/"))


def page_paths() -> Iterator[str]:
    """Yield the path of every public page and file."""
    yield from FIXED
    yield from FILES
    for slug in Article.objects.published().order_by("slug").values_list("slug", flat=True):
        yield from (f"/articles/{slug}/", f"/articles/{slug}/versions/")
    for slug, tier in Rendering.objects.order_by("slug").values_list("slug", "tier"):
        yield f"/articles/{slug}/{tier}/"
    versions = Version.objects.filter(article__published__isnull=False)
    for slug, number in versions.values_list("article__slug", "number"):
        yield f"/articles/{slug}/versions/{number}/"
    for slug in Term.objects.public().values_list("slug", flat=True):
        yield f"/glossary/{slug}/"
    for key in Reference.objects.public().values_list("key", flat=True):
        yield f"/references/{key}/"


def _host() -> str:
    return settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"


def _scheme() -> dict[str, str]:
    return {"wsgi.url_scheme": "https"} if settings.SITE_URL.startswith("https:") else {}


def _page(client: Client, path: str) -> bytes:
    response = client.get(path)
    if response.status_code != 200:
        raise PageFailed(f"{path} answered {response.status_code}")
    return response.getvalue()


def _write(folder: Path, path: str, content: bytes) -> int:
    target = folder / path.lstrip("/")
    if path.endswith("/"):
        target = target / "index.html"
    if target.is_file() and target.read_bytes() == content:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.write_bytes(content)
    partial.replace(target)
    return 1


def _write_static(folder: Path) -> int:
    written = 0
    for finder in finders.get_finders():
        for name, storage in finder.list(["admin/*", "drf_spectacular_sidecar/*", "*.map"]):
            with storage.open(name) as file:
                content = file.read()
            written += _write(
                folder, staticfiles_storage.url(name)[len(settings.STATIC_URL) :], content
            )
    return written
