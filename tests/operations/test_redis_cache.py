"""A Redis that is dead makes the site slower and fails nothing; one that is back is used again."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from articles.models import Feedback
from kb import redis_cache
from kb.redis_cache import ForgivingRedisCache

CLOSED = "redis://127.0.0.1:9/0"
"""A port on which nothing listens."""


@pytest.fixture
def dead_cache(settings, monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "_waits_until", 0.0)
    settings.CACHES = {
        "default": {"BACKEND": "kb.redis_cache.ForgivingRedisCache", "LOCATION": CLOSED}
    }
    return caches["default"]


def test_dead_cache_holds_nothing_and_raises_nothing(dead_cache):
    assert dead_cache.set("key", 1) is None
    assert dead_cache.get("key", "nothing") == "nothing"
    assert dead_cache.get_many(["key"]) == {}
    assert dead_cache.add("key", 1)
    assert not dead_cache.has_key("key")
    assert not dead_cache.delete("key")
    assert dead_cache.get_or_set("key", 7) == 7
    with pytest.raises(ValueError, match="not found"):
        dead_cache.incr("key")


def test_api_and_forms_answer_without_their_limits(client, full_article, dead_cache):
    assert client.get("/api/v1/articles/").status_code == 200
    response = client.post(
        "/articles/sleep-and-rest/feedback/",
        {"helpful": "yes", "version": 1, "tier": "academic"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert response.status_code == 303
    assert Feedback.objects.count() == 1


def test_site_without_its_cache_is_degraded_but_ready(client, full_article, dead_cache):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["cache"].startswith("failed")


def test_dead_cache_is_left_alone_for_a_while_and_then_tried_again(dead_cache, monkeypatch):
    moment = 1000.0
    tried = []
    monkeypatch.setattr(redis_cache.time, "monotonic", lambda: moment)
    real = redis_cache.RedisCache.get

    def get(self, *args):
        tried.append(args)
        return real(self, *args)

    monkeypatch.setattr(redis_cache.RedisCache, "get", get)
    dead_cache.get("one")
    dead_cache.get("two")
    assert len(tried) == 1
    moment += redis_cache.PAUSE + 1
    monkeypatch.setattr(redis_cache.RedisCache, "get", lambda self, *args: "back")
    assert dead_cache.get("three") == "back"
