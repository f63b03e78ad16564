"""Being the one who works on a job: signs of life, and stopping when it is somebody else's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from articles.importing.run import Stopped
from articles.models import Upload

BEAT = 5.0
"""Seconds between signs of life."""
TELL = 0.5
"""Seconds between two writings of how far the work is."""

logger = logging.getLogger(__name__)


class Hold:
    """A worker's hold on a job, in the state in which it was taken."""

    def __init__(self, job: Upload, worker: str) -> None:
        self.pk, self.state, self.worker = job.pk, job.state, worker
        self._root = Path()
        self._told = 0.0
        self._current = ""

    @property
    def mine(self) -> QuerySet[Upload]:
        """The job, as long as this worker holds it and nobody has cancelled it."""
        return Upload.objects.filter(pk=self.pk, worker=self.worker, state=self.state)

    def guard(self) -> None:
        """Raise Stopped if the job is no longer this worker's.

        Within a transaction the job stays this worker's until its end: the row is locked, so that
        a worker that was taken for dead writes nothing beside the one that took over.
        """
        with transaction.atomic():
            if self.mine.select_for_update().values_list("pk").first() is None:
                raise Stopped

    def in_folder(self, root: Path) -> None:
        """Say where the files lie, so that their names are told without it."""
        self._root = root

    def heard(self, path: Path) -> None:
        """Take note of the file that was read last."""
        self._current = str(path.relative_to(self._root))[:500]
        self._tell(current=self._current)

    def progress(self, done: int, total: int, found: int) -> None:
        """Take note of how far the work is: documents done, in all, findings."""
        self._tell(done=done, total=total, found=found, is_last=done == total)

    def _tell(self, *, is_last: bool = False, **facts: Any) -> None:
        now = monotonic()
        if is_last or now - self._told >= TELL:
            self._told = now
            self.mine.update(heartbeat_at=Now(), **facts)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Give signs of life from a thread of its own: reading one file may take long."""
        over = Event()
        thread = Thread(target=self._beat, args=[over], daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _beat(self, over: Event) -> None:
        while not over.wait(BEAT):
            try:
                self.mine.update(heartbeat_at=Now())
            except DatabaseError:  # busy, perhaps with what this very worker writes
                logger.info("No sign of life could be given for upload %s.", self.pk)
            finally:
                connection.close()
