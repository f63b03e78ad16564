"""Keyset paging: both ways, in every ordering, at one cost."""

from __future__ import annotations

import base64
import json
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from glossary.models import Term
from kb.api.cursors import Cursor

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms():
    """Twenty-five public terms, of which some share a name to sort by."""
    rows = [Term(slug=f"t-{n:02}", name=f"T {n // 3}", is_public=True) for n in range(25)]
    for row in rows:
        row.set_sort_name()
    return Term.objects.bulk_create(rows)


def walk(client, address: str, way: str) -> list[list[str]]:
    pages = []
    while address:
        page = client.get(address).json()
        pages.append([row["slug"] for row in page["results"]])
        address = page[way]
    return pages


def joined(pages) -> list[str]:
    return list(chain.from_iterable(pages))


def last_page(client, address: str) -> str:
    while following := client.get(address).json()["next"]:
        address = following
    return address


@pytest.mark.parametrize("ordering", ["name", "-name"])
def test_all_rows_come_once_and_in_order(client, terms, ordering):
    pages = walk(client, f"/api/v1/terms/?page_size=7&ordering={ordering}", "next")
    expected = [row.slug for row in Term.objects.order_by("sort_name", "id")]
    if ordering == "-name":
        expected.reverse()
    assert [len(page) for page in pages] == [7, 7, 7, 4]
    assert joined(pages) == expected


def test_walking_back_gives_the_same_pages(client, terms):
    start = "/api/v1/terms/?page_size=10"
    forward = walk(client, start, "next")
    backward = walk(client, last_page(client, start), "previous")
    assert joined(reversed(backward)) == joined(forward)


def test_a_row_added_before_the_cursor_moves_nothing(client, terms):
    following = client.get("/api/v1/terms/?page_size=10").json()["next"]
    expected = client.get(following).json()["results"]
    Term.objects.create(slug="a-first", name="A first", is_public=True)
    assert client.get(following).json()["results"] == expected


def test_a_cursor_outlives_its_row(client, terms):
    following = client.get("/api/v1/terms/?page_size=10").json()["next"]
    expected = client.get(following).json()["results"]
    Term.objects.order_by("sort_name", "id")[9].delete()
    assert client.get(following).json()["results"] == expected


def test_links_keep_the_filters(client, terms):
    following = client.get("/api/v1/terms/?page_size=2&initial=T").json()["next"]
    assert "initial=T" in following
    assert "page_size=2" in following


def test_the_first_page_has_no_previous_and_the_last_no_next(client, terms):
    page = client.get("/api/v1/terms/?page_size=200").json()
    assert (page["next"], page["previous"], len(page["results"])) == (None, None, 25)


def test_a_page_has_fifty_rows_unless_told_otherwise(client, db):
    Term.objects.bulk_create(
        Term(slug=f"t-{n}", name=f"T {n}", sort_name=f"t {n:03}", is_public=True) for n in range(51)
    )
    assert len(client.get("/api/v1/terms/").json()["results"]) == 50


@pytest.mark.parametrize("size", ["0", "201", "-1", "ten", "1.5", "٣", "9" * 30])
def test_a_page_size_out_of_range_is_refused(client, size):
    answer = client.get("/api/v1/terms/", {"page_size": size})
    assert answer.status_code == 400
    assert answer.json()["page_size"] == ["Give a whole number from 1 to 200."]


def raw(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%00",
        "!!!!",
        raw([]),
        raw({}),
        raw(3),
        raw(["name", 0, []]),
        raw(["name", 0, ["a"]]),
        raw(["name", 0, ["a", "b"]]),
        raw(["name", 0, ["a", None]]),
        raw(["name", 0, [["a"], 1]]),
        raw(["name", 0, ["a", 10**30]]),
        raw(["name", 2, ["a", 1]]),
        raw(["name", 0, ["\x00", 1]]),
        raw(["-name", 0, ["a", 1]]),
        raw(["name", 0, ["\ud800", 1]]),
    ],
)
def test_a_cursor_of_no_page_is_refused(client, cursor):
    answer = client.get("/api/v1/terms/", {"cursor": cursor})
    assert answer.status_code == 400
    assert "cursor" in answer.json()


def test_a_cursor_survives_being_written_and_read():
    cursor = Cursor("name", ("a β", 7), True)
    assert Cursor.decode(cursor.encode()) == cursor


def test_a_page_in_the_middle_costs_what_the_first_costs(client, db):
    Term.objects.bulk_create(
        Term(slug=f"t-{n}", name=f"T {n}", sort_name=f"t {n:05}", is_public=True)
        for n in range(2000)
    )
    middle = Cursor("name", ("t 01000", Term.objects.get(slug="t-1000").pk)).encode()
    plans = []
    for query in ({}, {"cursor": middle}):
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/api/v1/terms/", query).json()["results"]) == 50
        assert not any("OFFSET" in each["sql"] or "COUNT" in each["sql"] for each in queries)
        plans.append(len(queries))
    assert plans[0] == plans[1]
