"""Import documents from files and folders."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from articles.importing.report import Entry, Report
from articles.importing.run import Options, import_paths
from kb.management.content import ContentCommand

FORMATS = ("auto", "capture", "markdown")


class Command(ContentCommand):
    help = (
        "Import documents: captures of web pages, and Markdown. Running it twice changes nothing."
    )

    requires_system_checks = []  # they load the whole site, which takes longer than a small import

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--publish", action="store_true", help="publish what was imported")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write a report")
        parser.add_argument(
            "--migrate", action="store_true", help="bring the database up to date first"
        )
        parser.add_argument("--format", choices=FORMATS, default="auto", dest="layout")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stderr) if sys.stderr.isatty() else None
        wanted = Options(
            publish=options["publish"], dry_run=options["dry_run"], layout=options["layout"]
        )
        if progress:
            wanted.progress = progress
        report = import_paths(options["paths"], wanted)
        if progress:
            progress.done()
        if options["report"]:
            self._write_report(options["report"], report)
        self._say(report, verbosity=options["verbosity"], dry_run=options["dry_run"])
        if report.refused:
            sys.exit(1)

    def _write_report(self, path: Path, report: Report) -> None:
        try:
            with path.open("w", encoding="utf-8") as stream:
                report.write(stream)
        except OSError as error:
            raise CommandError(
                f"The report cannot be written to {path}: {error.strerror}"
            ) from error

    def _say(self, report: Report, *, verbosity: int, dry_run: bool) -> None:
        if verbosity > 1:
            for note in report.notes:
                self.stdout.write(note)
        for entry in report.entries:
            if entry.status != "refused" and (verbosity > 1 or len(report.entries) <= 40):
                self.stdout.write(f"{entry.status:9} {Path(entry.path).name}: {entry.title}")
        for entry in report.refused:
            self.stderr.write(self.style.ERROR(_refusal(entry)))
        totals = report.totals
        said = ", ".join(
            f"{totals[status]} {status}"
            for status in ("created", "updated", "unchanged", "pending", "refused")
            if totals[status]
        )
        prefix = "Would be: " if dry_run else ""
        self.stdout.write(f"{prefix}{said or 'no documents found'}")


def _refusal(entry: Entry) -> str:
    finding = entry.findings[0]
    place = f"{entry.path}, line {finding.line}" if finding.line else entry.path
    return f"refused   {place}: {finding.message}"


class Progress:
    """One line that is written over: documents done, rate, time left, findings."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.started = time.monotonic()
        self.shown = 0.0

    def __call__(self, done: int, total: int, findings: int) -> None:
        now = time.monotonic()
        if now - self.shown < 0.1 and done < total:
            return
        self.shown = now
        rate = done / max(now - self.started, 0.001)
        left = (total - done) / rate if rate else 0
        line = f"{done}/{total} documents, {rate:.0f}/s, {left:.0f} s left, {findings} findings"
        self.stream.write(f"\r{line:<78}", ending="")

    def done(self) -> None:
        self.stream.write(f"\r{'':<78}\r", ending="")
