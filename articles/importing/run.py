"""A whole import: files in, articles and a report out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from articles.importing.folder import Item, Selection, select
from articles.importing.load import Given, Job, Loaded, load
from articles.importing.missing import missing_sources
from articles.importing.plan import Known, known, plan_many
from articles.importing.reading import Reading, Refusal, fingerprint
from articles.importing.report import Entry, Report, entry_for
from articles.importing.rows import Found, write_findings
from articles.importing.shared import load_shared
from articles.importing.spreading import Readers
from articles.importing.statements import unlogged
from articles.models import ImportRun
from articles.publishing import publish_many
from articles.refresh import refresh
from kb.document.findings import Finding
from kb.garbage import seldom_collected

BATCH = 200
"""Files looked up together."""
TOGETHER = 25
"""Documents planned and written together, in one transaction."""

logger = logging.getLogger(__name__)

Progress = Callable[[int, int, int], None]
"""Called with documents done, documents in all, findings so far."""


@dataclass(slots=True)
class Options:
    """How to import."""

    publish: bool = False
    dry_run: bool = False
    layout: str = "auto"
    by: object | None = None
    spread: bool = True
    """Whether many files may be read by further processes; a web server's worker starts none."""
    progress: Progress = field(default=lambda done, total, findings: None)
    heard: Callable[[Path], None] = field(default=lambda path: None)
    """Called with each file that was read, before it is written."""
    guard: Callable[[], None] = field(default=lambda: None)
    """Called before documents are written, in their transaction; may raise :class:`Stopped`."""
    run: ImportRun | None = None
    """The record of the run; one is made if there is something to say."""


class Stopped(Exception):
    """Whoever asked for an import wants no more of it; what was written stays."""


def import_paths(paths: Iterable[Path], options: Options) -> Report:
    """Import files and folders. A document is written whole or not at all; a bad one stops no
    other. Killed at any moment, the import is completed by running it again."""
    selection = select(paths)
    run = _Run(options, selection)
    total = len(selection.items)
    readers = Readers(options.layout, total, spread=options.spread)
    with unlogged(), seldom_collected(), readers:
        with suppress(Stopped):
            run.shared()
            for batch in _batches(selection.items, BATCH):
                run.batch(batch, readers)
        run.finish()
    return run.report


