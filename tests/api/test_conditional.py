"""ETags: strong, stable, and a 304 that costs one look-up."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from articles.publishing import publish
from tests.factories import make_article, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(slug="sleep")


PATHS = ["", "articles/", "articles/sleep/", "articles/sleep/versions/1/", "terms/", "topics/"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strong_etag_and_honours_it(ask, article, path):
    first = ask(path)
    assert first["ETag"].startswith('"')
    again = ask(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert "Content-Type" not in again


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_the_description_has_an_etag_too(client, db, path):
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_not_modified_answer_costs_one_query(ask, article, django_assert_num_queries):
    etag = ask("articles/sleep/")["ETag"]
    with django_assert_num_queries(1):
        ask("articles/sleep/", headers={"If-None-Match": etag})


def test_one_of_several_and_weakened_tags_are_known(ask, article):
    etag = ask("articles/sleep/")["ETag"]
    for header in (f'"other", {etag}', f"W/{etag}"):
        assert ask("articles/sleep/", headers={"If-None-Match": header}).status_code == 304


def test_another_tag_gets_the_answer(ask, article):
    answer = ask("articles/sleep/", headers={"If-None-Match": '"other"'})
    assert answer.status_code == 200


def test_publishing_changes_the_tag(ask, article):
    before = ask("articles/sleep/")["ETag"]
    article.sections.first().delete()
    publish(article)
    answer = ask("articles/sleep/", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


def test_tags_differ_by_address_and_query(ask, article):
    paths = ("articles/", "articles/?page_size=1", "articles/sleep/", "terms/")
    assert len({ask(path)["ETag"] for path in paths}) == len(paths)


def test_a_review_that_falls_due_changes_the_tag_of_articles_only(ask, article):
    make_term()
    before = {path: ask(path)["ETag"] for path in ("articles/", "articles/sleep/", "terms/")}
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        after = {path: ask(path)["ETag"] for path in before}
    assert after["articles/"] != before["articles/"]
    assert after["articles/sleep/"] != before["articles/sleep/"]
    assert after["terms/"] == before["terms/"]


def test_a_date_is_honoured_when_no_tag_is_sent(ask, article):
    first = ask("terms/")
    headers = {"If-Modified-Since": first["Last-Modified"]}
    assert ask("terms/", headers=headers).status_code == 304
    headers["If-None-Match"] = '"other"'
    assert ask("terms/", headers=headers).status_code == 200
    assert ask("terms/", headers={"If-Modified-Since": "nonsense"}).status_code == 200


def test_caches_may_keep_the_answer_and_must_ask(ask, article):
    policy = ask("articles/")["Cache-Control"]
    assert "public" in policy
    assert "max-age=0" in policy


def test_errors_have_no_validators(ask, article):
    for path in ("articles/none/", "articles/?colour=red"):
        assert "ETag" not in ask(path)
