"""The list of articles with its filters and pages, and the first page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import make_article, make_document
from tests.pages.checks import check_page, find, words


def titles(page) -> list[str]:
    return [words(find(card, "h2")[0]) for card in find(page, "article", class_="card")]


@pytest.fixture
def library(db):
    """Three articles: one reviewed, one overdue, one neither."""
    past, future = date(2020, 1, 1), date(2999, 1, 1)
    make_article(document=make_document(title="Ankle"), topics=("Joints",))
    make_article(document=make_document(title="Breath"), reviewed_at=past, review_due=future)
    make_article(
        document=make_document(title="Colon"), topics=("Gut",), reviewed_at=past, review_due=past
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ankle", "Breath", "Colon"]),
        ("?topic=gut", ["Colon"]),
        ("?review=unreviewed", ["Ankle"]),
        ("?review=reviewed", ["Breath"]),
        ("?review=overdue", ["Colon"]),
        ("?topic=joints&review=overdue", []),
        ("?topic=&review=", ["Ankle", "Breath", "Colon"]),
    ],
)
def test_filters(client, library, query, expected):
    assert titles(check_page(client.get(f"/articles/{query}"))) == expected


def test_empty_answer_offers_a_way_on(client, library):
    page = check_page(client.get("/articles/?topic=joints&review=overdue"))
    (empty,) = find(page, "div", class_="empty")
    assert find(empty, "a")[0].get("href") == "/articles/"


def test_filters_keep_each_other(client, library):
    page = check_page(client.get("/articles/?review=unreviewed"))
    chips = [link.get("href") for link in find(page, "a", class_="chip")]
    assert "/articles/?topic=gut&review=unreviewed" in chips


def test_topic_without_published_article_is_not_offered(client, library):
    make_article(published=False, topics=("Secret plans",))
    assert "Secret plans" not in client.get("/articles/").content.decode()


def test_pages_give_every_article_once_both_ways(client, db, monkeypatch):
    monkeypatch.setattr("kb.paging.keyset_page.__kwdefaults__", {"descending": False, "size": 2})
    for letter in "edcba":
        make_article(document=make_document(title=f"Article {letter}"))
    seen, backwards, address = [], [], "/articles/"
    while address:
        last, page = address, check_page(client.get(address))
        seen.extend(titles(page))
        address = _link(page, "next")
    assert seen == [f"Article {letter}" for letter in "abcde"]
    while last:
        page = check_page(client.get(last))
        backwards = titles(page) + backwards
        last = _link(page, "prev")
    assert backwards == seen


def _link(page, relation: str) -> str:
    links = find(page, "a", rel=relation)
    return "/articles/" + links[0].get("href") if links else ""


def test_home_names_the_three_depths_and_counts_honestly(client, library):
    page = check_page(client.get("/"))
    text = words(find(page, "main")[0])
    for label in ("Short and plain", "More detail", "For health professionals"):
        assert label in text
    assert "3 articles, 2 reviewed by a clinician" in text


def test_home_shows_what_was_reviewed_last(client, library):
    make_article(
        document=make_document(title="Diet"),
        reviewed_at=date(2021, 1, 1),
        review_due=date(2999, 1, 1),
    )
    section = find(check_page(client.get("/")), "section", aria_labelledby="reviewed")[0]
    found = [words(heading) for heading in find(section, "h3")]
    assert found == ["Diet", "Colon", "Breath"]


def test_home_without_reviews_claims_none(client, db):
    make_article(document=make_document(title="Ankle"))
    page = check_page(client.get("/"))
    assert find(page, "section", aria_labelledby="reviewed") == []
    assert "Ankle" in words(find(page, "main")[0])


def test_empty_site_says_how_to_begin(client, db):
    text = words(find(check_page(client.get("/")), "main")[0])
    assert "Nothing has been published yet" in text
    assert "import_documents" in text
