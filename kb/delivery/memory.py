"""What the site remembers: whether it may answer a request itself, and what it learns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kb.delivery.asking import Asking, Key, accepts, coding
from kb.delivery.pages import Headers, Page, Twin
from kb.delivery.states import States, Token
from kb.delivery.store import Store
from kb.delivery.ticket import Ticket

PATIENCE = 10
"""Seconds that a request waits for another that is making the same page."""


class Wanted(NamedTuple):
    """A request that may be answered from memory, in the state it was made in."""

    key: Key
    token: Token


class Counts:
    """How often what happened in this process. Threads may lose a count to each other."""

    def __init__(self) -> None:
        self.remembered = 0
        self.made = 0
        self.passed = 0


class Memory:
    """Remembers public answers for one state of the site after another."""

    def __init__(self, asking: Asking, states: States, store: Store) -> None:
        self._asking = asking
        self._states = states
        self._makers: dict[Wanted, threading.Lock] = {}
        self._lock = threading.Lock()
        self.store = store
        self.counts = Counts()

    def wanted(self, environ: Mapping[str, Any]) -> Wanted | None:
        """Return what a request asks for; None if it must go past the memory."""
        key = self._asking.key(environ)
        token = self._states.current() if key is not None else None
        if key is None or token is None:
            self.counts.passed += 1
            return None
        return Wanted(key, token)

    def recall(self, wanted: Wanted, environ: Mapping[str, Any]) -> Twin | None:
        """Return the answer to a request, if it is remembered."""
        page = self.store.find(*wanted)
        if page is None or not accepts(environ.get("HTTP_ACCEPT", ""), page.media_type):
            return None
        self.counts.remembered += 1
        return self.store.twin(wanted.key, page, coding(environ))

    def alone(self, wanted: Wanted) -> Making:
        """Return a context in which no other thread makes the same page."""
        return Making(self._makers, self._lock, wanted)

    def learn(
        self, wanted: Wanted, ticket: Ticket, headers: Headers, body: Iterable[bytes]
    ) -> Page | None:
        """Remember the answer that was made; None, with ``body`` untouched, if it may not be.

        The answer counts only for the state that held before it was made, and only if that state
        held until it was done and is the one its view saw.
        """
        self.counts.made += 1
        if ticket.counter is None or not _is_for_everybody(headers):
            return None
        if ticket.counter != wanted.token.counter:
            self._states.expire()
            return None
        page = Page(wanted.token, headers, b"".join(body), ticket.media_type)
        if self._states.current() == wanted.token:
            self.store.keep(wanted.key, page)
        return page

    def state(self) -> Token | None:
        """Return what names the site's present state; None if it cannot be known."""
        return self._states.current()

    def something_changed(self) -> None:
        """Say that a request may have changed what the site shows."""
        self._states.expire()


class Making:
    """Holds back whoever wants a page that another thread is making, until it is made."""

    def __init__(
        self, makers: dict[Wanted, threading.Lock], lock: threading.Lock, wanted: Wanted
    ) -> None:
        self._makers, self._lock, self._wanted = makers, lock, wanted
        self._mine: threading.Lock | None = None

    def __enter__(self) -> None:
        with self._lock:
            other = self._makers.get(self._wanted)
            if other is None:
                self._mine = self._makers[self._wanted] = threading.Lock()
                self._mine.acquire()
        if other is not None and other.acquire(timeout=PATIENCE):
            other.release()

    def __exit__(self, *error: object) -> None:
        if self._mine is not None:
            with self._lock:
                del self._makers[self._wanted]
            self._mine.release()


def _is_for_everybody(headers: Headers) -> bool:
    """Whether an answer's headers agree that every client may be given it, whole."""
    said = {name.lower(): value.lower() for name, value in headers}
    return (
        "set-cookie" not in said
        and "content-length" in said  # else it is streamed, of a length nobody knows
        and "content-encoding" not in said
        and said.get("vary", "accept-encoding") == "accept-encoding"
        and "public" in said.get("cache-control", "")
    )


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""What WSGI calls an application."""
