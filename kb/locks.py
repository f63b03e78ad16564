"""One at a time: a lock that a job holds on the whole site, on whichever machine it runs.

PostgreSQL keeps the lock with the connection and SQLite's machine with an open file, so that a job
that dies leaves none behind.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


class JobIsRunning(RuntimeError):
    """Another process is at the same job."""


@contextmanager
def job_lock(name: str) -> Iterator[None]:
    """Hold the lock of a job, or raise JobIsRunning at once when another process holds it."""
    holding = _in_postgresql if connection.vendor == "postgresql" else _in_file
    with holding(name):
        yield


@contextmanager
def _in_postgresql(name: str) -> Iterator[None]:
    number = int.from_bytes(hashlib.sha256(f"strata:{name}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if cursor.fetchone() != (True,):
            raise JobIsRunning(f"Another process is at {name}.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _in_file(name: str) -> Iterator[None]:
    folder = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobIsRunning(f"Another process is at {name}.") from None
        yield
