"""Work on uploads from the browser."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections

from articles.import_jobs.asking import forget_old
from articles.import_jobs.working import work
from articles.models import Upload
from kb.locks import JobIsRunning, job_lock
from kb.management.content import ContentCommand

PAUSE = 2
"""Seconds between two looks for work."""


class Command(ContentCommand):
    help = (
        "Try and import what editors sent from the browser, until nothing waits. Several may run "
        "at once, on several machines; what a worker that died has begun, another completes. "
        "Uploads that nobody decided on for KB_UPLOAD_DAYS are thrown away."
    )
    requires_system_checks = []  # they load the whole site, which takes longer than a small import

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--wait", action="store_true", help="go on, waiting for the next upload")
        how.add_argument("--alone", action="store_true", help="leave it to one at work already")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *signal: sys.exit(0))  # gives back what it has begun
        forgotten = forget_old()
        count = self._alone() if options["alone"] else work()
        while options["wait"]:
            close_old_connections()
            time.sleep(PAUSE)
            forgotten += forget_old()
            count += work()
        self.stdout.write(f"{count} uploads worked on, {forgotten} thrown away.")

    def _alone(self) -> int:
        """Work as the only one of its kind. Whoever finds it at work leaves; so it looks once more
        after it has let go, for what came in between."""
        count = 0
        while Upload.objects.waiting().exists():
            try:
                with job_lock("run_imports"):
                    done = work()
            except JobIsRunning:
                break
            count += done
            if not done:
                break
        return count
