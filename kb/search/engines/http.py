"""Talking to a search server: JSON over HTTP with time limits, one connection a thread."""

from __future__ import annotations

import base64
import http.client
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

LONGEST_ANSWER = 64_000_000
"""Bytes of an answer that are read."""
SCHEMES = {
    "http": False,
    "https": True,
    "opensearch": False,
    "opensearch+tls": True,
    "elasticsearch": False,
    "elasticsearch+tls": True,
}
"""Schemes of ``SEARCH_URL``, and whether each is encrypted."""


class EngineDown(Exception):
    """The server does not answer, or not as a search server does."""


class EngineRefused(EngineDown):
    """The server answered, but would not do what it was asked."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is and what the index is called there."""

    host: str
    port: int
    is_encrypted: bool
    name: str
    """Of the alias under which the index is found."""
    authorization: str = ""

    @classmethod
    def from_url(cls, url: str) -> Server:
        """Read ``SEARCH_URL``; raises ValueError with a reason for one that names no server."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise ValueError(
                f"SEARCH_URL must look like https://user:password@host:9200/name, with one of "
                f"{', '.join(SCHEMES)} before the colon"
            )
        name = parts.path.strip("/") or "strata"
        if not name.replace("-", "").replace("_", "").isalnum() or name != name.lower():
            raise ValueError("The name of the index in SEARCH_URL takes a-z, 0-9, - and _ only")
        is_encrypted = SCHEMES[parts.scheme]
        return cls(parts.hostname, parts.port or 9200, is_encrypted, name, _authorization(parts))


def _authorization(parts: SplitResult) -> str:
    if not parts.username:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


class Client:
    """Requests to one server. Safe for threads: each has a connection of its own."""

    def __init__(self, server: Server, timeout: float) -> None:
        self.server = server
        self.timeout = timeout
        self._local = threading.local()

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send JSON and return the answer's; raises EngineDown or EngineRefused."""
        sent = None if body is None else json.dumps(body).encode()
        return self._call(method, path, sent, "application/json")

    def call_lines(self, path: str, lines: Iterable[Any]) -> dict[str, Any]:
        """Send one JSON value a line, as ``_bulk`` and ``_msearch`` take them."""
        sent = "".join(json.dumps(line) + "\n" for line in lines).encode()
        return self._call("POST", path, sent, "application/x-ndjson")

    def _call(self, method: str, path: str, sent: bytes | None, kind: str) -> dict[str, Any]:
        headers = {"Content-Type": kind} if sent is not None else {}
        if self.server.authorization:
            headers["Authorization"] = self.server.authorization
        status, received = self._exchange(method, path, sent, headers)
        try:
            answer = json.loads(received) if received.strip() else {}
        except ValueError as error:
            raise EngineDown("The answer is not JSON.") from error
        if status >= 400:
            raise EngineRefused(status, str(answer.get("error", ""))[:300])
        if not isinstance(answer, dict):
            raise EngineDown("The answer is not an object.")
        return answer

    def _exchange(
        self, method: str, path: str, sent: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Return status and body. A kept connection that the server has closed is opened anew."""
        kept = getattr(self._local, "connection", None)
        for connection in (kept, None) if kept else (None,):
            connection = connection or self._connect()
            try:
                connection.request(method, path, sent, headers)
                response = connection.getresponse()
                received = response.read(LONGEST_ANSWER + 1)
            except (OSError, http.client.HTTPException) as error:
                self._drop(connection)
                if kept is connection and not isinstance(error, TimeoutError):
                    continue
                raise EngineDown(type(error).__name__) from error
            if len(received) > LONGEST_ANSWER:
                self._drop(connection)
                raise EngineDown("The answer is too long.")
            return response.status, received
        raise EngineDown("No connection.")

    def _connect(self) -> http.client.HTTPConnection:
        kind = (
            http.client.HTTPSConnection if self.server.is_encrypted else http.client.HTTPConnection
        )
        self._local.connection = kind(self.server.host, self.server.port, timeout=self.timeout)
        return self._local.connection

    def _drop(self, connection: http.client.HTTPConnection) -> None:
        connection.close()
        self._local.connection = None
