"""The WSGI application in front of another: answers repeats itself, hands on everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kb.delivery.asking import coding, holds
from kb.delivery.memory import Application, Memory, Wanted
from kb.delivery.number import HEADER, number_of
from kb.delivery.pages import ABOUT_THE_BODY, Headers, Twin, personal
from kb.delivery.ticket import PLACE, Ticket

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Recall = Callable[[Twin, Environ, StartResponse], Iterable[bytes]]
"""Sends a remembered answer."""

OK = "200 OK"
NOT_MODIFIED = "304 Not Modified"
_ANSWERED_HERE = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
"""What the application behind is not told: it makes the page whole."""
_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))


class Layer:
    """Answers public GET and HEAD requests from memory."""

    def __init__(
        self, application: Application, memory: Memory, recall: Recall | None = None
    ) -> None:
        """``recall`` sends what was remembered; another than ``recalled`` may write a log, too."""
        self._application = application
        self._recalled = recall or recalled
        self.memory = memory

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        wanted = self.memory.wanted(environ)
        if wanted is None:
            return self._pass(environ, start_response)
        twin = self.memory.recall(wanted, environ)
        if twin is not None:
            return self._recalled(twin, environ, start_response)
        with self.memory.alone(wanted):
            twin = self.memory.recall(wanted, environ)
            if twin is not None:
                return self._recalled(twin, environ, start_response)
            return self._make(wanted, environ, start_response)

    def _pass(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        finally:
            if environ["REQUEST_METHOD"] in _CHANGING:
                self.memory.something_changed()

    def _make(
        self, wanted: Wanted, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        ticket, answer = Ticket(), _Answer()
        asked = {name: value for name, value in environ.items() if name not in _ANSWERED_HERE}
        asked.update({"REQUEST_METHOD": "GET", PLACE: ticket})
        body = self._application(asked, answer.start)
        page = None
        if answer.status == OK:
            page = self.memory.learn(wanted, ticket, answer.headers, body)
        if page is None:
            return _hand_on(answer, body, environ, start_response)
        _close(body)
        twin = self.memory.store.twin(wanted.key, page, coding(environ))
        return _send(twin, environ, start_response, personal(answer.headers))


class _Answer:
    """Catches how the application behind begins its answer."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = OK if status.startswith("200 ") else status, headers
        return _write


def _write(data: bytes) -> None:
    raise NotImplementedError("The application behind must return its answer, not write it.")


def recalled(twin: Twin, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Send what was remembered, with the number of this request."""
    return _send(twin, environ, start_response, ((HEADER, number_of(environ)),))


def _send(
    twin: Twin, environ: Environ, start_response: StartResponse, extra: Iterable[Any]
) -> Iterable[bytes]:
    # In lists, for a server sends a list at once, and anything else piece by piece.
    held = environ.get("HTTP_IF_NONE_MATCH")
    if held and holds(held, twin.etag):
        start_response(NOT_MODIFIED, [*twin.not_modified, *extra])
        return []
    start_response(OK, [*twin.headers, *extra])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [twin.body]


def _hand_on(
    answer: _Answer, body: Iterable[bytes], environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """Send what is not remembered as it came, but for what the client asked us alone."""
    held, tag = environ.get("HTTP_IF_NONE_MATCH"), _header(answer.headers, "etag")
    if answer.status == OK and held and tag and holds(held, tag):
        _close(body)
        kept = [each for each in answer.headers if each[0].lower() not in ABOUT_THE_BODY]
        start_response(NOT_MODIFIED, kept)
        return []
    start_response(answer.status, answer.headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        _close(body)
        return []
    return body


def _header(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
