"""A whole import: files in, articles and a report out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

from django.utils import timezone

from articles.importing.folder import Item, Selection, select
from articles.importing.load import load, write_findings
from articles.importing.plan import Plan, known, plan
from articles.importing.reading import Reading, Refusal, fingerprint, read
from articles.importing.report import Entry, Report, entry_for
from articles.importing.shared import load_shared
from articles.models import ImportRun, Source
from articles.publishing import publish_many
from articles.refresh import refresh
from kb.document.findings import Finding

BATCH = 200
"""Files looked up, read and reported together."""
ALONE = 24
"""Up to this many files are read in this process; more are spread over all cores."""

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


def import_paths(paths: Iterable[Path], options: Options) -> Report:
    """Import files and folders. Each document is one transaction; a bad one stops no other."""
    selection = select(paths)
    report = Report(notes=list(selection.notes))
    run = _Run(options, selection)
    run.shared(report)
    for batch in _batches(selection.items, BATCH):
        run.batch(batch, report)
    run.finish(report)
    return report


class _Run:
    """The state of one run; a row is written only once there is something to say."""

    def __init__(self, options: Options, selection: Selection) -> None:
        self.options = options
        self.selection = selection
        self.row: ImportRun | None = None
        self.slugs: dict[str, str] = {}
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

    def shared(self, report: Report) -> None:
        """Load what the folders hold for all their documents, and report what is unusable."""
        for path, reason in self.selection.problems:
            self._refuse(report, str(path), reason)
        if not self.options.dry_run:
            shared = load_shared(self.selection, publish=self.options.publish)
            report.notes.extend(shared.notes)
            self.terms |= shared.terms
            self.references |= shared.references
            for path, reason in shared.problems:
                self._refuse(report, str(path), reason)

    def batch(self, items: list[Item], report: Report) -> None:
        prints = {item.path: fingerprint(item) for item in items}
        found = known(mark for mark in prints.values() if mark)
        changed = []
        for item in items:
            source = found.get(prints[item.path])
            if source is None:
                changed.append(item)
            else:
                self._unchanged(item, source, report)
        for reading in _readings(changed, self.options.layout, self.options.spread):
            self._one(reading, report)

    def finish(self, report: Report) -> None:
        if self.options.publish and not self.options.dry_run:
            publish_many(list(self.to_publish), note="Imported", by=self.options.by)
        refresh(
            terms=self.terms,
            references=self.references,
            besides=self.to_publish if self.options.publish else (),
        )
        if self.row:
            self.row.finished_at = timezone.now()
            self.row.totals = report.totals
            self.row.save()

    def _unchanged(self, item: Item, source: Source, report: Report) -> None:
        article = source.article
        if article.published_id is None and article.withdrawn_at is None:
            self.to_publish[article.pk] = None
        entry = Entry(
            path=str(item.path),
            sha256=source.sha256,
            status="unchanged",
            layout=source.layout,
            slug=article.slug,
            title=article.title,
            title_source=article.title_source,
            **source.report,
        )
        self._add(report, entry)

    def _one(self, reading: Reading | Refusal, report: Report) -> None:
        if isinstance(reading, Refusal):
            path = str(reading.path)
            self._refuse(report, path, reading.reason, reading.line, reading.sha256)
            return
        decision = plan(reading, self.slugs)
        if decision.status == "refused":
            self._refuse(report, str(reading.path), decision.reason, 0, reading.sha256)
        elif self.options.dry_run:
            slug = decision.article.slug if decision.article else ""
            self._add(report, entry_for(reading, decision.status, slug=slug))
        else:
            self._load(reading, decision, report)

    def _load(self, reading: Reading, decision: Plan, report: Report) -> None:
        loaded = load(reading, decision, self.record())
        self.terms.update(loaded.terms)
        if decision.status != "pending":
            self.to_publish[loaded.article.pk] = None
        self._add(
            report,
            entry_for(reading, decision.status, slug=loaded.article.slug, findings=loaded.findings),
        )

    def _refuse(
        self, report: Report, path: str, reason: str, line: int = 0, sha256: str = ""
    ) -> None:
        finding = Finding("document-refused", line, message=reason)
        if not self.options.dry_run:
            write_findings((finding,), self.record(), path=path)
        self._add(report, Entry(path=path, sha256=sha256, status="refused", findings=(finding,)))

    def _add(self, report: Report, entry: Entry) -> None:
        report.entries.append(entry)
        findings = sum(len(entry.findings) for entry in report.entries[-BATCH:])
        self.options.progress(len(report.entries), len(self.selection.items), findings)


def _readings(
    items: list[Item], layout: str, spread: bool = True
) -> Iterator[Reading | Refusal]:
    """Read and parse, in order; on all cores when it is worth starting processes."""
    work = partial(read, layout=layout)
    cores = cpu_count() or 1
    if len(items) <= ALONE or cores == 1 or not spread:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, items, chunksize=8)


def _batches(items: list[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
