"""Seeing in memory whether anybody has committed to a SQLite database in WAL mode.

Every connection maps the file ``…-shm``, which begins with two copies of a head that is written at
each commit: a counter of changes, the frames of the log, and a checksum over all of them
(https://sqlite.org/walformat.html). SQLite itself compares these 96 bytes with those of its last
look before it reads anything; while they are the same there is nothing new, and asking by a
statement would take ten times as long.
"""

from __future__ import annotations

import mmap
import os
import sqlite3
import sys
import threading
from contextlib import suppress

HEAD = 96
_COPY = HEAD // 2
_FORMAT = 3_007_000
"""The version of the index's format, in the byte order of the machine."""

_KEPT: dict[tuple[int, int], mmap.mmap] = {}
_LOCK = threading.Lock()


def head_of(path: str, connection: sqlite3.Connection) -> mmap.mmap | None:
    """Return the head as it is at any time; None if the database keeps no such file.

    ``connection`` must have read from the database, and the head must be looked at no longer than
    it is open: it keeps the file from being deleted, and the database from leaving WAL mode.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        return None  # the file may be there, left by a database that was there before
    with suppress(OSError, ValueError), _LOCK:
        head = _mapped(f"{os.path.realpath(path)}-shm")  # as SQLite names it
        return head if _is_known(head[:HEAD]) else None
    return None


def _mapped(path: str) -> mmap.mmap:
    """Return the beginning of a file as memory, the same for all threads, and never give it up.

    Whoever closes a descriptor of a file gives up all locks that the process has on it (POSIX),
    those of SQLite among them. So neither ours nor that of the map is ever closed; a process keeps
    them for each database that was put in the place of another.
    """
    facts = os.stat(path)  # noqa: PTH116 - opening it to look would mean closing it again
    name = (facts.st_dev, facts.st_ino)
    if name not in _KEPT:
        descriptor = os.open(path, os.O_RDONLY)
        _KEPT[name] = mmap.mmap(descriptor, HEAD, access=mmap.ACCESS_READ)
    return _KEPT[name]


def _is_known(head: bytes) -> bool:
    """Whether both copies agree, are in use, and are of the one format there is."""
    version = int.from_bytes(head[:4], byteorder=sys.byteorder)
    return head[:_COPY] == head[_COPY:] and version == _FORMAT and head[12] == 1
