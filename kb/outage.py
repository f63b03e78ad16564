"""When the database cannot do what is asked just now: said as such, not as a mistake of ours.

A full disk, a read-only copy, a server that restarts, a statement over its time: the client may
try again, so the answer is 503 with ``Retry-After``, and the log gets a line, not a traceback.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from django.db import Error as DatabaseFault
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10

READ_ONLY, FULL, BUSY, UNREACHABLE, SLOW = "read-only", "full", "busy", "unreachable", "slow"

SAID = {
    READ_ONLY: "The site can only be read at the moment; nothing was saved.",
    FULL: "The site has no room left to save anything; nothing was saved.",
    BUSY: "The site is busy; nothing was saved. Please try again in a moment.",
    UNREACHABLE: "The site cannot reach its database at the moment.",
    SLOW: "The answer took too long and was given up.",
}

_SQLITE = {
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
}
"""By SQLite's primary result codes."""

_POSTGRESQL = {
    "25006": READ_ONLY,
    "53100": FULL,
    "53": UNREACHABLE,
    "57014": SLOW,
    "57": UNREACHABLE,
    "08": UNREACHABLE,
    "55P03": BUSY,
    "40": BUSY,
}
"""By SQLSTATE, or the class that its first two characters name."""


def reason(error: BaseException | None) -> str | None:
    """Return why the database could not do what was asked; None if something else is wrong."""
    if not isinstance(error, DatabaseFault):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    is_lost = isinstance(error, OperationalError | InterfaceError)
    return UNREACHABLE if is_lost and cause is not None else None


def answer(request: HttpRequest, why: str) -> HttpResponse:
    """Return the answer that says why and when to try again, asking nothing of the database."""
    logger.error("The database is out of service: %s", why)
    response: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"detail": SAID[why]}, status=503)
    else:
        response = render(request, "503.html", {"said": SAID[why]}, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


class OutageMiddleware:
    """Answer a view that failed for the database's sake."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> Any:
        why = reason(error)
        return answer(request, why) if why else None
