"""What a page of the API's lists costs at the start and in the middle of many rows.

``python -m benchmarks lists --rows 100000`` fills an empty database, that DATABASE_URL names, with
rows of made-up terms, references, articles and changes; asks for pages; and leaves the rows there.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BATCH = 5_000
ROUNDS = 31
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def main() -> int:
    """Fill the database if it is empty, then measure every list in each of its orders."""
    given = argparse.ArgumentParser(prog="python -m benchmarks lists", description=__doc__)
    given.add_argument("--rows", type=int, default=10_000)
    rows = given.parse_args().rows
    os.environ["KB_API_RATE"] = "100000000/min"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    os.environ["DEBUG"] = "0"
    os.environ.setdefault("SECRET_KEY", "for-measuring-only")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    import django

    django.setup()
    _fill(rows)
    print(f"{'list':42} {'first':>9} {'middle':>9} {'ratio':>6}  queries")
    for name, path, ordering, middle in _lists(rows):
        _report(name, path, ordering, middle)
    return 0


def _fill(rows: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from glossary.models import Term

    call_command("migrate", verbosity=0)
    if not Term.objects.exists():
        for fill in (_terms, _references, _articles, _changes):
            fill(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _numbers(rows: int) -> Iterator[range]:
    for start in range(0, rows, BATCH):
        yield range(start, min(rows, start + BATCH))


def _terms(rows: int) -> None:
    from glossary.models import Alias, Term

    for numbers in _numbers(rows):
        made = Term.objects.bulk_create(
            Term(slug=f"t-{n}", name=f"Term {n:07}", sort_name=f"term {n:07}", is_public=True)
            for n in numbers
        )
        Alias.objects.bulk_create(
            Alias(term=term, text=f"Name {term.slug}", folded=f"name {term.slug}") for term in made
        )


def _references(rows: int) -> None:
    from references.models import Reference

    csl = {"type": "article-journal", "author": [{"family": "Example"}]}
    for numbers in _numbers(rows):
        Reference.objects.bulk_create(
            Reference(
                key=f"example-{n:07}",
                title=f"Study {n}",
                csl={**csl, "title": f"Study {n}"},
                author_year=f"example {n:07}",
                is_public=True,
            )
            for n in numbers
        )


def _articles(rows: int) -> None:
    from django.db.models import OuterRef, Subquery

    from articles.models import Article, Listing, Version
    from kb.document.codec import to_json
    from kb.document.tree import Document

    document = to_json(Document(title="Made", tiers=()))
    for numbers in _numbers(rows):
        made = Article.objects.bulk_create(
            Article(
                slug=f"a-{n}",
                title=f"Article {n:07}",
                first_published_at=BEGIN,
                published_at=BEGIN,
            )
            for n in numbers
        )
        Version.objects.bulk_create(
            Version(article=each, number=1, document=document, digest="0" * 64, created_at=BEGIN)
            for each in made
        )
        Listing.objects.bulk_create(
            _listing(article, n) for article, n in zip(made, numbers, strict=True)
        )
    only = Version.objects.filter(article=OuterRef("pk")).values("pk")
    Article.objects.update(published=Subquery(only))


def _listing(article: Any, number: int) -> Any:
    from articles.api import listed
    from articles.models import Listing

    at = BEGIN + timedelta(minutes=number)
    reading = {"grade": 8.0, "words": 400, "minutes": 2}
    tier = {"tier": "fundamentals", "label": "", "url": f"/articles/{article.slug}/"}
    row = {
        "summary": "",
        "topics": [],
        "version": 1,
        "significance": "content",
        "reviewed_by": None,
        "tiers": [{**tier, "reading": reading}],
    }
    columns = {
        "slug": article.slug,
        "title": article.title,
        "first_published_at": at,
        "published_at": at,
        "reviewed_at": None,
        "review_due": None,
        "row": row,
    }
    kept = listed.kept(columns)
    return Listing(article=article, sort_title=article.title.lower(), api=kept, **columns)


def _changes(rows: int) -> None:
    from kb.models import Change, SiteState

    for numbers in _numbers(rows):
        Change.objects.bulk_create(
            Change(number=n + 1, kind="term", key=f"t-{n}", digest="0" * 64, at=BEGIN)
            for n in numbers
        )
    SiteState.objects.update_or_create(pk=1, defaults={"changes": rows})


def _lists(rows: int) -> Iterator[tuple[str, str, str, tuple[Any, ...] | str]]:
    """Yield each list: name, path, ordering and the middle row's place."""
    from articles.models import Listing
    from glossary.models import Term
    from references.models import Reference

    half = rows // 2
    term = Term.objects.get(slug=f"t-{half}")
    record = Reference.objects.get(key=f"example-{half:07}")
    listing = Listing.objects.get(slug=f"a-{half}")
    for sign in ("", "-"):
        yield "terms", "terms/", f"{sign}name", (term.sort_name, term.pk)
        yield "references", "references/", f"{sign}key", (record.key,)
        yield "references", "references/", f"{sign}author", (record.author_year, record.key)
        yield "articles", "articles/", f"{sign}title", (listing.sort_title, listing.pk)
        for field in ("published_at", "first_published_at"):
            place = (getattr(listing, field), listing.pk)
            yield "articles", "articles/", f"{sign}{field}", place
    yield (
        "terms with definitions",
        "terms/?expand=definitions,codes",
        "name",
        (
            term.sort_name,
            term.pk,
        ),
    )
    yield "changes", "changes/", "", f"since={half}"
    yield "FHIR documents", "/fhir/DocumentReference", "", f"_after={listing.pk}"


def _report(name: str, path: str, ordering: str, middle: tuple[Any, ...] | str) -> None:
    from kb.api.cursors import Cursor

    address = path if path.startswith("/") else f"/api/v1/{path}"
    joint = "&" if "?" in address else "?"
    if isinstance(middle, str):
        first, other = address, f"{address}{joint}{middle}"
    else:
        first = f"{address}{joint}ordering={ordering}"
        other = f"{first}&cursor={Cursor(ordering, middle).encode()}"
    (start, asked), (half, asked_there) = _cost(first, other)
    label = f"{name} {ordering}".strip()
    print(
        f"{label:42} {start:7.2f}ms {half:7.2f}ms {half / start:6.2f}  {asked} {asked_there}",
        flush=True,
    )


def _cost(*addresses: str) -> list[tuple[float, int]]:
    """Return how long an answer takes in milliseconds, and its queries.

    The addresses take turns and a quiet fifth of the rounds counts, so that whatever else the
    machine does touches both alike, and little.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    times: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(ROUNDS):
        for address in addresses:
            begun = time.perf_counter()
            answer = client.get(address)
            times[address].append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code} {answer.content[:300]!r}")
    counted = []
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    return [
        (sorted(times[address])[ROUNDS // 5], count)
        for address, count in zip(addresses, counted, strict=True)
    ]
