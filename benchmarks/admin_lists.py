"""What lists cost: ``DATABASE_URL=… python -m benchmarks admin-lists [--articles 10000]``.

The database is filled with made rows (five terms and two works an article); use one of its own,
migrated and empty. Every list of the editors' site is opened twice, with each of its filters once
and with a search, and the second time, the number of queries and the worst filter are printed.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from typing import Any

import django

FIELDS = "{:<30} {:>7} {:>8.0f} {:>8.0f}  {:>8.0f}  {}"


def opened(client: Any, address: str) -> tuple[float, int]:
    """Return milliseconds and queries of one page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        answer = client.get(address)
        took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, (address, answer.status_code)
    return took, len(queries)


def filters(client: Any, address: str) -> list[str]:
    """Return the address of every filter that the list offers, three of a kind."""
    html = client.get(address).content.decode()
    kinds: dict[str, list[str]] = {}
    for query in re.findall(r'<a href="(\?[^"]+)"', html):
        kinds.setdefault(query.split("=")[0], []).append(query.replace("&amp;", "&"))
    return [address + query for queries in kinds.values() for query in queries[:3]]


def main() -> int:
    """Fill the database if it is empty, open every list and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    from django.contrib import admin

    admin.autodiscover()  # the site does so at the first page of the editors'
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.test import Client

    from articles.models import Article
    from tests.admin.many import fill

    if not Article.objects.exists():
        with transaction.atomic():
            fill(0, wanted.articles, terms=5, works=2)
    person, _ = User.objects.get_or_create(
        username="reader", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(person)
    print(f"{'list':<30} {'queries':>7} {'ms':>8} {'search':>8}  {'filter':>8}")
    for address in ["/admin/", *(_list(model) for model in admin.site._registry)]:
        opened(client, address)
        took, queries = opened(client, address)
        found = opened(client, f"{address}?q=number+77")[0] if address != "/admin/" else 0.0
        worst = max(
            ((opened(client, one)[0], one) for one in filters(client, address)), default=(0, "")
        )
        name = address.removeprefix("/admin/").strip("/") or "home"
        print(FIELDS.format(name, queries, took, found, *worst), flush=True)
    return 0


def _list(model: Any) -> str:
    from django.urls import reverse

    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
