"""A cache on Redis that the site can do without.

What the cache holds can always be made again, so a Redis that is dead or slow makes the site slower
and its limits of requests looser, and nothing fails. After an error the cache is left alone for a
few seconds, so that not every request waits for the next; then it is tried again.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which a cache that failed is left alone."""
TIMEOUTS = {"socket_connect_timeout": 1.0, "socket_timeout": 1.0}
"""Seconds to wait for Redis."""


class ForgivingRedisCache(RedisCache):
    """Redis; while it is out of reach, a cache that holds nothing."""

    _waits_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        once_more = Retry(NoBackoff(), 1)  # a connection from before a restart
        options = {"retry": once_more, **TIMEOUTS, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})

    def _try(self, name: str, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        """Do what Redis' own backend does under ``name``, or return ``otherwise``."""
        cls = type(self)
        if time.monotonic() < cls._waits_until:
            return otherwise
        try:
            return getattr(super(), name)(*args, **kwargs)
        except (RedisError, OSError) as error:
            cls._waits_until = time.monotonic() + PAUSE
            logger.warning("The cache is out of reach: %s", type(error).__name__)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._try("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("get_many", {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("has_key", False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        """Raise a number; ValueError where it is not there, which is everywhere in an outage."""
        count = self._try("incr", None, key, delta, version)
        if count is None:
            raise ValueError(f"Key '{key}' not found")
        return count

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("delete_many", None, *args, **kwargs)

    def clear(self) -> Any:
        return self._try("clear", False)
