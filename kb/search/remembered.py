"""Pages of results that were made already: many readers search for the same.

Kept in this process, for a minute at most, and only as long as the site is in the same state. What
is kept is bounded, and a search that nobody repeats soon makes way.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TypeAlias

MOST_PAGES = 100
LONGEST = 40_000
"""Characters of a page that is kept."""
SECONDS = 60.0

Key: TypeAlias = tuple[object, ...]
"""All that a page depends on: the state of the site, the day, what is asked."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent."""

    html: str
    unfound: str
    """The query, where nothing was found; for each time that is asked counts."""


_pages: OrderedDict[Key, tuple[float, Page]] = OrderedDict()
_lock = Lock()


def recall(key: Key) -> Page | None:
    """Return the page made for a key, if it is still good."""
    with _lock:
        kept = _pages.get(key)
        if kept is None or kept[0] < time.monotonic():
            return None
        _pages.move_to_end(key)
        return kept[1]


def keep(key: Key, page: Page) -> None:
    """Keep a page for those who ask the same."""
    if len(page.html) > LONGEST:
        return
    with _lock:
        _pages[key] = (time.monotonic() + SECONDS, page)
        _pages.move_to_end(key)
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)


def forget() -> None:
    """Drop all pages."""
    with _lock:
        _pages.clear()
