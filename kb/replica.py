"""Reading from a copy of the database, where that is safe.

Only an anonymous GET or HEAD of a public address reads from the replica, which may be a moment
behind. Editors, commands, every request that changes anything, and everything after a write or
inside a transaction use the primary, so nobody misses what they have just written.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

PRIMARY, REPLICA = "default", "replica"
NEVER = ("/admin", "/preview", "/healthz", "/readyz", "/metrics")
"""Beginnings of addresses that always ask the primary."""

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)


class ReplicaRouter:
    """Sends reads to the replica while a request allows it."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return reading_from()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _may_lag.set(False)
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


def reading_from() -> str:
    """Return the alias of the database that reads go to now."""
    if not _may_lag.get() or transaction.get_connection(PRIMARY).in_atomic_block:
        return PRIMARY
    return REPLICA


class ReplicaMiddleware:
    """Let a request read from the replica if anybody could have sent it and it changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _may_lag.set(is_public_reading(request))
        try:
            return self.get_response(request)
        finally:
            _may_lag.reset(token)


def is_public_reading(request: HttpRequest) -> bool:
    """Say whether a request is an anonymous reading of a public address."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(NEVER)
    )
