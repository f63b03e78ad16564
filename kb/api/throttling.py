"""A limit of requests for each client, counted in the cache that all workers share.

REST framework's own throttles read a list, change it and write it back, so parallel requests of
one client are counted once. Here a window is one number, raised by the cache itself.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from kb.api import keys

if TYPE_CHECKING:  # REST framework's views import this module themselves
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rate:
    """Where a client stands in the present window."""

    limit: int
    used: int
    resets_at: int
    """When the window ends, in seconds since 1970."""

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class AddressThrottle(SimpleRateThrottle):
    """So many requests in a fixed window for each client address, or for each API key."""

    scope = "address"
    num_requests: int | None
    duration: int | None
    now: float
    window_ends: int

    def get_rate(self) -> str | None:
        from rest_framework.settings import api_settings

        return api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"{self.scope}:{client(self.get_ident(request))}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count this request; say whether it is within the limit.

        A key that is none counts for the address, so that keys cannot be guessed at leisure, and
        raises BadKey.
        """
        text = keys.given(request)
        key = keys.find(text) if text is not None else None
        if key:
            return self._count(f"key:{key.pk}", key.requests_per_minute, 60, view)
        is_allowed = True
        if self.num_requests and self.duration:
            who = self.get_cache_key(request, view)
            is_allowed = self._count(who, self.num_requests, self.duration, view)
        if is_allowed and text is not None:
            raise keys.BadKey
        return is_allowed

    def _count(self, who: str, limit: int, seconds: int, view: APIView) -> bool:
        self.now = self.timer()
        self.window_ends = (int(self.now) // seconds + 1) * seconds
        used = _count(f"api-rate:{who}:{self.window_ends}", seconds)
        view.rate = Rate(limit, used, self.window_ends)  # type: ignore[attr-defined]
        return used <= limit

    def wait(self) -> float:
        return self.window_ends - self.now

    @staticmethod
    def timer() -> float:
        return time.time()


def client(address: str | None) -> str:
    """Return what counts as one client: an IPv4 address or an IPv6 network of 64 bits."""
    try:
        parsed = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    network = ipaddress.ip_network((parsed, 64), strict=False)
    return str(network.network_address)


def say_rate(response: HttpResponseBase, rate: Rate) -> None:
    """Tell the client where it stands."""
    response["X-RateLimit-Limit"] = str(rate.limit)
    response["X-RateLimit-Remaining"] = str(rate.remaining)
    response["X-RateLimit-Reset"] = str(rate.resets_at)


def _count(key: str, seconds: int) -> int:
    """Raise the number under ``key`` and return it; 0 when the cache cannot be reached."""
    try:
        cache.add(key, 0, timeout=seconds + 1)
        return cache.incr(key)
    except ValueError:  # evicted between the two calls
        return 1
    except Exception:
        logger.exception("The cache is out of reach; requests are not being counted")
        return 0
