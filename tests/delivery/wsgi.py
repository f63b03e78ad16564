"""Asking a WSGI application as a server would, and an application of few words to ask."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from typing import Any

from kb.delivery.asking import Asking
from kb.delivery.layer import Layer
from kb.delivery.memory import Memory
from kb.delivery.states import Token
from kb.delivery.store import Store
from kb.delivery.ticket import allow


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def environ(path: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    """A request as a server hands it on; headers are given as ``HTTP_…``."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **more,
    }


def ask(application: Any, path: str, method: str = "GET", **more: Any) -> Answer:
    """Return an application's whole answer."""
    begun: list[Any] = []
    body = application(environ(path, method, **more), lambda *start: begun.append(start))
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    status, headers = begun[-1][:2]
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, content)


class States:
    """A site whose state a test changes by hand."""

    def __init__(self) -> None:
        self.counter: int | None = 1
        self.day = 1
        self.expired = 0

    def current(self) -> Token | None:
        if self.counter is None:
            return None
        return Token(self.counter, (0, 0), (self.day, self.day))

    def expire(self) -> None:
        self.expired += 1


class Site:
    """An application that counts what it is asked, and says what a test wants."""

    def __init__(self, states: States) -> None:
        self.states = states
        self.asked: list[tuple[str, str]] = []
        self.is_public = True
        self.status = "200 OK"
        self.body = b"A page of words. " * 100
        self.more: list[tuple[str, str]] = []
        self.before = lambda: None
        self.closed = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self._lock:
            self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if self.is_public and self.states.counter is not None:
            allow(environ, self.states.counter)
        self.before()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(self.body))),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Cache-Control", "public, max-age=60"),
            ("ETag", '"by-the-site"'),
        ]
        names = {name for name, _ in self.more}
        start_response(self.status, [h for h in headers if h[0] not in names] + self.more)
        return _Body(self)


class _Body:
    def __init__(self, site: Site) -> None:
        self.site = site

    def __iter__(self) -> Any:
        return iter([self.site.body])

    def close(self) -> None:
        self.site.closed += 1


def make_memory(states: Any, limit: int = 1_000_000, *, is_behind_proxy: bool = False) -> Memory:
    asking = Asking(
        cookies=("sessionid", "csrftoken"),
        passed=("/static/", "/admin/"),
        is_behind_proxy=is_behind_proxy,
    )
    return Memory(asking, states, Store(limit))


def make_layer(limit: int = 1_000_000) -> tuple[Layer, Site]:
    states = States()
    site = Site(states)
    return Layer(site, make_memory(states, limit)), site
