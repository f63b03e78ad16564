"""Pages within a bound of bytes, shared by all threads of a process."""

from __future__ import annotations

import threading

from kb.delivery.asking import Key
from kb.delivery.pages import Page, Twin

LARGEST = 8
"""A page may take at most this part (1/8) of the whole."""


class Store:
    """Remembers pages; drops those not asked for when there are too many bytes.

    Reading takes no lock: a look-up in a dict is atomic, and being asked for is noted on the page
    alone. What goes first is what came first and was not asked for since ("second chance"), which
    is close to the least recently used without moving anything at each request.
    """

    def __init__(self, limit: int) -> None:
        """``limit`` is in bytes; with 0 nothing is kept."""
        self.limit = limit
        self.size = 0
        """Bytes kept, about."""
        self.dropped = 0
        """Pages dropped since the beginning to make room."""
        self._pages: dict[Key, Page] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key, token: object) -> Page | None:
        """Return the page of an address if it is remembered from just this state of the site."""
        page = self._pages.get(key)
        if page is None or page.token != token:
            return None
        page.is_fresh = True
        return page

    def keep(self, key: Key, page: Page) -> None:
        """Remember a page, unless it is too large."""
        if page.size * LARGEST > self.limit:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.size
            self._make_room(page.token)

    def twin(self, key: Key, page: Page, coding: str) -> Twin:
        """Return a page in a coding, made when it is first asked for."""
        found = page.twin(coding)
        if found is None:
            found, added = page.make_twin(coding)
            if added:
                self._count(key, page, added)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _count(self, key: Key, page: Page, added: int) -> None:
        with self._lock:
            page.size += added
            if self._pages.get(key) is page:
                self.size += added
                self._make_room(page.token)

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= page.size

    def _make_room(self, token: object) -> None:
        while self.size > self.limit and self._pages:
            key, page = next(iter(self._pages.items()))
            if page.is_fresh and page.token == token:
                page.is_fresh = False
                self._pages[key] = self._pages.pop(key)
            else:
                self._drop(key)
                self.dropped += 1
