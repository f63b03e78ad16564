"""The site's state: a counter that every change of public content advances."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connections, router
from django.db.models import F, Model, QuerySet, Subquery
from django.utils import timezone

from kb.models import SiteState

M = TypeVar("M", bound=Model)


class SiteFacts(NamedTuple):
    """Which state the site is in, and since when; before anything was published, 0 and None."""

    counter: int = 0
    changed_at: datetime | None = None


def advance(*, glossary: bool = False) -> None:
    """Say, inside the transaction that changes it, that public content has changed.

    ``glossary`` says that term names, aliases or their visibility changed too, so that whoever
    keeps an automaton of them builds a new one.
    """
    changes: dict[str, Any] = {"counter": F("counter") + 1, "changed_at": timezone.now()}
    if glossary:
        changes["glossary"] = F("glossary") + 1
    if not SiteState.objects.filter(pk=1).update(**changes):
        SiteState.objects.create(pk=1)


def counters() -> tuple[int, int]:
    """Return (site counter, glossary counter); (0, 0) before anything was published."""
    row = _read()
    return (row[0], row[1]) if row else (0, 0)


def site_facts() -> SiteFacts:
    """Return the site's state."""
    row = _read()
    return SiteFacts(row[0], _as_moment(row[2])) if row else SiteFacts()


def facts_and_last_change() -> tuple[SiteFacts, int]:
    """Return the site's state, and the number of the last change that is part of it."""
    row = _read()
    return (SiteFacts(row[0], _as_moment(row[2])), row[3]) if row else (SiteFacts(), 0)


def _read() -> Any:
    """Read the one row. Every page asks for it, and building the query takes ten times as long."""
    with connections[router.db_for_read(SiteState)].cursor() as cursor:
        cursor.execute(_QUERY)
        return cursor.fetchone()


_QUERY = "SELECT counter, glossary, changed_at, changes FROM kb_sitestate WHERE id = 1"


def _as_moment(value: datetime | None) -> datetime | None:
    """SQLite gives moments without their zone, which is UTC."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def with_site_facts(rows: QuerySet[M]) -> QuerySet[M]:
    """Read the site's state together with ``rows``, as ``site_counter`` and ``site_changed_at``.

    One statement sees one state, so that a page of one row is read whole in one query.
    """
    site = SiteState.objects.filter(pk=1)
    return rows.annotate(
        site_counter=Subquery(site.values("counter")[:1]),
        site_changed_at=Subquery(site.values("changed_at")[:1]),
    )


def facts_of(row: Any) -> SiteFacts:
    """Return the site's state from a row read by :func:`with_site_facts`."""
    return SiteFacts(row.site_counter or 0, row.site_changed_at)
