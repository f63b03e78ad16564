"""A search server that may fail, with the database to answer in its place."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from kb.search.engines.base import Engine, Found, Wanted
from kb.search.engines.http import EngineDown
from kb.search.expression import Expression

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which a server that failed is not asked again, so that no reader waits for it."""
_FAILURES = (EngineDown, LookupError, TypeError, ValueError)
"""A server that does not answer, or not in the shape that was asked for."""
_Answer = TypeVar("_Answer")
_asked_again_at: dict[str, float] = {}


class FallbackEngine:
    """Asks the server; where that fails, the database, and says so."""

    def __init__(self, server: Engine, database: Engine, name: str) -> None:
        self._server = server
        self._database = database
        self._name = name

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part."""
        return self._found(lambda engine: engine.find_all(wanted))

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts."""
        return self._found(lambda engine: engine.find_some(wanted))

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        answer, _ = self._ask(lambda engine: engine.find_names(asked, limit))
        return answer

    def problems(self) -> list[str]:
        """Return what is wrong with either index."""
        try:
            return [*self._database.problems(), *self._server.problems()]
        except EngineDown as error:
            return [*self._database.problems(), f"The search server does not answer: {error}"]

    def rebuild(self) -> None:
        """Make both indexes anew."""
        self._database.rebuild()
        self._server.rebuild()

    def _found(self, ask: Callable[[Engine], Found]) -> Found:
        found, is_fallback = self._ask(ask)
        return replace(found, is_fallback=True) if is_fallback else found

    def _ask(self, ask: Callable[[Engine], _Answer]) -> tuple[_Answer, bool]:
        if time.monotonic() >= _asked_again_at.get(self._name, 0.0):
            try:
                return ask(self._server), False
            except _FAILURES as error:
                logger.warning("The search server failed (%s); the database answers.", error)
                _asked_again_at[self._name] = time.monotonic() + PAUSE
        return ask(self._database), True


def forgive() -> None:
    """Ask servers that failed again at once."""
    _asked_again_at.clear()
