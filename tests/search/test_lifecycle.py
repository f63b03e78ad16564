"""Publishing, renaming and withdrawing: search agrees at once, whichever engine it is."""

import time

import pytest

from articles.editing import save_details
from articles.publishing import publish, withdraw
from kb.search import search
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]


def found(text):
    return [group.key for group in search(text).groups if group.kind == "article"]


def within_a_second(act):
    begun = time.monotonic()
    act()
    return time.monotonic() - begun < 1.0


def test_search_agrees_with_what_is_published():
    article = make_article(slug="sleep", title="Sleep and rest", published=False)
    assert found("rest to stay well") == []
    publish(article)
    assert found("rest to stay well") == ["sleep"]

    former, article.slug = article.slug, "rest"
    article.save()
    save_details(article, ["slug"], former_slug=former)
    assert found("rest to stay well") == ["rest"]
    assert search("rest to stay well").groups[0].url.startswith("/articles/rest/")

    article.refresh_from_db()
    assert within_a_second(lambda: withdraw(article, reason="out of date"))
    assert found("rest to stay well") == []
