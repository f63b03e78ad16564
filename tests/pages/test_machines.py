"""What the site tells machines: feed, sitemap, robots, search description, health."""

from __future__ import annotations

import re
from datetime import datetime
from unittest import mock
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import DatabaseError

from articles.models import Listing
from articles.publishing import withdraw
from glossary.models import Term
from glossary.release import index_terms
from kb import sitemaps
from tests.factories import make_article
from tests.pages.checks import find, parse

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(response) -> list[str]:
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return [
        each.text.removeprefix("http://127.0.0.1:8000")
        for each in root.iterfind(".//s:loc", SITEMAP)
    ]


def test_feed_is_atom_with_the_newest_first(client, full_article):
    newer = make_article(slug="newer", title="Newer")
    feed = feedparser.parse(client.get("/feeds/articles.atom").content)
    assert not feed.bozo
    assert feed.version == "atom10"
    links = [entry.link for entry in feed.entries]
    assert links == [
        f"http://127.0.0.1:8000/articles/{slug}/" for slug in (newer.slug, "sleep-and-rest")
    ]
    assert feed.entries[0].id.endswith("/articles/newer/versions/1/")
    assert feed.entries[1].summary == "Why sleep matters."


def test_feed_of_an_empty_site_is_valid(client, db):
    feed = feedparser.parse(client.get("/feeds/articles.atom").content)
    assert not feed.bozo
    assert feed.entries == []


def test_feed_forgets_what_was_withdrawn(client, full_article):
    withdraw(full_article, reason="Wrong.")
    assert feedparser.parse(client.get("/feeds/articles.atom").content).entries == []


def test_feed_answers_the_same_bytes_while_nothing_changes(client, full_article):
    first = client.get("/feeds/articles.atom").content
    assert client.get("/feeds/articles.atom").content == first


def test_sitemap_names_every_public_page_with_its_true_date(client, full_article):
    make_article(slug="a-draft", published=False)
    response = client.get("/sitemap.xml")
    paths = locations(response)
    for path in (
        "/",
        "/articles/sleep-and-rest/fundamentals/",
        "/articles/sleep-and-rest/academic/",
        "/glossary/melatonin/",
        "/references/example-cited/",
    ):
        assert paths.count(path) == 1
    assert not [path for path in paths if "draft" in path]
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    dates = {
        url.findtext("s:loc", "", SITEMAP): url.findtext("s:lastmod", "", SITEMAP)
        for url in root.iterfind("s:url", SITEMAP)
    }
    changed = datetime.fromisoformat(
        dates["http://127.0.0.1:8000/articles/sleep-and-rest/academic/"]
    )
    published = Listing.objects.get(slug="sleep-and-rest").published_at
    assert changed == published.replace(microsecond=0)


def test_large_site_has_an_index_of_sitemaps(client, full_article, monkeypatch):
    whole = set(locations(client.get("/sitemap.xml")))
    monkeypatch.setattr(sitemaps, "ROWS", 1)
    files = locations(client.get("/sitemap.xml", headers={"Cache-Control": "no-cache"}))
    assert len(files) >= 5
    parts = [path for file in files for path in locations(client.get(file))]
    assert sorted(parts) == sorted(whole)


@pytest.mark.parametrize("path", ["articles-999", "articles-0", "users-1"])
def test_unknown_sitemap_is_not_found(client, full_article, path):
    assert client.get(f"/sitemaps/{path}.xml").status_code == 404


