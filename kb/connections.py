"""Connections to a SQLite file are kept between requests, as long as it is the same file."""

from __future__ import annotations

import os
from typing import Any

from django.core.signals import request_started
from django.db import connections
from django.db.backends.signals import connection_created


def watch_files() -> None:
    """Note which file each new connection leads to, and look again when a request begins.

    Opening a file takes a fifth of what a page costs to make. One that was put in another's place
    is found at the next request, as it was when each request opened it anew.
    """
    connection_created.connect(_note, dispatch_uid="note_file")
    request_started.connect(_close_exchanged, dispatch_uid="close_exchanged")


def _note(sender: Any, connection: Any, **said: Any) -> None:
    if connection.vendor == "sqlite":
        connection.strata_file = _file_of(connection)


def _close_exchanged(**said: Any) -> None:
    for connection in connections.all(initialized_only=True):
        noted = getattr(connection, "strata_file", None)
        is_idle = connection.connection is not None and not connection.in_atomic_block
        if noted and is_idle and _file_of(connection) != noted:
            connection.close()


def _file_of(connection: Any) -> tuple[int, int] | None:
    """Return what names a file whatever its path; None for a database in memory or none at all."""
    try:
        facts = os.stat(connection.settings_dict["NAME"])  # noqa: PTH116 - at every request
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
