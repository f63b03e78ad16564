"""Connections to a SQLite file: kept from request to request, but not beyond the file."""

from __future__ import annotations

import sqlite3

import pytest
from django.core.signals import request_started
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from kb import databases

pytestmark = pytest.mark.django_db


def _database(path, number):
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE t (n)")
        made.execute("INSERT INTO t VALUES (?)", [number])
    made.close()


@pytest.fixture
def other(tmp_path, monkeypatch):
    _database(tmp_path / "a.sqlite3", 1)
    settings = {**connections.databases["default"], "NAME": tmp_path / "a.sqlite3", "OPTIONS": {}}
    wrapper = DatabaseWrapper({**settings, "CONN_MAX_AGE": 60}, "other")
    wrapper.inc_thread_sharing()
    monkeypatch.setattr(connections, "all", lambda **_: [wrapper])
    yield wrapper
    wrapper.close()


def _read(wrapper):
    with wrapper.cursor() as cursor:
        return cursor.execute("SELECT n FROM t").fetchone()[0]


def test_a_connection_is_kept_while_its_file_is_the_same(other):
    assert _read(other) == 1
    held = other.connection
    request_started.send(sender=None)
    assert other.connection is held


def test_a_file_put_in_its_place_is_found_at_the_next_request(other, tmp_path):
    assert _read(other) == 1
    _database(tmp_path / "b.sqlite3", 2)
    (tmp_path / "b.sqlite3").replace(tmp_path / "a.sqlite3")
    request_started.send(sender=None)
    assert _read(other) == 2


def test_a_site_keeps_its_connections():
    limits = databases.Limits(statement_seconds=30, kept_seconds=60, is_read_only=False)
    made = databases.configured({"ENGINE": databases.SQLITE, "NAME": "x.sqlite3"}, limits)
    assert made["CONN_MAX_AGE"] == 60
