"""Building the next linker before a reader needs it.

A worker that has linked a text once goes on looking whether the site has changed, and builds the
new linker by itself. Nobody is given links of an old one: a request that comes in the moment
between a change and the end of the building waits for that one building.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

INTERVAL = 0.5
"""Seconds from one look to the next."""

Look = Callable[[], object]
"""Returns what stays the same as long as the site does; None if that cannot be told."""


class Keeper:
    """Looks from time to time, in a thread of its own, and builds when something has changed."""

    def __init__(self, look: Look, *, interval: float = INTERVAL) -> None:
        self._look = look
        self._interval = interval
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def begin(self, build: Callable[[], None]) -> None:
        """Begin to keep what ``build`` builds; a second time nothing happens."""
        with self._lock:
            if self._thread is None:
                seen = self._look()
                self._thread = threading.Thread(
                    target=self._keep, args=(build, seen), name="linker", daemon=True
                )
                self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self, build: Callable[[], None], seen: object) -> None:
        while not self._ended.wait(self._interval):
            now = self._look()
            if now is None or now == seen:
                continue
            try:
                build()
                seen = now
            except Exception as error:  # a database that is away comes back
                logger.warning("The linker could not be built: %s", type(error).__name__)


_keeper: Keeper | None = None


def keep(look: Look) -> None:
    """Let this process keep its linker fresh, once it has needed one; for web workers."""
    global _keeper
    _keeper = Keeper(look)


def begin(build: Callable[[], None]) -> None:
    """Begin to keep the linker, if this process does that."""
    if _keeper is not None:
        _keeper.begin(build)
