"""The limit of requests for each client."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache

from kb.api import throttling
from kb.api.throttling import AddressThrottle, client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_limit(monkeypatch):
    monkeypatch.setattr(AddressThrottle, "get_rate", lambda self: "3/min")
    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: 1_000_000_000.0))


def test_answers_say_where_the_client_stands(ask):
    answer = ask("terms/")
    assert answer["X-RateLimit-Limit"] == "3"
    assert answer["X-RateLimit-Remaining"] == "2"
    assert answer["X-RateLimit-Reset"] == "1000000020"


def test_a_request_over_the_limit_is_told_when_to_come_back(ask):
    for _ in range(3):
        assert ask("terms/").status_code == 200
    answer = ask("terms/")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "20"
    assert answer["X-RateLimit-Remaining"] == "0"
    assert answer.json()["title"] == "Too Many Requests"


def test_addresses_that_do_not_exist_count_too(ask):
    for _ in range(3):
        ask("none-such/")
    assert ask("none-such/").status_code == 429


def test_the_next_window_begins_anew(ask, monkeypatch):
    for _ in range(4):
        ask("terms/")
    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: 1_000_000_020.0))
    assert ask("terms/").status_code == 200


def test_clients_are_counted_apart(ask):
    for _ in range(4):
        ask("terms/")
    assert ask("terms/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(ask):
    for number in range(3):
        ask("terms/", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert ask("terms/", headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def test_parallel_requests_are_all_counted():
    def count():
        for _ in range(50):
            throttling._count("key", 60)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.get("key") == 400


def test_a_cache_out_of_reach_stops_nobody(ask, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionError("no cache")

    monkeypatch.setattr(throttling.cache, "add", fail, raising=False)
    for _ in range(5):
        assert ask("terms/").status_code == 200


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_client_is_an_address_or_a_network(address, counted_as):
    assert client(address) == counted_as
