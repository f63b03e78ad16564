"""Writing documents into the database: each whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.importing import rows
from articles.importing.plan import Plan, Status
from articles.importing.reading import IMPORTER_VERSION, Reading
from articles.importing.records import Resolved, resolve
from articles.importing.report import summary
from articles.importing.slugs import Slugs
from articles.importing.written import Written
from articles.models import Article, ImportRun, Source
from glossary.loading import Brought, load_many
from kb import state
from kb.document.findings import Finding
from kb.document.tree import Document
from kb.rows import insert_keyed
from references.keys import Numbers


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be written, and how."""

    reading: Reading
    plan: Plan


@dataclass(frozen=True, slots=True)
class Given:
    """The addresses and keys that a run gave, for it to find the next ones quickly."""

    slugs: Slugs = field(default_factory=Slugs)
    numbers: Numbers = field(default_factory=Numbers)

    def forget(self) -> None:
        """Forget what was given, as when it was not written after all."""
        self.slugs.forget()
        self.numbers.clear()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written."""

    article: Article
    status: Status
    """As planned; ``pending`` where an editor saved the article after it was planned."""
    findings: tuple[Finding, ...]
    terms: tuple[int, ...] = ()
    """Terms that are new or have new names."""


@transaction.atomic
def load(jobs: Sequence[Job], run: ImportRun, given: Given) -> list[Loaded]:
    """Write documents that are to be created, updated or kept waiting: all of them, or none.

    The documents are of different articles. Those that wait for an editor are stored beside their
    articles and touch nothing else. ``given`` remembers which addresses and keys the run gave.
    """
    jobs = _unless_edited_since(jobs)
    waiting = [job for job in jobs if job.plan.status == "pending"]
    others = [job for job in jobs if job.plan.status != "pending"]
    loaded = [*_keep_waiting(waiting, run), *_write(others, run, given)]
    by_job = dict(zip(map(id, [*waiting, *others]), loaded, strict=True))
    return [by_job[id(job)] for job in jobs]


def _unless_edited_since(jobs: Sequence[Job]) -> list[Job]:
    """Lock the articles to be updated, and let the documents of those wait that an editor has
    saved since the plan was made."""
    planned = {job.plan.article.pk: job.plan.article for job in jobs if job.plan.article}
    locked = Article.objects.select_for_update().filter(pk__in=planned).order_by("pk")
    edited = {
        pk
        for pk, lock in locked.values_list("pk", "lock_version")
        if planned[pk].lock_version != lock
    }
    return [
        replace(job, plan=replace(job.plan, status="pending"))
        if job.plan.article and job.plan.article.pk in edited
        else job
        for job in jobs
    ]


def _write(jobs: Sequence[Job], run: ImportRun, given: Given) -> list[Loaded]:
    if not jobs:
        return []
    resolved = resolve([job.reading.parsed.document for job in jobs], numbers=given.numbers)
    articles = _articles(jobs, [one.document for one in resolved], given.slugs)
    topics = rows.write_topics(articles, [one.document for one in resolved])
    documents = [
        replace(one.document, slug=article.slug, topics=names)
        for one, article, names in zip(resolved, articles, topics, strict=True)
    ]
    old = [article for job, article in zip(jobs, articles, strict=True) if job.plan.article]
    rows.supersede(old, [Source.State.CURRENT, Source.State.PENDING])
    written = [Written(document) for document in documents]
    sources = _sources(jobs, written, articles, run, Source.State.CURRENT)
    rows.write_sections(written, articles, sources, old)
    rows.write_bibliographies(documents, articles, [one.records for one in resolved], old)
    return _with_glossaries(jobs, documents, articles, sources, resolved, run)


def _with_glossaries(
    jobs: Sequence[Job],
    documents: Sequence[Document],
    articles: Sequence[Article],
    sources: Sequence[int],
    resolved: Sequence[Resolved],
    run: ImportRun,
) -> list[Loaded]:
    """Bring the terms in that documents define, and store all that was found on the way."""
    glossaries = load_many(
        [
            Brought(
                document.glossary,
                job.reading.name,
                {key: record.pk for key, record in one.records.items()},
            )
            for job, document, one in zip(jobs, documents, resolved, strict=True)
        ]
    )
    rows.write_defined(articles, [glossary.term_ids for glossary in glossaries])
    if any(glossary.is_changed for glossary in glossaries):
        state.advance(glossary=True)
    loaded = [
        Loaded(
            article,
            job.plan.status,
            (*job.reading.parsed.findings, *one.findings, *glossary.findings),
            glossary.term_ids if glossary.is_changed else (),
        )
        for job, article, one, glossary in zip(jobs, articles, resolved, glossaries, strict=True)
    ]
    _write_findings(loaded, run, sources)
    return loaded


def _keep_waiting(jobs: Sequence[Job], run: ImportRun) -> list[Loaded]:
    """Store new sources of edited articles, for an editor to choose from."""
    if not jobs:
        return []
    articles = [job.plan.article for job in jobs if job.plan.article]
    rows.supersede(articles, [Source.State.PENDING])
    resolved = resolve([job.reading.parsed.document for job in jobs], create=False)
    written = [
        Written(replace(one.document, slug=article.slug))
        for one, article in zip(resolved, articles, strict=True)
    ]
    sources = _sources(jobs, written, articles, run, Source.State.PENDING)
    said = "The source has changed and so has the article; an editor must choose."
    loaded = [
        Loaded(
            article,
            job.plan.status,
            (Finding("source-pending", 0, message=said), *job.reading.parsed.findings),
        )
        for job, article in zip(jobs, articles, strict=True)
    ]
    _write_findings(loaded, run, sources)
    return loaded


def _write_findings(loaded: Sequence[Loaded], run: ImportRun, sources: Sequence[int]) -> None:
    rows.write_findings(
        run,
        [
            rows.Found(one.findings, source=source, article=one.article.pk)
            for one, source in zip(loaded, sources, strict=True)
        ],
    )


def _articles(jobs: Sequence[Job], documents: Sequence[Document], slugs: Slugs) -> list[Article]:
    """Write the articles' own rows."""
    new = [document for job, document in zip(jobs, documents, strict=True) if not job.plan.article]
    addresses = iter(slugs.take(new))
    articles = []
    for job, document in zip(jobs, documents, strict=True):
        article = job.plan.article or Article(slug=next(addresses))
        article.title = document.title[:300]
        article.title_source = document.title_source
        article.summary = document.summary
        article.note = document.note
        article.source_url = document.url
        article.owner_name = document.owner[:200]
        article.state = Article.State.DRAFT
        article.lock_version += 1
        articles.append(article)
        if article.pk:
            article.save()
    Article.objects.bulk_create([article for article in articles if not article.pk])
    return articles


def _sources(
    jobs: Sequence[Job],
    written: Sequence[Written],
    articles: Sequence[Article],
    run: ImportRun,
    state_: str,
) -> list[int]:
    """Write what was imported, and return the keys of the rows."""
    new = [
        {**_source(job.reading, its), "article_id": article.pk, "run_id": run.pk, "state": state_}
        for job, its, article in zip(jobs, written, articles, strict=True)
    ]
    return insert_keyed(Source, list(new[0]), [tuple(row.values()) for row in new])


def _source(reading: Reading, written: Written) -> dict[str, Any]:
    return {
        "name": reading.name[:300],
        "sha256": reading.sha256,
        "facts_sha256": reading.facts_sha256,
        "content": reading.content,
        "encoding": reading.encoding,
        "layout": reading.parsed.layout,
        "importer_version": IMPORTER_VERSION,
        "folder": folder_name(reading),
        "document": written.json,
        "document_digest": written.digest,
        "report": summary(reading.parsed),
        "imported_at": timezone.now(),
    }


def folder_name(reading: Reading) -> str:
    """Return the folder a document lay in, as its source keeps it."""
    return str(reading.path.parent.absolute())[:500]
