"""What a worker has loaded before its first reader comes."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from articles.models import Rendering
from kb import warming
from kb.warming import rehearse, warm


def test_a_warm_worker_compiles_no_template_for_its_first_article(
    full_article, client, settings, monkeypatch
):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": {
            **settings.TEMPLATES[0]["OPTIONS"],
            "loaders": [("django.template.loaders.cached.Loader", [
                "django.template.loaders.filesystem.Loader",
            ])],
        }}
    ]  # fmt: skip
    warm()
    monkeypatch.setattr("django.template.base.Template.compile_nodelist", _refuse)
    assert client.get("/articles/sleep-and-rest/academic/").status_code == 200


def test_warming_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        warm()


@pytest.fixture(autouse=True)
def closed(monkeypatch):
    """Says how often connections were closed, and leaves the test's own open."""
    closings = []
    monkeypatch.setattr(warming.connections, "close_all", lambda: closings.append("all"))
    return closings


def test_an_article_is_drawn_before_the_first_reader_comes(full_article, closed, monkeypatch):
    drawn = []
    monkeypatch.setattr("articles.views.render", lambda *given: drawn.append(given) or _Page())
    rehearse()
    assert [template for _, template, _ in drawn] == ["articles/article.html"]
    assert closed


class _Page(dict):
    """As much of an answer as its view's decorator looks at."""

    status_code, cookies = 200, {}

    @property
    def headers(self):
        return self


def test_a_site_without_articles_begins_without_a_rehearsal(db):
    rehearse()


@pytest.mark.parametrize("error", [OperationalError("nobody there"), KeyError("title")])
def test_a_worker_begins_though_an_article_cannot_be_drawn(db, error, monkeypatch):
    def fail(*given):
        raise error

    monkeypatch.setattr(Rendering.objects, "values_list", fail)
    rehearse()


def _refuse(template):
    raise AssertionError(f"{template.name} is compiled while a reader waits")