def test_robots_point_to_the_sitemap(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_browser_learns_how_to_search(client, db):
    response = client.get("/opensearch.xml")
    assert response.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    templates = [each.get("template") for each in root if each.tag.endswith("Url")]
    assert "http://127.0.0.1:8000/search/?q={searchTerms}" in templates


def test_security_contact_is_told_once_there_is_one(client, db, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert text.startswith("Contact: mailto:security@example.org\nExpires: 2")


# --- health -------------------------------------------------------------------------------


def test_health_asks_nothing_of_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_names_what_it_checked(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": dict.fromkeys(("database", "migrations", "cache", "search"), "ok"),
    }


@pytest.mark.parametrize("broken", ["database", "migrations", "search"])
def test_not_ready_says_why_without_saying_too_much(client, db, broken):
    failure = mock.Mock(side_effect=DatabaseError("password=hunter2"))
    with mock.patch.dict("kb.views.READINESS", {broken: failure}):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"][broken] == "failed: DatabaseError"
    assert b"hunter2" not in response.content


def test_llms_txt_says_what_is_checked_and_where_the_data_are(client, full_article):
    response = client.get("/llms.txt")
    text = response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# Strata\n\n> ")
    assert "1 articles (0 reviewed by a clinician)" in text
    for address in re.findall(r"\]\(http://127.0.0.1:8000(/[^)]*)\)", text):
        assert client.get(address, follow=True).status_code == 200, address


# --- errors -------------------------------------------------------------------------------


def test_our_own_mistake_is_admitted_and_asks_nothing_of_the_database(
    client, db, django_assert_num_queries
):
    from tests.pages.checks import check_page

    client.raise_request_exception = False
    with mock.patch("kb.views.browsing.rows", side_effect=RuntimeError("a bug")):
        response = client.get("/")
    assert response.status_code == 500
    check_page(response)
    assert b"a bug" not in response.content


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/nothing/", "/articles/none/", "/glossary/none/"])
def test_reader_gets_our_own_page_for_what_is_missing(client, db, settings, debug, address):
    settings.DEBUG = debug
    response = client.get(address)
    assert response.status_code == 404
    assert b"<h1>There is no such page</h1>" in response.content


# --- what a page's head leads to --------------------------------------------------------------


def head_links(client, address) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in find(parse(client.get(address)), "link"):
        found.setdefault(link.get("rel"), []).append(link.get("href"))
    return found


def test_an_article_leads_to_its_data_its_tiers_and_its_versions(client, full_article):
    links = head_links(client, "/articles/sleep-and-rest/academic/")
    assert links["canonical"] == ["http://127.0.0.1:8000/articles/sleep-and-rest/academic/"]
    assert "/api/v1/articles/sleep-and-rest/" in links["alternate"]
    assert links["version-history"] == ["/articles/sleep-and-rest/versions/"]
    assert links["related"] == [
        f"/articles/sleep-and-rest/{tier}/" for tier in ("fundamentals", "intermediate")
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/",
        "/articles/sleep-and-rest/",
        "/articles/sleep-and-rest/versions/1/",
        "/glossary/melatonin/",
        "/references/example-cited/",
    ],
)
def test_every_link_of_a_pages_head_leads_somewhere(client, full_article, address):
    for links in head_links(client, address).values():
        for link in links:
            path = link.removeprefix("http://127.0.0.1:8000")
            if path.startswith("/") and not path.startswith("/static/"):
                assert client.get(path).status_code == 200, link


@pytest.mark.parametrize("address", ["/", "/articles/sleep-and-rest/", "/glossary/melatonin/"])
def test_a_page_says_its_language_and_how_it_looks_when_shared(client, full_article, address):
    page = parse(client.get(address))
    canonical = find(page, "link", rel="canonical")[0].get("href")
    assert [each.get("href") for each in find(page, "link", hreflang="en")] == [canonical]
    said = {each.get("property"): each.get("content") for each in find(page, "meta")}
    assert said["og:url"] == canonical
    assert all(said[f"og:{name}"] for name in ("title", "type", "image", "description"))


def test_suggestions_are_as_the_search_description_promises(client, full_article):
    index_terms(Term.objects.values_list("pk", flat=True))
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314 - ours
    kind = "application/x-suggestions+json"
    (template,) = [each.get("template") for each in root if each.get("type") == kind]
    path = template.removeprefix("http://127.0.0.1:8000").replace("{searchTerms}", "mela")
    typed, names, *_ = client.get(path).json()
    assert typed == "mela"
    assert "melatonin" in names


def test_the_index_of_sitemaps_says_when_each_last_changed(client, full_article, monkeypatch):
    monkeypatch.setattr(sitemaps, "ROWS", 1)
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own answer
    for file in root.iterfind("s:sitemap", SITEMAP):
        address = file.findtext("s:loc", "", SITEMAP).removeprefix("http://127.0.0.1:8000")
        inside = ElementTree.fromstring(client.get(address).content)  # noqa: S314 - our own answer
        dates = [each.text for each in inside.iterfind(".//s:lastmod", SITEMAP)]
        assert file.findtext("s:lastmod", None, SITEMAP) == max(dates), address
