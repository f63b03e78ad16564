"""/api/v1/search/: everything published, by what somebody types."""

from __future__ import annotations

import pytest

from articles.publishing import withdraw
from glossary.release import index_terms
from kb.search import vocabulary
from tests.api.content import one_tier
from tests.factories import make_article, make_document, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_vocabulary():
    vocabulary.forget()
    yield
    vocabulary.forget()


def article_about(word: str, **fields):
    tiers = (one_tier("academic", f"About {word}."),)
    return make_article(document=make_document(title=f"On {word}", tiers=tiers), **fields)


def keys(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["key"] for row in answer.json()["results"]]


def test_an_article_is_found_at_the_place_that_matches(ask):
    article = article_about("melatonin")
    row = ask("search/?q=melatonin").json()["results"][0]
    assert (row["kind"], row["key"], row["title"]) == ("article", article.slug, "On melatonin")
    assert row["url"].startswith("http")
    assert "<mark>" in row["snippet"]
    assert row["tier"] == "academic"
    assert row["review_state"] == "unreviewed"
    assert row["score"] > 0


def test_what_was_searched_for_instead_is_said_and_what_may_have_been_meant(ask):
    tiers = (one_tier("academic", "A note wrote ferratin."),)
    make_article(document=make_document(title="Notes", tiers=tiers))
    index_terms([make_term("ferritin", kind="test").pk])
    corrected = ask("search/?q=feritin").json()
    assert corrected["correction"] == {
        "typed": "feritin", "shown": "ferritin", "is_name_of_drug_or_test": True,
    }  # fmt: skip
    assert corrected["did_you_mean"] is None
    as_typed = ask("search/?q=ferratin").json()
    assert as_typed["correction"] is None
    assert as_typed["did_you_mean"] == "ferritin"
    assert as_typed["results"]


def test_results_are_narrowed_by_tier_and_kind(ask):
    article = article_about("melatonin")
    assert keys(ask("search/?q=melatonin&tier=academic&kind=article")) == [article.slug]
    assert keys(ask("search/?q=melatonin&kind=reference")) == []


def test_results_are_narrowed_by_topic_and_review_and_counted(ask):
    bone = article_about("melatonin", topics=("Bone",))
    article_about("melatonin", topics=("Skin",))
    found = ask("search/?q=melatonin&topic=bone&review=unreviewed")
    assert keys(found) == [bone.slug]
    assert found.json()["facets"]["review"] == [
        {"value": "unreviewed", "label": "unreviewed", "count": 2}
    ]
    counted = ask("search/?q=melatonin").json()["facets"]
    assert [(one["value"], one["label"], one["count"]) for one in counted["topic"]] == [
        ("bone", "Bone", 1), ("skin", "Skin", 1),
    ]  # fmt: skip
    assert counted["kind"] == [{"value": "article", "label": "article", "count": 2}]
    assert keys(ask("search/?q=melatonin&review=reviewed")) == []


def test_results_are_paged_both_ways(ask, client):
    made = {article_about("melatonin").slug for _ in range(3)}
    first = ask("search/?q=melatonin&page_size=2").json()
    assert (first["previous"], first["total"], len(first["results"])) == (None, 3, 2)
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert {row["key"] for page in (first, second) for row in page["results"]} == made
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_drafts_and_withdrawn_articles_are_not_found(ask):
    article_about("melatonin", published=False)
    withdraw(article_about("melatonin"), reason="Out of date")
    assert keys(ask("search/?q=melatonin")) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20", "q"),
        ("q=a&tier=expert", "tier"),
        ("q=a&kind=page", "kind"),
        ("q=a&review=none", "review"),
        ("q=a&topic=b%00", "topic"),
        ("q=a&cursor=x", "cursor"),
        ("q=a&page_size=201", "page_size"),
        ("q=a&page=2", "page"),
        ("q=a%00", "q"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(ask, query, name):
    answer = ask(f"search/?{query}")
    assert answer.status_code == 400
    assert name in answer.json()


@pytest.mark.parametrize(
    "query", ['"', 'a"b', "*", "NEAR(", "'; drop", "-", "…", "🦴", "%", "a" * 1000]
)
def test_anything_may_be_typed(ask, query):
    assert ask("search/", data={"q": query}).status_code == 200
