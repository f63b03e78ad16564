"""Whether what the database holds agrees with itself: a list of checks, each yielding problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from articles import topic_sizes, topic_terms
from articles.editing import read_section
from articles.models import Article, Citation, Listing, Rendering, Section, TermUse, Version
from articles.rendering import Shown, build
from articles.rendering.build import RENDERING
from glossary.linking import current_linker
from kb import changes
from kb.document.codec import digest, from_json
from kb.published import SEARCHED, TOLD
from kb.search import consistency
from kb.search.engines.base import engine

BATCH = 50
UNCHECKED = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not agree."""

    check: str
    subject: str
    """What it is about: a version, a row, a page."""
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the problem as a JSON object."""
        return asdict(self)


def problems() -> Iterator[Problem]:
    """Yield what is wrong; nothing when the database is sound."""
    for name, check in CHECKS.items():
        try:
            for subject, message in check():
                yield Problem(name, subject, message)
        except Exception as error:
            yield Problem(name, "", f"The check could not be finished: {type(error).__name__}.")


Said = Iterator[tuple[str, str]]
"""Subjects, each with what is wrong with it."""


def _versions() -> Said:
    """Every version's document still has the digest it was written with."""
    rows = Version.objects.order_by("pk").values_list(
        "article__slug", "number", "digest", "document"
    )
    for slug, number, written, document in rows.iterator(chunk_size=BATCH):
        try:
            found = digest(from_json(document))
        except Exception as error:
            yield f"{slug} v{number}", f"The document cannot be read: {type(error).__name__}."
            continue
        if found != written:
            yield f"{slug} v{number}", "The document has another digest than it was written with."


def _sections() -> Said:
    """Every section of a working copy has the digest of its text."""
    rows = Section.objects.select_related("article").order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        if digest(read_section(row)) != row.digest:
            yield f"{row.article.slug} {row.tier}#{row.anchor}", "The section has another digest."


def _orphans() -> Said:
    """No row points to one that is not there, or that is not the one it should point to."""
    yield from _dangling()
    foreign = Article.objects.published().exclude(published__article=F("pk"))
    for slug in foreign.values_list("slug", flat=True):
        yield slug, "It shows a version of another article."
    for model in (Rendering, Listing, TermUse, Citation):
        rows = model._default_manager.filter(article__published__isnull=True)
        for slug in rows.values_list("article__slug", flat=True).order_by().distinct():
            yield slug, f"It is not published, but has rows of {model._meta.verbose_name_plural}."
    if topic_terms.differing():
        yield "glossary", "Its numbers of terms by topic are not those that articles use."
    if topic_sizes.differing():
        yield "topics", "Their numbers of articles are not those that lists have."


def _dangling() -> Said:
    """Foreign keys that lead nowhere. PostgreSQL holds them itself, once they are valid."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            for table, row, parent, _ in cursor.fetchall():
                yield f"{table} {row}", f"It points to a row of {parent} that is not there."
            return
        cursor.execute(UNCHECKED)
        for table, name in cursor.fetchall():
            yield table, f"The constraint {name} has never been checked."


def _renderings() -> Said:
    """Every published article has the pages, and they are those of its published version."""
    bare = Article.objects.published().exclude(
        Exists(Rendering.objects.filter(article=OuterRef("pk")))
        & Exists(Listing.objects.filter(article=OuterRef("pk")))
    )
    for slug in bare.values_list("slug", flat=True):
        yield slug, "It is published, but has no pages or stands in no list."
    stale = Rendering.objects.exclude(
        Q(version=F("article__published")) & Q(slug=F("article__slug"))
    )
    for slug, tier in stale.values_list("slug", "tier"):
        yield f"{slug}/{tier}", "The page is not of the published version."
    yield from _pages_that_differ()


def _pages_that_differ() -> Said:
    published = Article.objects.published().select_related("published").order_by("pk")
    ready = published.prefetch_related("topics", "stop_terms")
    linker, last = current_linker(), 0
    while articles := list(ready.filter(pk__gt=last)[:BATCH]):
        last = articles[-1].pk
        shown = [
            Shown(each, each.published, from_json(each.published.document)) for each in articles
        ]
        made = {_place(row): row for row in map(_as_dict, build(shown, linker).renderings)}
        rows = Rendering.objects.filter(article__in=articles)
        kept = {_place(row): row for row in rows.values(*RENDERING)}
        for place in sorted(made.keys() | kept.keys()):
            if _content(made.get(place)) != _content(kept.get(place)):
                yield "/".join(place), "The page differs from what its version makes today."


def _as_dict(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(RENDERING, row, strict=True))


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["slug"], row["tier"]


def _content(row: dict[str, Any] | None) -> tuple[Any, ...] | None:
    return row and (row["html"], row["page"], row["api"], row["etag"])


def _index() -> Said:
    """Search knows what is published, and nothing else."""
    for problem in engine().problems():
        yield "search", problem
    for kind, batches in SEARCHED.items():
        keys: set[str] = set()
        for batch in batches():
            keys |= set(batch)
            for key in consistency.differing(kind, batch):
                yield f"{kind} {key}", "Search knows something else than is published."
        for key in consistency.strays(kind, keys):
            yield f"{kind} {key}", "Search knows it, but it is not published."


def _feed() -> Said:
    """The change feed has told what is published."""
    for subject, facts in TOLD.items():
        for fact in changes.untold(subject, facts()):
            told = "as it is" if fact.digest else "that it is gone"
            yield f"{subject} {fact.key}", f"The change feed has not told {told}."


CHECKS: dict[str, Callable[[], Said]] = {
    "versions": _versions,
    "sections": _sections,
    "orphans": _orphans,
    "renderings": _renderings,
    "index": _index,
    "feed": _feed,
}
