"""Versions of an article: all of them for ever, and what changed between two."""

from __future__ import annotations

import pytest

from articles.models import Section
from articles.publishing import publish
from kb.document.codec import blocks_to_json
from tests.factories import paragraph
from tests.pages.checks import check_page, find, words

BASE = "/articles/sleep-and-rest/versions/"


@pytest.fixture
def second_version(full_article):
    """A second version that says one thing otherwise."""
    section = Section.objects.get(article=full_article, tier="academic", anchor="what-helps")
    section.blocks = blocks_to_json((paragraph("Dark rooms and calm evenings help."),))
    section.save()
    return publish(full_article, note="Said it better.", significance="wording")


def test_list_names_every_version_and_its_change(client, second_version):
    page = check_page(client.get(BASE))
    text = words(find(page, "main")[0])
    assert text.index("Version 2") < text.index("Version 1")
    assert "Said it better." in text
    assert f"{BASE}1..2/" in [link.get("href") for link in find(page, "a")]


def test_old_version_stays_as_it_was(client, full_article):
    before = client.get(f"{BASE}1/").content
    section = Section.objects.get(article=full_article, tier="academic", anchor="what-helps")
    section.blocks = blocks_to_json((paragraph("Everything is different now."),))
    section.save()
    publish(full_article)
    after = client.get(f"{BASE}1/")
    assert b"Everything is different" not in after.content
    article = before.split(b"<article")[1].split(b"</article>")[0]
    assert article in after.content
    assert "This is an old version" in words(find(check_page(after), "main")[0])


def test_version_shows_every_tier(client, full_article):
    page = check_page(client.get(f"{BASE}1/"))
    tiers = [article.get("data-tier") for article in find(page, "article")]
    assert tiers == ["fundamentals", "intermediate", "academic"]


def test_difference_shows_only_what_changed(client, second_version):
    page = check_page(client.get(f"{BASE}1..2/"))
    (part,) = find(page, "section", class_="difference text")
    assert words(find(part, "h2")[0]) == "For health professionals"
    assert "calm evenings" in [words(each) for each in find(part, "ins")]
    assert "regular hours" in [words(each) for each in find(part, "del")]
    assert "An opening for" not in words(part)


def test_difference_works_backwards(client, second_version):
    page = check_page(client.get(f"{BASE}2..1/"))
    assert "regular hours" in [words(each) for each in find(page, "ins")]


def test_difference_keeps_a_table_a_table(client, full_article):
    row = Section.objects.get(article=full_article, tier="academic", anchor="what-helps")
    row.blocks[1]["rows"][0][1] = ["Keep calm hours"]
    row.save()
    publish(full_article)
    page = check_page(client.get(f"{BASE}1..2/"))
    (changed,) = find(page, "tr", class_="changed")
    assert [words(cell) for cell in find(changed, "td")] == ["Adults", "Keep regularcalm hours"]


BEYOND = 10**30
"""No database keeps such a number."""


@pytest.mark.parametrize("asked", ["2", "1..2", "1..1", BEYOND, f"1..{BEYOND}", f"{BEYOND}..1"])
def test_a_version_that_is_not_there_is_not_found(client, full_article, asked):
    assert client.get(f"{BASE}{asked}/").status_code == 404
