"""Keeping Django from remembering every statement of a long run, as it does with DEBUG on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unlogged() -> Iterator[None]:
    """Run statements without a log of them and their values, unless somebody asked for the log.

    With DEBUG on, thousands of statements with whole documents in them would be kept in memory.
    """
    if connection.force_debug_cursor or "make_debug_cursor" in vars(connection):
        yield
        return
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[method-assign]
    try:
        yield
    finally:
        del connection.make_debug_cursor
