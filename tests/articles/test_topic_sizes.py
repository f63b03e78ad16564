"""How many articles a topic has is right at once, on pages and in the API."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from articles import topic_sizes
from articles.browsing import listed_topics
from articles.models import Topic
from articles.publishing import publish, publish_many, show, withdraw
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def sizes() -> dict[str, int]:
    """Return the number of articles of each topic that has any."""
    assert not topic_sizes.differing()
    return dict(listed_topics().values_list("name", "listed"))


def test_an_article_counts_while_it_is_published():
    article = make_article(topics=("Sleep", "Rest"), published=False)
    assert sizes() == {}
    publish(article)
    make_article(topics=("Sleep",))
    assert sizes() == {"Rest": 1, "Sleep": 2}
    withdraw(article)
    assert sizes() == {"Sleep": 1}


def test_an_article_shown_again_counts_once():
    article = make_article(topics=("Sleep",))
    show([article])
    assert sizes() == {"Sleep": 1}


def test_an_article_counts_for_its_new_topic_once_it_is_published_there():
    article, other = make_article(topics=("Sleep",)), make_article(topics=("Rest",))
    article.topics.set(other.topics.all())
    assert sizes() == {"Rest": 1, "Sleep": 1}
    publish_many([article.pk])
    assert sizes() == {"Rest": 2}


def test_a_number_that_is_too_low_keeps_nobody_from_withdrawing():
    article = make_article(topics=("Sleep",))
    Topic.objects.update(listed=0)
    withdraw(article)
    assert sizes() == {}


def test_the_api_gives_the_numbers(client):
    make_article(topics=("Sleep", "Rest"))
    make_article(topics=("Sleep",))
    rows = client.get("/api/v1/topics/").json()["results"]
    assert {row["name"]: row["articles"] for row in rows} == {"Rest": 1, "Sleep": 2}


def test_redrawing_mends_the_numbers():
    make_article(topics=("Sleep",))
    Topic.objects.update(listed=7)
    Topic.objects.create(slug="rest", name="Rest", listed=1)
    call_command("redraw")
    assert sizes() == {"Sleep": 1}
