"""Having uploads worked on without a queue: a process that the request starts, one at a time.

A process of its own, so that a file that kills its reader kills no web server, and so that the
work goes on when the server is replaced. Sites with workers of their own run
``manage.py run_imports --wait``.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from threading import Thread

from django.conf import settings
from django.core.cache import cache

from articles.models import Upload

AGAIN = 15
"""Seconds before a page that waits starts another process."""

logger = logging.getLogger(__name__)


def start() -> subprocess.Popen[bytes] | None:
    """Start a process that works on what waits, unless the site has workers of its own."""
    if settings.KB_IMPORT_WORKERS != "on-demand":
        return None
    command = [sys.executable, "-m", "kb.command_line", "run_imports", "--alone"]
    try:
        process = subprocess.Popen(  # noqa: S603 - nothing of it comes from a request
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "KB_STATEMENT_SECONDS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        logger.exception("No process could be started for uploads; run_imports will find them.")
        return None
    Thread(target=process.wait, daemon=True).start()  # so that no dead process stays listed
    return process


def start_if_left(job: Upload) -> None:
    """Start a process for a job that nobody is at: its worker died, or none has come yet."""
    if (
        job.is_busy
        and Upload.objects.waiting().filter(pk=job.pk).exists()
        and cache.add("imports-started", 1, AGAIN)
    ):
        start()
