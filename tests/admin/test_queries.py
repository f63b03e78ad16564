"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.many import fill
from tests.admin.test_pages import make_source
from tests.admin.test_permission_table import page
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db

MOST = 15
"""Queries of a page."""


def lists() -> list[str]:
    """The addresses of all lists."""
    return [page(model, "changelist") for model in admin.site._registry]


def filters(client, address: str) -> list[str]:
    """The last value of every filter that a list offers."""
    kinds: dict[str, list[str]] = {}
    for query in re.findall(r'<a href="(\?[^"]+)"', client.get(address).content.decode()):
        if not query.startswith(("?o=", "?all=", "?_facets")):
            kinds.setdefault(query.split("=")[0], []).append(query.replace("&amp;", "&"))
    return [address + queries[-1] for queries in kinds.values()]


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_have_a_constant_number_of_queries(root):
    fill(0, 10)
    few = {address: count(root, address) for address in lists()}
    fill(10, 60)
    many = {address: count(root, address) for address in lists()}
    assert many == few
    assert max(many.values()) <= MOST, many


def test_filtered_lists_have_few_queries_too(root):
    fill(0, 4)
    addresses = [one for address in lists() for one in filters(root, address)]
    costly = {address: n for address in addresses if (n := count(root, address)) > MOST}
    assert len(addresses) > 50
    assert not costly


def test_the_first_page_has_few_queries(root):
    fill(0, 3)
    few = count(root, "/admin/")
    fill(3, 12)
    assert count(root, "/admin/") == few <= MOST


def test_an_articles_page_does_not_query_per_section_or_reference(root):
    short = make_article(references=(make_reference(),))
    long = make_article(references=tuple(make_reference() for _ in range(20)))
    make_source(short), make_source(long)
    page = "admin:articles_article_change"
    few = count(root, reverse(page, args=[short.pk]))
    assert count(root, reverse(page, args=[long.pk])) <= few <= 20
