"""What every public page promises: valid, cacheable, without cookies, made of few queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.checks import check_page

HTML = {
    "/": 4,
    "/articles/": 3,
    "/articles/?topic=sleep&review=unreviewed": 3,
    "/articles/sleep-and-rest/": 1,
    "/articles/sleep-and-rest/fundamentals/": 1,
    "/articles/sleep-and-rest/intermediate/": 1,
    "/articles/sleep-and-rest/academic/": 1,
    "/articles/sleep-and-rest/versions/": 3,
    "/articles/sleep-and-rest/versions/1/": 2,
    "/articles/sleep-and-rest/feedback/thanks/": 2,
}
"""Addresses of HTML pages and how many queries each takes with nothing remembered."""

OTHER = {
    "/feeds/articles.atom": 2,
    "/sitemap.xml": 5,
    "/robots.txt": 1,
    "/llms.txt": 2,
    "/articles/sleep-and-rest/versions/1/cite.bib": 2,
    "/opensearch.xml": 1,
}

EVERY = {**HTML, **OTHER}


@pytest.mark.parametrize("address", HTML)
def test_page_is_valid_and_complete(client, full_article, address):
    response = client.get(address)
    assert response.status_code == 200
    check_page(response)


@pytest.mark.parametrize(("address", "count"), EVERY.items())
def test_page_takes_few_queries(client, full_article, address, count):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) == count
    assert count <= 6


@pytest.mark.parametrize("address", EVERY)
def test_page_may_be_cached_by_anybody(client, full_article, address):
    response = client.get(address)
    assert not response.cookies
    assert "Vary" not in response.headers
    assert response.headers["Cache-Control"].startswith("public, max-age=60")
    assert response.headers["ETag"].startswith('"')


@pytest.mark.parametrize("address", EVERY)
def test_unchanged_page_is_not_sent_again(client, full_article, address):
    etag = client.get(address).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == etag
    assert len(queries) == 1


@pytest.mark.parametrize("address", EVERY)
def test_head_answers_as_get_does(client, full_article, address):
    get, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == get.headers["ETag"]


@pytest.mark.parametrize("address", EVERY)
def test_page_refuses_to_be_posted_to(client, full_article, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", EVERY)
def test_page_has_the_strict_headers(client, full_article, address):
    headers = client.get(address).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_publishing_makes_every_etag_stale(client, full_article):
    from kb import state

    before = client.get("/articles/sleep-and-rest/").headers["ETag"]
    state.advance()
    after = client.get("/articles/sleep-and-rest/", headers={"If-None-Match": before})
    assert after.status_code == 200


@pytest.mark.parametrize("condition", ["W/{}", '"other", {}', "{}"])
def test_any_form_of_the_etag_is_understood(client, full_article, condition):
    etag = client.get("/").headers["ETag"]
    response = client.get("/", headers={"If-None-Match": condition.format(etag)})
    assert response.status_code == 304


def test_a_star_does_not_hide_a_missing_page(client, db):
    assert client.get("/articles/none/", headers={"If-None-Match": "*"}).status_code == 404
