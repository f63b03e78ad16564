"""A database that cannot be written, is full, busy or gone: 503 and a sentence, no traceback."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.db.utils import InternalError
from django.test import RequestFactory

from kb import databases, outage
from kb.command_line import main

pytestmark = pytest.mark.django_db


@contextmanager
def writing_refused():
    """A database that answers and refuses every write, as a read-only file or a standby does."""
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if is_sqlite else "SET transaction_read_only=on")
        try:
            yield
        finally:
            transaction.set_rollback(True)
            if is_sqlite:
                connection.connection.execute("PRAGMA query_only=OFF")


@pytest.fixture
def read_only(full_article):
    with writing_refused():
        yield full_article


@pytest.mark.parametrize(
    "address",
    ["/", "/articles/sleep-and-rest/academic/", "/glossary/", "/search/?q=sleep", "/api/v1/terms/"],
)
def test_read_only_database_serves_pages(client, read_only, address):
    assert client.get(address).status_code == 200


def test_refused_write_says_so_and_when_to_try_again(client, read_only):
    response = client.post(
        "/articles/sleep-and-rest/feedback/",
        {"helpful": "yes", "version": 1, "tier": "academic"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert b"can only be read at the moment; nothing was saved" in response.content


def test_refused_login_is_no_mistake_of_ours(client, full_article, caplog):
    User.objects.create_superuser("ed", password="a long enough one")
    with writing_refused():
        response = client.post("/admin/login/", {"username": "ed", "password": "a long enough one"})
    assert response.status_code == 503
    assert not [record for record in caplog.records if record.exc_info]


def test_command_ends_with_a_sentence(monkeypatch):
    def refuse(argv):
        raise fault("25006")

    monkeypatch.setattr("django.core.management.execute_from_command_line", refuse)
    with pytest.raises(SystemExit) as ended:
        main(["manage.py", "redraw"])
    assert "can only be read at the moment" in str(ended.value.code)


def fault(state: str):
    """A fault of PostgreSQL with an SQLSTATE, as Django hands it on."""
    error = OperationalError("password=hunter2")
    error.__cause__ = psycopg.errors.lookup(state)("password=hunter2")
    return error


def sqlite_fault(code: int):
    error = OperationalError("it is so")
    error.__cause__ = sqlite3.OperationalError("it is so")
    error.__cause__.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (fault("25006"), outage.READ_ONLY),
        (fault("53100"), outage.FULL),
        (fault("53300"), outage.UNREACHABLE),
        (fault("57014"), outage.SLOW),
        (fault("57P01"), outage.UNREACHABLE),
        (fault("08006"), outage.UNREACHABLE),
        (fault("40P01"), outage.BUSY),
        (fault("42P01"), None),
        (sqlite_fault(sqlite3.SQLITE_FULL), outage.FULL),
        (sqlite_fault(sqlite3.SQLITE_BUSY), outage.BUSY),
        (sqlite_fault(sqlite3.SQLITE_READONLY_DBMOVED), outage.READ_ONLY),
        (sqlite_fault(sqlite3.SQLITE_ERROR), None),
        (InternalError("nothing is known of it"), None),
        (ValueError("a mistake of ours"), None),
        (None, None),
    ],
)
def test_what_is_no_fault_of_ours_is_told_from_what_is(error, why):
    assert outage.reason(error) == why


def test_lost_connection_has_no_code_and_is_known(db):
    error = OperationalError("server closed the connection")
    error.__cause__ = psycopg.OperationalError("server closed the connection")
    assert outage.reason(error) == outage.UNREACHABLE


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/articles/sleep-and-rest/", "text/html"), ("/api/v1/articles/", "application/json")],
)
def test_full_disk_is_said_in_the_form_that_is_wanted(
    client, full_article, monkeypatch, address, kind, settings
):
    def full(*args, **kwargs):
        raise sqlite_fault(sqlite3.SQLITE_FULL)

    monkeypatch.setattr("kb.state.with_site_facts", full)
    monkeypatch.setattr("articles.api.viewsets.ArticleViewSet.list", full)
    response = client.get(address)
    assert response.status_code == 503
    assert response.headers["Content-Type"].startswith(kind)
    assert response.headers["Retry-After"] == "10"
    assert b"no room left" in response.content


def test_middleware_that_fails_for_the_database_is_answered_too(client, db, monkeypatch, settings):
    from kb.views import server_error

    try:
        raise fault("57P01")
    except OperationalError:
        response = server_error(RequestFactory().get("/admin/"))
    assert response.status_code == 503
    assert b"hunter2" not in response.content


# --- how the database is asked --------------------------------------------------------------


POSTGRESQL = {"ENGINE": databases.POSTGRESQL, "NAME": "strata", "OPTIONS": {"sslmode": "require"}}


def test_every_statement_of_a_request_ends_in_time():
    limits = databases.Limits(statement_seconds=30, kept_seconds=60, is_read_only=False)
    made = databases.configured(POSTGRESQL, limits)
    assert made["OPTIONS"]["connect_timeout"] == 5
    assert made["OPTIONS"]["sslmode"] == "require"
    for wanted in ("statement_timeout=30s", "lock_timeout=10s", "idle_in_transaction"):
        assert wanted in made["OPTIONS"]["options"]
    assert made["CONN_HEALTH_CHECKS"]


def test_commands_take_their_time():
    limits = databases.Limits(statement_seconds=0, kept_seconds=60, is_read_only=False)
    assert databases.configured(POSTGRESQL, limits)["OPTIONS"]["options"] == "-c jit=off"


def test_read_only_is_held_by_the_database_itself(tmp_path):
    limits = databases.Limits(statement_seconds=30, kept_seconds=60, is_read_only=True)
    made = databases.configured(POSTGRESQL, limits)
    assert "default_transaction_read_only=on" in made["OPTIONS"]["options"]
    sqlite = {"ENGINE": databases.SQLITE, "NAME": str(tmp_path / "strata.sqlite3")}
    assert "query_only=ON" in databases.configured(sqlite, limits)["OPTIONS"]["init_command"]


def test_file_that_cannot_be_written_is_only_read(tmp_path, monkeypatch):
    path = tmp_path / "strata.sqlite3"
    path.touch()
    monkeypatch.setattr(databases.os, "access", lambda *asked: False)
    limits = databases.Limits(statement_seconds=30, kept_seconds=60, is_read_only=False)
    made = databases.configured({"ENGINE": databases.SQLITE, "NAME": str(path)}, limits)
    assert "journal_mode" not in made["OPTIONS"]["init_command"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no time limit")
def test_statement_over_its_time_is_given_up(client, full_article, monkeypatch):
    def slow(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr("kb.state.counters", slow)
    response = client.get("/articles/")
    assert response.status_code == 503
    assert b"took too long" in response.content
