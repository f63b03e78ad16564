"""Commands of which only one may run at a time on a site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from kb.locks import JobIsRunning, job_lock


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the lock of a job; another process at the same job ends the command."""
    try:
        with job_lock(name):
            yield
    except JobIsRunning as error:
        raise CommandError(str(error)) from error
