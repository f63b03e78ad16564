"""Write a copy of the whole database to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.backup.archive import BackupFailed
from kb.backup.site import backup


class Command(BaseCommand):
    help = "Back the whole database up, while the site runs. With a folder the file gets a name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE|DIR")
        parser.add_argument("--force", action="store_true", help="replace the file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path, manifest = backup(options["path"], force=options["force"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error.strerror}") from error
        self.stdout.write(
            f"{path}: {manifest.facts.versions} versions, digest {manifest.facts.versions_sha256}"
        )
