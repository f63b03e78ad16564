"""/api/v1/articles/<slug>/versions/ and /api/v1/topics/."""

from __future__ import annotations

import pytest

from articles.models import Topic
from articles.publishing import publish
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """An article of two versions."""
    made = make_article(slug="sleep")
    made.sections.first().delete()
    publish(made, note="A section less.", significance="safety")
    return made


def test_versions_come_newest_first(ask, article):
    newest, oldest = ask("articles/sleep/versions/").json()["results"]
    assert (newest["number"], oldest["number"]) == (2, 1)
    assert (newest["note"], newest["significance"]) == ("A section less.", "safety")
    assert newest["url"].endswith("/articles/sleep/versions/2/")
    assert newest["published_at"].endswith("Z")
    assert "document" not in newest


def test_versions_are_paged(ask, client, article):
    page = ask("articles/sleep/versions/?page_size=1").json()
    assert [row["number"] for row in page["results"]] == [2]
    following = client.get(page["next"]).json()
    assert [row["number"] for row in following["results"]] == [1]
    assert following["next"] is None


def test_a_version_gives_its_whole_document(ask, article):
    first = article.versions.get(number=1)
    data = ask("articles/sleep/versions/1/").json()
    assert data["digest"] == first.digest
    assert data["document"] == first.document


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "01", "9" * 30])
def test_an_unknown_version_is_not_found(ask, article, number):
    answer = ask(f"articles/sleep/versions/{number}/")
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not Found"


def test_topics_are_those_of_published_articles(ask):
    make_article(topics=("Rest", "Bone"))
    make_article(topics=("Rest",))
    make_article(topics=("Hidden",), published=False)
    rows = ask("topics/").json()["results"]
    assert [(row["slug"], row["articles"]) for row in rows] == [("bone", 1), ("rest", 2)]
    assert rows[0]["articles_url"].endswith("/api/v1/articles/?topic=bone")


def test_a_topic_given_to_a_draft_stays_hidden(ask):
    article = make_article()
    article.topics.add(Topic.objects.create(slug="next", name="Next"))
    assert ask("topics/").json()["results"] == []
    assert ask("articles/?topic=next").json()["results"] == []