class _Run:
    """The state of one run; a row is written only once there is something to say."""

    def __init__(self, options: Options, selection: Selection) -> None:
        self.options = options
        self.selection = selection
        self.report = Report(notes=list(selection.notes))
        self.row = options.run
        self.slugs_of_run: dict[str, str] = {}
        self.given = Given()
        self.met: set[int] = set()
        self.to_publish: dict[int, None] = {}
        self.terms: set[int] = set()
        self.references: set[str] = set()

    def record(self) -> ImportRun:
        if self.row is None:
            self.row = ImportRun.objects.create(
                started_at=timezone.now(),
                by=self.options.by,
                by_name=str(self.options.by or ""),
                paths=[item.path.name for item in self.selection.items[:1000]],
            )
        return self.row

    def shared(self) -> None:
        """Load what the folders hold for all their documents, and report what is unusable."""
        for path, reason in self.selection.problems:
            self._refuse(str(path), reason)
        if not self.options.dry_run:
            shared = load_shared(self.selection, publish=self.options.publish)
            self.report.notes.extend(shared.notes)
            self.terms |= shared.terms
            self.references |= shared.references
            for path, reason in shared.problems:
                self._refuse(str(path), reason)

    def batch(self, items: list[Item], readers: Readers) -> None:
        """Pass over the files that are known, read the others and write them some at a time."""
        prints = [fingerprint(item) for item in items]
        found = known(mark for mark in prints if mark)
        changed = []
        for item, mark in zip(items, prints, strict=True):
            source = found.get(mark) if mark else None
            if source is None:
                changed.append(item)
            else:
                self._unchanged(item, source)
        for group in _apart(self._heard(readers.read(changed))):
            self.options.guard()
            self._group(group)

    def _heard(self, readings: Iterable[Reading | Refusal]) -> Iterator[Reading | Refusal]:
        for reading in readings:
            self.options.heard(reading.path)
            yield reading

    def finish(self) -> None:
        """Publish, show anew what the new terms and references touch, and close the run."""
        if not self.options.dry_run:
            self._missing()
            if self.options.publish:
                publish_many(list(self.to_publish), note="Imported", by=self.options.by)
            refresh(
                terms=self.terms,
                references=self.references,
                besides=self.to_publish if self.options.publish else (),
            )
        if self.row:
            self.row.finished_at = timezone.now()
            self.row.totals = self.report.totals
            self.row.save()

    def _missing(self) -> None:
        for missing in missing_sources(self.selection.folders, self.met):
            self.report.notes.append(f"{missing.path}: {missing.finding.message}")
            if missing.is_new:
                self._find(missing.finding, missing.source_id, missing.article_id, missing.path)

    def _find(self, finding: Finding, source: int | None, article: int | None, path: str) -> None:
        write_findings(self.record(), [Found((finding,), source, article, path)])

    def _unchanged(self, item: Item, source: Known) -> None:
        self.met.add(source.id)
        if source.is_waiting:
            self.to_publish[source.article_id] = None
        entry = Entry(
            path=str(item.path),
            sha256=source.sha256,
            status="unchanged",
            layout=source.layout,
            slug=source.slug,
            title=source.title,
            title_source=source.title_source,
            **source.report,
        )
        self._add(entry)

    def _group(self, group: list[Reading | Refusal]) -> None:
        """Plan and write documents, of which no two are of one name, address or text."""
        refusals = [one for one in group if isinstance(one, Refusal)]
        for refusal in refusals:
            self._refuse(str(refusal.path), refusal.reason, refusal.line, refusal.sha256)
        readings = [one for one in group if isinstance(one, Reading)]
        jobs: dict[int, Job] = {}
        again: list[Reading | Refusal] = []
        for place, (reading, plan) in enumerate(
            zip(readings, plan_many(readings, self.slugs_of_run), strict=True)
        ):
            article = plan.article.pk if plan.article else -place - 1
            if plan.status == "refused":
                self._refuse(str(reading.path), plan.reason, 0, reading.sha256)
            elif self.options.dry_run:
                slug = plan.article.slug if plan.article else ""
                self._add(entry_for(reading, plan.status, slug=slug))
            elif article in jobs:
                again.append(reading)
            else:
                jobs[article] = Job(reading, plan)
        self._load(list(jobs.values()))
        if again:
            self._group(again)

    def _load(self, jobs: Sequence[Job]) -> None:
        """Write documents together; where that fails, one by one, to refuse those that fail."""
        if not jobs:
            return
        try:
            with transaction.atomic():
                self.options.guard()
                loaded = load(jobs, self.record(), self.given)
        except (OperationalError, Stopped):  # the database itself: locked, full, gone
            raise
        except Exception as error:
            self.given.forget()
            if len(jobs) > 1:
                for job in jobs:
                    self._load([job])
            else:
                self._failed(jobs[0].reading, error)
            return
        for job, one in zip(jobs, loaded, strict=True):
            self._loaded(job, one)

    def _failed(self, reading: Reading, error: Exception) -> None:
        logger.exception("%s could not be loaded", reading.path)
        kind = "The database refused it" if isinstance(error, DatabaseError) else "It failed"
        reason = f"{kind} ({type(error).__name__}: {error}). The log has the whole story."
        self._refuse(str(reading.path), reason[:1000], 0, reading.sha256)

    def _loaded(self, job: Job, loaded: Loaded) -> None:
        self.terms.update(loaded.terms)
        # What an editor withdrew comes back by an editor's hand only.
        if loaded.status != "pending" and loaded.article.withdrawn_at is None:
            self.to_publish[loaded.article.pk] = None
        slug, findings = loaded.article.slug, loaded.findings
        self._add(entry_for(job.reading, loaded.status, slug=slug, findings=findings))

    def _refuse(self, path: str, reason: str, line: int = 0, sha256: str = "") -> None:
        finding = Finding("document-refused", line, message=reason)
        if not self.options.dry_run:
            self._find(finding, None, None, path)
        self._add(Entry(path=path, sha256=sha256, status="refused", findings=(finding,)))

    def _add(self, entry: Entry) -> None:
        report = self.report
        report.add(entry)
        self.options.progress(
            report.totals["documents"], len(self.selection.items), report.totals["findings"]
        )


def _apart(readings: Iterable[Reading | Refusal]) -> Iterator[list[Reading | Refusal]]:
    """Group readings so that the documents of a group cannot be of one article."""
    group: list[Reading | Refusal] = []
    names: set[str] = set()
    for reading in readings:
        its = _names(reading)
        if len(group) >= TOGETHER or not names.isdisjoint(its):
            yield group
            group, names = [], set()
        group.append(reading)
        names |= its
    if group:
        yield group


def _names(reading: Reading | Refusal) -> set[str]:
    if isinstance(reading, Refusal):
        return set()
    slug = reading.parsed.document.slug
    return {f"name {reading.name}", f"bytes {reading.sha256}", *([f"slug {slug}"] if slug else ())}


def _batches(items: list[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
