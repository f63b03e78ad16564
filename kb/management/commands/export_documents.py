"""Write every article back out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.export import SUFFIXES, export_documents
from kb.management.content import ContentCommand


class Command(ContentCommand):
    help = "Write every article, the glossary and the references to files that import again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--format", choices=sorted(SUFFIXES), default="markdown", dest="layout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_documents(options["folder"], options["layout"])
        except OSError as error:
            raise CommandError(f"Cannot write to {options['folder']}: {error.strerror}") from error
        self.stdout.write(f"{len(written)} files written to {options['folder']}")
