"""Log lines: as text or JSON, with the request's number, without what people asked or wrote.

Django's own records name paths with their query (what somebody searched for) and preview links
(which open drafts); a database's errors quote the values of a row. Neither is written.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponseBase

from kb import request_id
from kb.delivery.layer import recalled
from kb.delivery.number import HEADER
from kb.delivery.pages import Twin

access = logging.getLogger("strata.access")
slow = logging.getLogger("strata.slow_query")

FACTS = ("method", "route", "status", "milliseconds", "sql")
"""What records of our own carry besides their message."""


class TextFormatter(logging.Formatter):
    """One line for people, and a traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        facts = (f"{name}={getattr(record, name)}" for name in FACTS if hasattr(record, name))
        return " ".join((super().formatMessage(record), *facts))

    def formatException(self, ei: Any) -> str:
        return "\n".join(_trace(ei[1]))


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        entry.update({name: getattr(record, name) for name in FACTS if hasattr(record, name)})
        if record.exc_info and record.exc_info[1]:
            entry["exception"] = _trace(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False, default=str)


class DiscretionFilter(logging.Filter):
    """Say which address of the site a record of Django's is about, not which path was asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple) and record.args:
            path = (request.path, request.get_full_path())
            route = route_of(request)
            record.args = tuple(route if value in path else value for value in record.args)
        return True


def route_of(request: HttpRequest) -> str:
    """Return the pattern of the address that answered, such as ``articles/<slug:slug>/``."""
    match = request.resolver_match
    if match:
        return f"/{match.route}"
    is_static = request.path.startswith(settings.STATIC_URL)
    return "(static file)" if is_static else "(no such address)"


def _trace(error: BaseException) -> list[str]:
    """Return where an error came from, innermost last, and what it said unless it quotes data."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{each.filename}:{each.lineno} in {each.name}" for each in frames]
    is_quoting = isinstance(error, DatabaseFault) or isinstance(error.__cause__, DatabaseFault)
    said = "" if is_quoting else f": {error}"
    return [*lines, f"{type(error).__name__}{said}"]


class AccessLogMiddleware:
    """A line for each request: method, route, status, time. No path, no query, no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not access.isEnabledFor(logging.INFO):
            return self.get_response(request)
        begun = time.perf_counter()
        response = self.get_response(request)
        facts = {
            "method": request.method if request.method in METHODS else "other",
            "route": route_of(request),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
        }
        access.info("request", extra=facts)
        return response


def recalled_and_logged(
    twin: Twin, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Send an answer that was remembered, and write the line that Django would have written.

    No pattern of an address is known in front of Django, and no path is logged.
    """
    begun = time.perf_counter()

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        facts = {
            "method": environ["REQUEST_METHOD"],
            "route": "(from memory)",
            "status": int(status[:3]),
            "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
        }
        token = request_id.current.set(dict(headers)[HEADER])
        try:
            access.info("request", extra=facts)
        finally:
            request_id.current.reset(token)
        start_response(status, headers)

    return recalled(twin, environ, start)


METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class SlowQueries:
    """Writes statements that took longer than a limit to the log, without their values."""

    def __init__(self, milliseconds: int) -> None:
        self.limit = milliseconds

    def connect(self, *, connection: Any, **signal: Any) -> None:
        """Watch a connection that was just made."""
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - begun) * 1000
            if took >= self.limit:
                text = " ".join(str(sql).split())[:2000]
                slow.warning("slow query", extra={"sql": text, "milliseconds": round(took, 1)})


def configuration(layout: str, level: str, *, logs_requests: bool) -> dict[str, Any]:
    """Return Django's LOGGING setting. ``layout`` is ``text`` or ``json``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": TextFormatter},
            "json": {"()": JsonFormatter},
        },
        "filters": {
            "number": {"()": request_id.RequestIdFilter},
            "discretion": {"()": DiscretionFilter},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": layout,
                "filters": ["number", "discretion"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "strata.access": {"level": "INFO" if logs_requests else "CRITICAL"},
        },
    }
