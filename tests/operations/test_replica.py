"""Readers read from the replica; whoever writes reads what was written."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import RequestFactory

from articles.models import Article, Rendering
from kb import replica
from kb.backup import sqlite

PAGE = "/articles/sleep-and-rest/academic/"


@pytest.fixture
def lagging(full_article, settings, tmp_path):
    """A replica as the site was, while the primary shows other words by now."""
    if connection.vendor != "sqlite":
        pytest.skip("the replica of this test is a copy of a SQLite database")
    sqlite.dump(tmp_path)
    settings.DATABASE_ROUTERS = ["kb.replica.ReplicaRouter"]
    settings.MIDDLEWARE = ["kb.replica.ReplicaMiddleware", *settings.MIDDLEWARE]
    Rendering.objects.filter(tier="academic").update(html="<p>Newer words.</p>")
    connections.databases["replica"] = {
        **connections.databases["default"],
        "NAME": str(tmp_path / "database"),
        "OPTIONS": {"init_command": "PRAGMA query_only=ON"},
    }
    connections["replica"].connect()
    yield
    connections["replica"].close()
    del connections["replica"]
    del connections.databases["replica"]


@pytest.mark.django_db(transaction=True)
def test_anonymous_reader_reads_from_the_replica(client, lagging):
    assert b"Newer words" not in client.get(PAGE).content


@pytest.mark.django_db(transaction=True)
def test_editor_reads_from_the_primary(client, lagging):
    client.force_login(User.objects.create_superuser("ed"))
    assert b"Newer words" in client.get(PAGE).content


@pytest.mark.django_db(transaction=True)
def test_request_that_writes_reads_what_it_wrote(lagging):
    def view(request):
        before = replica.reading_from()
        Article.objects.filter(slug="sleep-and-rest").update(summary="New.")
        return before, replica.reading_from(), Article.objects.get().summary

    answer = replica.ReplicaMiddleware(view)(RequestFactory().get("/"))
    assert answer == ("replica", "default", "New.")


def test_transaction_reads_from_the_primary(db):
    def view(request):
        with transaction.atomic():
            return replica.reading_from()

    assert replica.ReplicaMiddleware(view)(RequestFactory().get("/")) == "default"


@pytest.mark.parametrize(
    ("method", "path", "cookie", "may"),
    [
        ("get", "/articles/", "", True),
        ("head", "/api/v1/articles/", "", True),
        ("post", "/articles/x/feedback/", "", False),
        ("get", "/admin/", "", False),
        ("get", "/preview/link/", "", False),
        ("get", "/readyz", "", False),
        ("get", "/articles/", "sessionid", False),
    ],
)
def test_only_an_anonymous_reading_may_lag(method, path, cookie, may):
    request = getattr(RequestFactory(), method)(path)
    if cookie:
        request.COOKIES[cookie] = "x"
    assert replica.is_public_reading(request) is may


def test_outside_of_requests_the_primary_is_asked(db):
    assert replica.reading_from() == "default"
    assert replica.ReplicaRouter().allow_migrate("default", "kb")
    assert not replica.ReplicaRouter().allow_migrate("replica", "kb")
