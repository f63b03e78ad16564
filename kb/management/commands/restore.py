"""Put a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.backup.archive import BackupFailed
from kb.backup.site import restore


class Command(BaseCommand):
    help = "Restore the whole database from a backup: all of it, or nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="replace what the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["path"], force=options["force"])
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup cannot be restored: {error.strerror}") from error
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {manifest.facts.versions} versions, "
            f"digest {manifest.facts.versions_sha256}. Now run migrate, then verify."
        )
