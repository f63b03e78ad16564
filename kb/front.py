"""What stands in front of Django: the site's memory of public pages, made from the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from kb.delivery.asking import Asking, coding, holds
from kb.delivery.layer import Recall, recalled
from kb.delivery.memory import Memory, Wanted
from kb.delivery.number import HEADER, number_of
from kb.delivery.pages import Twin, personal
from kb.delivery.states import Dates, NoStates, PolledStates, PostgresqlReader, SqliteStates, States
from kb.delivery.store import Store
from kb.delivery.ticket import PLACE, Ticket
from kb.logs import access, recalled_and_logged

LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")
"""Options of a PostgreSQL database that hold for the connection beside Django's, too."""

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@cache
def memory() -> Memory:
    """Return the memory of this process."""
    asking = Asking(
        cookies=(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME),
        passed=(settings.STATIC_URL, "/admin/", "/preview/", "/healthz", "/readyz", "/metrics"),
        is_behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None,
    )
    return Memory(asking, states_of(settings.DATABASES["default"]), Store(settings.KB_PAGE_MEMORY))


def recall() -> Recall:
    """Return what sends remembered answers: with a line in the log if requests are logged."""
    return recalled_and_logged if access.isEnabledFor(logging.INFO) else recalled


def states_of(database: dict[str, Any]) -> States:
    """Return what knows the state of the site that a database holds."""
    if not settings.KB_PAGE_MEMORY:
        return NoStates()
    dates, name = Dates(settings.TIME_ZONE), str(database["NAME"])
    if "postgresql" in database["ENGINE"]:
        return PolledStates(PostgresqlReader(libpq_parameters(database)), dates)
    if name.startswith("file:") or name == ":memory:":
        return NoStates()
    return SqliteStates(name, dates)


def libpq_parameters(database: dict[str, Any]) -> dict[str, Any]:
    """Return how to reach a PostgreSQL database without Django."""
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    found = {name: database.get(key) for name, key in {**named, "port": "PORT"}.items()}
    options = database.get("OPTIONS") or {}
    found.update({name: options[name] for name in LIBPQ if name in options})
    return {name: value for name, value in found.items() if value}


class MemoryMiddleware:
    """The same memory as the first middleware, for whoever cannot run ``kb.wsgi``.

    Django has made a request object by then, so it saves less than the layer in front of Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        remembered = self._memory()
        wanted = None if PLACE in request.META else remembered.wanted(request.META)
        if wanted is None:
            response = self._get_response(request)
            if request.method not in ("GET", "HEAD", "OPTIONS"):
                remembered.something_changed()
            return response
        twin = remembered.recall(wanted, request.META)
        if twin is not None:
            return _recalled(twin, request)
        with remembered.alone(wanted):
            twin = remembered.recall(wanted, request.META)
            return _recalled(twin, request) if twin else self._make(remembered, wanted, request)

    def _memory(self) -> Memory:
        return memory()

    def _make(self, remembered: Memory, wanted: Wanted, request: HttpRequest) -> HttpResponseBase:
        ticket = request.META[PLACE] = Ticket()
        held = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        response = self._get_response(request)
        request.META.update(held)
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        headers = [*response.items(), ("Content-Length", str(len(response.content)))]
        page = remembered.learn(wanted, ticket, headers, [response.content])
        if page is None:
            return response
        twin = remembered.store.twin(wanted.key, page, coding(request.META))
        made = _response(twin, request)
        for name, value in personal(response.items()):
            made[name] = value
        return made


def _recalled(twin: Twin, request: HttpRequest) -> HttpResponse:
    response = _response(twin, request)
    response[HEADER] = number_of(request.META)
    return response


def _response(twin: Twin, request: HttpRequest) -> HttpResponse:
    held = request.META.get("HTTP_IF_NONE_MATCH")
    if held and holds(held, twin.etag):
        return HttpResponseNotModified(headers=dict(twin.not_modified))
    return HttpResponse(twin.body, headers=dict(twin.headers))
