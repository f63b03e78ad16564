"""Write the published site as static files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.site_export import PageFailed, export_site
from kb.management.content import ContentCommand


class Command(ContentCommand):
    help = "Write the published site as files for any static host; only what changed is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = export_site(options["folder"])
        except OSError as error:
            raise CommandError(f"Cannot write to {options['folder']}: {error.strerror}") from error
        except PageFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.files} files in {options['folder']}: "
            f"{done.written} written, {done.removed} removed, the rest unchanged"
        )
