"""/api/v1/articles/: the list and one article."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.publishing import publish, withdraw
from tests.api.content import one_tier
from tests.factories import make_article, make_document, make_reference, make_term, paragraph

pytestmark = pytest.mark.django_db


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["results"]]


def test_the_list_shows_what_a_list_needs(ask):
    article = make_article(topics=("Rest",))
    row = ask("articles/").json()["results"][0]
    assert row["slug"] == article.slug
    assert row["title"] == "Sleep and rest"
    assert row["url"].endswith(f"/articles/{article.slug}/")
    assert row["topics"] == [{"slug": "rest", "name": "Rest"}]
    assert [tier["tier"] for tier in row["tiers"]] == ["fundamentals", "intermediate", "academic"]
    assert set(row["tiers"][0]["reading"]) == {"grade", "words", "minutes"}
    assert row["version"] == 1
    assert row["review"]["state"] == "unreviewed"


def test_the_list_is_ordered_by_title_without_regard_to_capitals(ask):
    for title in ("beta blockers", "Alpha", "Émile", "Zinc"):
        make_article(document=make_document(title=title), slug=title[-1])
    assert slugs(ask("articles/")) == ["a", "s", "e", "c"]
    assert slugs(ask("articles/?ordering=-title"))[0] == "c"


def test_the_list_takes_the_title_that_was_published(ask):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(title="A title still in draft")
    assert b"still in draft" not in ask("articles/").content


def test_articles_are_filtered_by_topic(ask):
    wanted = make_article(topics=("Bone",))
    make_article(topics=("Skin",))
    assert slugs(ask("articles/?topic=bone")) == [wanted.slug]
    assert slugs(ask("articles/?topic=none-such")) == []


def test_articles_are_filtered_by_tier(ask):
    make_article(document=make_document(tiers=(one_tier("fundamentals", "Rest well."),)))
    wanted = make_article(document=make_document(tiers=(one_tier("academic", "Rest."),)))
    assert slugs(ask("articles/?tier=academic")) == [wanted.slug]


def test_articles_are_filtered_by_term_and_by_its_code(ask):
    term = make_term("melatonin")
    term.codes.create(system="MeSH", code="D008550")
    term.codes.create(system="MeSH", code="D000001", confidence="low")
    wanted = make_article(
        document=make_document(tiers=(one_tier("fundamentals", "The body makes melatonin."),))
    )
    make_article()
    for query in ("term=melatonin", "code=D008550", "code=mesh|D008550"):
        assert slugs(ask(f"articles/?{query}")) == [wanted.slug], query
    for query in ("term=none", "code=D000001", "code=LOINC|D008550"):
        assert slugs(ask(f"articles/?{query}")) == [], query


def test_articles_are_filtered_by_reference(ask):
    reference = make_reference()
    wanted = make_article(references=(reference,))
    make_article()
    assert slugs(ask(f"articles/?reference={reference.key}")) == [wanted.slug]


def test_articles_are_filtered_by_review_state(ask):
    today = timezone.now().date()
    made = {
        "unreviewed": make_article(),
        "reviewed": make_article(reviewed_at=today, review_due=today),
        "overdue": make_article(reviewed_at=today, review_due=today - timedelta(days=1)),
    }
    for state, article in made.items():
        answer = ask(f"articles/?review={state}")
        assert slugs(answer) == [article.slug]
        assert answer.json()["results"][0]["review"]["state"] == state


def test_articles_are_filtered_by_date(ask):
    article = make_article()
    today, tomorrow = timezone.now().date(), timezone.now().date() + timedelta(days=1)
    for name in ("published_since", "updated_since"):
        assert slugs(ask(f"articles/?{name}={today}")) == [article.slug]
        assert slugs(ask(f"articles/?{name}={tomorrow}T00:00:00Z")) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("tier=expert", "tier"),
        ("review=maybe", "review"),
        ("updated_since=yesterday", "updated_since"),
        ("ordering=colour", "ordering"),
        ("colour=red", "colour"),
        ("topic=a&topic=b", "topic"),
        ("topic=%00", "topic"),
        ("format=xml", "format"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(ask, query, name):
    answer = ask(f"articles/?{query}")
    assert answer.status_code == 400
    assert answer.json()[name][0]
    assert name in answer.json()["detail"]


def test_the_detail_gives_the_contract_s_fields(ask):
    reference = make_reference()
    make_term("passage")
    article = make_article(references=(reference,))
    data = ask(f"articles/{article.slug}/").json()
    assert data["slug"] == article.slug
    assert data["title"] == "Sleep and rest"
    assert data["url"].endswith(f"/articles/{article.slug}/")
    assert data["version"] == 1
    assert data["published_at"].endswith("Z")
    assert data["review"] == {
        "state": "unreviewed",
        "reviewed_at": None,
        "reviewed_by": None,
        "due": None,
    }
    assert data["source"] is None
    assert data["reflection"] is None
    assert data["terms"][0]["slug"] == "passage"
    cited = data["references"][0]
    assert (cited["number"], cited["key"], cited["verification"]) == (
        1,
        reference.key,
        "unverified",
    )
    assert cited["csl"]["title"] == reference.title


def test_a_tier_gives_its_sections_as_markdown_html_and_blocks(ask):
    data = ask(f"articles/{make_article().slug}/").json()
    tier = data["tiers"][0]
    assert tier["tier"] == "fundamentals"
    assert tier["url"].startswith("http")
    assert {"grade", "words", "minutes"} <= set(tier["reading"])
    opening, section = tier["sections"]
    assert opening["heading"] is None
    assert section["heading"] == "Why sleep matters"
    assert section["blocks"] == [{"type": "paragraph", "text": "People need rest to stay well."}]
    assert section["markdown"].strip() == "People need rest to stay well."
    assert "<p>" in section["html"]


def test_a_reflection_is_given_as_blocks_and_html(ask):
    document = make_document(reflection=(paragraph("Think of your own nights."),))
    data = ask(f"articles/{make_article(document=document).slug}/").json()
    assert data["reflection"]["blocks"] == [
        {"type": "paragraph", "text": "Think of your own nights."}
    ]
    assert "<p>" in data["reflection"]["html"]


def test_a_new_version_replaces_the_old_one(ask):
    article = make_article()
    article.sections.filter(tier="fundamentals").first().delete()
    publish(article)
    assert ask(f"articles/{article.slug}/").json()["version"] == 2
    assert ask("articles/").json()["results"][0]["version"] == 2


def test_an_unknown_article_is_not_found(ask):
    answer = ask("articles/none-such/")
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no published article “none-such”.",
    }


def test_a_draft_and_a_withdrawn_article_are_not_found(ask):
    draft = make_article(published=False)
    withdrawn = make_article()
    withdraw(withdrawn, reason="Out of date")
    assert slugs(ask("articles/")) == []
    for article in (draft, withdrawn):
        assert ask(f"articles/{article.slug}/").status_code == 404
        assert ask(f"articles/{article.slug}/versions/").status_code == 404
        assert ask(f"articles/{article.slug}/versions/1/").status_code == 404


@pytest.mark.parametrize(
    ("path", "expected"),
    [("articles/", 1), ("articles/{slug}/", 1), ("articles/{slug}/versions/", 3)],
)
def test_queries_do_not_grow_with_content(ask, django_assert_num_queries, path, expected):
    article = make_article(slug="first")
    with django_assert_num_queries(expected):
        ask(path.format(slug=article.slug))
    for _ in range(5):
        make_article(references=(make_reference(),), topics=("Rest", "Bone"))
    make_term("people")
    with django_assert_num_queries(expected):
        assert ask(path.format(slug=article.slug)).status_code == 200
