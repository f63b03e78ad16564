"""Threads of a worker that share connections to PostgreSQL: they wait, give up in time, recover."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections

from kb import databases, outage

SHARED = databases.Limits(statement_seconds=30, kept_seconds=60, is_read_only=False, pooled=2)
URL = {"ENGINE": databases.POSTGRESQL, "NAME": "strata", "OPTIONS": {"sslmode": "require"}}


def test_pool_is_bounded_checked_and_waits_no_longer_than_connecting_may_take():
    made = databases.configured(URL, SHARED)
    pool = made["OPTIONS"]["pool"]
    assert (made["CONN_MAX_AGE"], made["CONN_HEALTH_CHECKS"]) == (0, True)
    assert (pool["max_size"], pool["timeout"]) == (2, databases.CONNECT_SECONDS)
    assert "statement_timeout=30s" in made["OPTIONS"]["options"]


@pytest.mark.parametrize("changed", [{"pooled": 0}, {"statement_seconds": 0}])
def test_without_a_number_and_for_commands_there_is_none(changed):
    facts = {"statement_seconds": 30, "kept_seconds": 60, "is_read_only": False, "pooled": 2}
    made = databases.configured(URL, databases.Limits(**{**facts, **changed}))
    assert "pool" not in made["OPTIONS"]
    assert made["CONN_MAX_AGE"] == 60


# --- with a server --------------------------------------------------------------------------

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no connections to share"
)


@pytest.fixture
def pooled(django_db_setup, django_db_blocker, monkeypatch):
    """The name of a pool of two connections to the tests' database."""
    with django_db_blocker.unblock():
        yield from _pooled(monkeypatch)


def _pooled(monkeypatch):
    facts = connections["default"].settings_dict
    named = {name: facts[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    made = {**facts, **databases.configured(named, SHARED)}
    made["OPTIONS"]["application_name"] = "strata-pool-test"
    monkeypatch.setitem(connections.databases, "pooled", made)
    yield "pooled"
    connections["pooled"].close()
    connections["pooled"].close_pool()
    del connections["pooled"]


def ask(sql: str = "SELECT pg_backend_pid()"):
    """Ask as a request does: a connection for its thread, given back at its end."""
    with connections["pooled"].cursor() as cursor:
        cursor.execute(sql)
        [answer] = cursor.fetchone()
    connections["pooled"].close()
    return answer


class Holding:
    """Requests that hold their connections until they are let go."""

    def __init__(self, threads: ThreadPoolExecutor, number: int) -> None:
        self._go, self._begun = threading.Event(), threading.Barrier(number + 1)
        self._ends = [threads.submit(self._hold) for _ in range(number)]
        self._begun.wait(10)

    def _hold(self) -> None:
        connections["pooled"].ensure_connection()
        self._begun.wait(10)
        assert self._go.wait(20)
        connections["pooled"].close()

    def end(self) -> None:
        self._go.set()
        for each in self._ends:
            each.result(10)


def waiting() -> int:
    return connections["pooled"].pool.get_stats().get("requests_waiting", 0)


def until(condition) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends, "it never came to be"


@on_postgresql
def test_more_requests_than_connections_wait_and_none_fails(pooled):
    with ThreadPoolExecutor(8) as threads:
        holding = Holding(threads, 2)
        asked = [threads.submit(ask) for _ in range(6)]
        until(lambda: waiting() == 6)
        holding.end()
        backends = {each.result(10) for each in asked}
    assert len(backends) <= 2


@on_postgresql
def test_who_waits_too_long_is_told_that_the_database_is_out_of_reach(pooled):
    connections["pooled"].pool.timeout = 0.05
    with ThreadPoolExecutor(3) as threads:
        holding = Holding(threads, 2)
        try:
            with pytest.raises(OperationalError) as refused:
                threads.submit(ask).result(10)
        finally:
            holding.end()
        assert outage.reason(refused.value) == outage.UNREACHABLE
        assert threads.submit(ask).result(10)


@on_postgresql
def test_connections_that_a_restart_cut_are_replaced_before_use(pooled):
    with ThreadPoolExecutor(2) as threads:
        Holding(threads, 2).end()  # two connections lie in the pool
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE application_name = 'strata-pool-test'"
            )
            assert cursor.fetchall() == [(True,), (True,)]
        assert all(threads.submit(ask).result(10) for _ in range(4))


@on_postgresql
def test_time_limits_hold_for_shared_connections(pooled):
    assert ask("SHOW statement_timeout") == "30s"
