"""Pages that belong to the site, not to one of its nouns."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import browsing
from articles.models import Listing
from glossary.models import Term
from kb import jsonld, outage
from kb.counting import count
from kb.http import absolute, public_page
from kb.jsonld import script
from kb.search.models import Passage
from references.models import Reference

RECENT = 6
RECENTLY_REVIEWED = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what the three depths are, and ways in."""
    published, reviewed = browsing.newest(RECENT, RECENTLY_REVIEWED)
    today = timezone.localdate()
    context = {
        "recent": browsing.rows(published, today),
        "reviewed": browsing.rows(reviewed, today),
        "topics": browsing.listed_topics(),
        "counts": _counts(),
        "jsonld": script(jsonld.home()),
    }
    return render(request, "home.html", context)


def _counts() -> dict[str, int]:
    """How much there is, and how much of it was checked: one query."""
    references = Reference.objects.public()
    return count(
        articles=Listing.objects.all(),
        reviewed=Listing.objects.filter(reviewed_at__isnull=False),
        references=references,
        verified=references.filter(verification__in=("verified", "corrected")),
        terms=Term.objects.public(),
    )


# --- for machines -------------------------------------------------------------------------


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may visit."""
    closed = ("/admin/", "/calendar/", "/preview/", "/search/")
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in closed), "")
    text = "\n".join((*lines, f"Sitemap: {absolute('/sitemap.xml')}", ""))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public_page
def llms(request: HttpRequest) -> HttpResponse:
    """What the site is and where its data are, for language models and those who run them."""
    content_type = "text/plain; charset=utf-8"
    return render(request, "llms.txt", {"counts": _counts()}, content_type=content_type)


@public_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches this site."""
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "opensearch.xml", content_type=content_type)


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); 404 until the site names a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404("This site names no contact for security.")
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        "Preferred-Languages: en",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


# --- health -------------------------------------------------------------------------------


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve readers; 503 names what cannot."""
    checks = {name: _outcome(check) for name, check in READINESS.items()}
    failed = {name for name, outcome in checks.items() if outcome != "ok"}
    status = "unavailable" if failed - DISPENSABLE else "degraded" if failed else "ok"
    body = {"status": status, "checks": checks}
    return JsonResponse(body, status=503 if status == "unavailable" else 200)


def _outcome(check: Any) -> str:
    """Run a check; the answer says what failed and keeps addresses and passwords to itself."""
    try:
        check()
    except Exception as error:
        return f"failed: {type(error).__name__}"
    return "ok"


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_migrations() -> None:
    from django.db.migrations.executor import MigrationExecutor  # no page needs it

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DatabaseError("Migrations are waiting.")


def _check_cache() -> None:
    cache.set("ready", "yes", 10)
    if cache.get("ready") != "yes":
        raise ConnectionError("The cache forgets.")


def _check_search() -> None:
    Passage.objects.exists()


READINESS = {
    "database": _check_database,
    "migrations": _check_migrations,
    "cache": _check_cache,
    "search": _check_search,
}
DISPENSABLE = {"cache"}
"""What the site can do without: it is slower then, and counts no requests."""


# --- errors -------------------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for addresses that lead nowhere."""
    reason = str(exception) if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"reason": reason}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own mistakes; it asks nothing of the database.

    Also where a middleware's errors arrive, among them a database that is out of service.
    """
    why = outage.reason(sys.exception())
    if why:
        return outage.answer(request, why)
    return render(request, "500.html", status=500)
