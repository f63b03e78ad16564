"""Prepare the database and serve the site."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.static_files import require_collected


class Command(BaseCommand):
    help = "Migrate the database, collect static files, and serve the site with granian."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument(
            "--threads", type=int, default=1, help="of each worker; see KB_DATABASE_POOL"
        )
        parser.add_argument(
            "--starter", action="store_true", help="import and publish the starter library first"
        )
        parser.add_argument(
            "--as-it-is", action="store_true", help="neither migrate nor collect anything"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["as_it_is"]:
            call_command("migrate", verbosity=0)
            if not settings.DEBUG:
                call_command("collectstatic", interactive=False, verbosity=0)
        try:
            require_collected()
        except ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from missing
        if options["starter"]:
            seeds = str(settings.SHIPPED_DIR / "seeds")
            call_command("import_documents", seeds, publish=True, verbosity=0)
        self.stdout.write(f"Strata is at http://{options['host']}:{options['port']}/")
        self.stdout.flush()
        os.environ.pop("KB_STATEMENT_SECONDS", None)  # commands have no limit; requests do
        arguments = server(options["host"], options["port"], options["workers"], options["threads"])
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments])  # noqa: S606


def server(host: str, port: int, workers: int, threads: int = 1) -> list[str]:
    """Return granian's arguments: how the site is served wherever this command serves it.

    A worker that dies is replaced; one that is asked to end answers what it has begun.
    """
    return [
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        f"--blocking-threads={threads}",
        "--respawn-failed-workers",
        "--workers-kill-timeout=30",
        "--no-ws",
        # Browsers speak HTTP/2 to what encrypts in front; without it, and with one thread that
        # reads and writes, an answer from memory takes a tenth less.
        "--http=1",
        "--runtime-mode=st",
        "kb.wsgi:application",
    ]
