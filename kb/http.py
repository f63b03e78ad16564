"""HTTP matters every page shares: security headers, cache headers, site facts in templates."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial, wraps
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.urls import get_resolver
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from kb import state
from kb.delivery import ticket

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Add the headers Django's own middleware does not set. A view may set its own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code >= 400:  # what is missing today may be published in a minute
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class NotFoundPageMiddleware:
    """Show our own page for an address that leads nowhere while developing, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return _not_found(request, Http404())
        return response


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the site's name and address."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}


def absolute(path: str) -> str:
    """Return ``path`` of this site as a whole address."""
    return f"{settings.SITE_URL}{path}"


def is_same_origin(request: HttpRequest) -> bool:
    """Say whether a page of this site sent the request, by what its browser tells of it.

    For forms without a session: there is no cookie that another site could make use of, so this
    keeps other sites' pages from sending in their readers' name. A request that says nothing of
    where it comes from is refused.
    """
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site == "same-origin"
    sent_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sent_from).netloc == request.get_host()


# --- public pages -------------------------------------------------------------------------

PUBLIC_CACHE = "public, max-age=60, stale-while-revalidate=300"
"""How long a cache may show a public page without asking, and while it asks."""

CACHEABLE = frozenset((200, 301, 304, 410))

MADE_FROM = ("templates", "static", "kb", "articles", "glossary", "references")
"""Folders whose files decide what a page's bytes are, content aside."""


class CookieOnPublicPage(RuntimeError):
    """A public page set a cookie, so no cache may keep it."""


View: TypeAlias = Callable[..., HttpResponseBase]


def public_page(
    view: View | None = None, *, brings_counter: bool = False
) -> Callable[[View], View] | View:
    """Decorate a view whose answer is the same for everybody: cacheable, conditional, no cookie.

    Only GET and HEAD are let through. The ETag is that of the site's state, so a repeated visit
    costs one query and no rendering. The state is read before the view reads anything; a view that
    reads it together with its one row (``brings_counter``) sets ``request.site_counter`` itself.
    """
    if view is None:
        return partial(public_page, brings_counter=brings_counter)

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        held = _held_etags(request)
        response: HttpResponseBase | None = None
        if held or not brings_counter:
            set_site_counter(request, state.counters()[0])
            response = HttpResponseNotModified() if page_etag(request) in held else None
        response = response or _answer(view, request, *args, **kwargs)
        if response.cookies:
            raise CookieOnPublicPage(f"{request.path} sets {', '.join(response.cookies)}")
        if response.status_code in CACHEABLE:
            response.headers.setdefault("Cache-Control", PUBLIC_CACHE)
        if response.status_code in (200, 304):
            response.headers["ETag"] = page_etag(request)
            ticket.allow(request.META, request.site_counter)
        return response

    return page


def set_site_counter(request: HttpRequest, counter: int) -> None:
    """Say in which state of the site the answer to a request is made."""
    request.site_counter = counter  # type: ignore[attr-defined]


def site_counter(request: HttpRequest) -> int:
    """Return in which state of the site the answer to a request is made."""
    counter: int = request.site_counter  # type: ignore[attr-defined]
    return counter


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Call the view; a reader gets our own page for a 404 while developing, too."""
    try:
        return view(request, *args, **kwargs)
    except Http404 as error:
        return _not_found(request, error)


def _not_found(request: HttpRequest, error: Http404) -> HttpResponseBase:
    page: View = get_resolver().resolve_error_handler(404)
    return page(request, exception=error)


def page_etag(request: HttpRequest) -> str:
    """Return the strong ETag of an address in the site's present state.

    A day belongs to it because a review becomes overdue without anybody publishing anything.
    """
    if not hasattr(request, "site_counter"):
        set_site_counter(request, state.counters()[0])
    parts = (request.site_counter, build(), timezone.localdate(), request.get_full_path())
    return f'"{_digest(map(str, parts))}"'


def build() -> str:
    """Return a digest of the templates, static files and code that pages are made from."""
    return _build_now() if settings.DEBUG else _build_once()


@cache
def _build_once() -> str:
    return _build_now()


def _build_now() -> str:
    folders = (settings.BASE_DIR / name for name in MADE_FROM)
    facts = sorted(fact for folder in folders if folder.is_dir() for fact in _facts(str(folder)))
    return _digest((settings.SITE_NAME, settings.SITE_URL, *facts))


def _facts(folder: str) -> Iterator[str]:
    """Yield what tells each file below a folder from a changed one; compiled code is no source."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _facts(entry.path)
            else:
                facts = entry.stat()
                yield f"{entry.path}:{facts.st_size}:{facts.st_mtime_ns}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _held_etags(request: HttpRequest) -> set[str]:
    """The ETags of the copies the client holds; a weak one names the same page here."""
    header = request.headers.get("If-None-Match", "")
    return {etag.removeprefix("W/") for etag in parse_etags(header)}


_SCRIPT_ESCAPES = (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026"))


def script_json(values: Any) -> str:
    """Return values as JSON that can stand inside a ``script`` element."""
    text = json.dumps(values, ensure_ascii=False)
    for sign, escape in _SCRIPT_ESCAPES:
        text = text.replace(sign, escape)
    return mark_safe(text)  # noqa: S308
