"""Writing one document into the database: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from articles.document import content_digest, section_row, sections_of
from articles.importing.citations import cited_keys, in_citing_order, with_entries, with_keys
from articles.importing.plan import Plan
from articles.importing.reading import IMPORTER_VERSION, Reading
from articles.importing.report import summary
from articles.models import (
    Article,
    BibliographyEntry,
    ImportFinding,
    ImportRun,
    Section,
    Source,
    Topic,
)
from glossary.loading import load_entries
from kb import state
from kb.document.anchors import with_anchors
from kb.document.codec import to_json
from kb.document.findings import Finding
from kb.document.text import slugify
from kb.document.tree import Document, ReferenceEntry
from references.matching import match_entries
from references.models import Reference


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written."""

    article: Article
    findings: tuple[Finding, ...]
    terms: tuple[int, ...] = ()
    """Terms that are new or have new names."""


@transaction.atomic
def load(reading: Reading, plan: Plan, run: ImportRun) -> Loaded:
    """Write a document that is to be created, updated or kept waiting.

    A waiting document is stored beside the article and touches nothing else.
    """
    if plan.status == "pending" and plan.article:
        return _keep_waiting(reading, plan.article, run)
    document, references, findings = _resolve_references(reading.parsed.document)
    article = _write_article(plan.article, document)
    document = replace(document, slug=article.slug, topics=_write_topics(article, document))
    source = _write_source(reading, document, article, run, Source.State.CURRENT)
    _write_sections(article, document, source)
    _write_bibliography(article, document, references)
    glossary = load_entries(
        document.glossary,
        source=reading.name,
        reference_ids={key: reference.pk for key, reference in references.items()},
    )
    article.defines.add(*glossary.term_ids)
    if glossary.is_changed:
        state.advance(glossary=True)
    findings = (*reading.parsed.findings, *findings, *glossary.findings)
    write_findings(findings, run, source=source, article=article)
    return Loaded(article, findings, glossary.term_ids if glossary.is_changed else ())


def _keep_waiting(reading: Reading, article: Article, run: ImportRun) -> Loaded:
    article.sources.filter(state=Source.State.PENDING).update(state=Source.State.SUPERSEDED)
    document, _, _ = _resolve_references(reading.parsed.document, create=False)
    document = replace(document, slug=article.slug)
    source = _write_source(reading, document, article, run, Source.State.PENDING)
    waiting = Finding(
        "source-pending",
        0,
        message="The source has changed and so has the article; an editor must choose.",
    )
    findings = (waiting, *reading.parsed.findings)
    write_findings(findings, run, source=source, article=article)
    return Loaded(article, findings)


def _resolve_references(
    document: Document, *, create: bool = True
) -> tuple[Document, dict[str, Reference], tuple[Finding, ...]]:
    """Give every entry of the list a record, and every citation the record's key.

    Returns the document with the library's keys, the records by key, and findings for citations
    that lead nowhere. With ``create`` off only what the library holds already is used.
    """
    entries, records, keys = [], {}, {}
    for entry, record in zip(
        document.references, match_entries(document.references, create=create), strict=True
    ):
        if record is None:
            entries.append(entry)
            continue
        if entry.key:
            keys[entry.key] = record.key
        if record.key not in records:
            entries.append(replace(entry, key=record.key, csl=record.csl))
        records[record.key] = record
    document = with_keys(replace(document, references=tuple(entries)), keys)
    wanted = [key for key in cited_keys(document) if key not in records]
    shared = {record.key: record for record in Reference.objects.filter(key__in=wanted)}
    records |= shared
    added = [ReferenceEntry("", record.csl, key) for key, record in shared.items()]
    document = in_citing_order(with_entries(document, added))
    findings = tuple(_unresolved(key) for key in wanted if key not in shared)
    return with_anchors(document), records, findings


def _unresolved(key: str) -> Finding:
    return Finding(
        "citation-unresolved", 0, excerpt=key, message=f"No reference has the key “{key}”."
    )


def _write_article(article: Article | None, document: Document) -> Article:
    article = article or Article(slug=free_slug(document.slug or slugify(document.title)))
    article.title = document.title[:300]
    article.title_source = document.title_source
    article.summary = document.summary
    article.note = document.note
    article.source_url = document.url
    article.owner_name = document.owner[:200]
    article.state = Article.State.DRAFT
    article.lock_version += 1
    article.save()
    return article


def free_slug(wanted: str) -> str:
    """Return ``wanted``, or it with the lowest number that makes it free."""
    wanted = wanted[:110].strip("-") or "article"
    taken = set(Article.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _write_topics(article: Article, document: Document) -> tuple[str, ...]:
    topics = []
    for name in document.topics:
        slug = slugify(name)
        if slug:
            topic, _ = Topic.objects.get_or_create(slug=slug[:80], defaults={"name": name[:120]})
            topics.append(topic)
    article.topics.set(topics)
    return tuple(sorted({topic.name for topic in topics}))


def _write_source(
    reading: Reading, document: Document, article: Article, run: ImportRun, state: str
) -> Source:
    if state == Source.State.CURRENT:
        article.sources.filter(state__in=[Source.State.CURRENT, Source.State.PENDING]).update(
            state=Source.State.SUPERSEDED
        )
    return Source.objects.create(
        article=article,
        run=run,
        name=reading.name[:300],
        sha256=reading.sha256,
        facts_sha256=reading.facts_sha256,
        content=reading.content,
        encoding=reading.encoding,
        layout=reading.parsed.layout,
        importer_version=IMPORTER_VERSION,
        folder=str(reading.path.parent.absolute())[:500],
        document=to_json(document),
        document_digest=content_digest(document),
        report=summary(reading.parsed),
        state=state,
        imported_at=timezone.now(),
    )


def _write_sections(article: Article, document: Document, source: Source) -> None:
    """Make the rows those of ``document``; a row that stays keeps its identity."""
    old = {(row.tier, row.anchor): row for row in article.sections.all()}
    new, kept = [], []
    for tier, position, section in sections_of(document):
        row = section_row(article, tier, position, section)
        row.source, row.imported_digest = source, row.digest
        before = old.pop((tier, section.anchor), None)
        if before is None:
            new.append(row)
        else:
            row.pk = before.pk
            kept.append(row)
    Section.objects.filter(pk__in=[row.pk for row in old.values()]).delete()
    if kept:
        fields = [field.name for field in Section._meta.concrete_fields if not field.primary_key]
        Section.objects.bulk_update(kept, fields)
    Section.objects.bulk_create(new)


def _write_bibliography(
    article: Article, document: Document, references: dict[str, Reference]
) -> None:
    article.bibliography.all().delete()
    BibliographyEntry.objects.bulk_create(
        BibliographyEntry(
            article=article, position=position, reference=references[entry.key], raw=entry.raw
        )
        for position, entry in enumerate(document.references)
        if entry.key in references
    )


def write_findings(
    findings: tuple[Finding, ...],
    run: ImportRun,
    *,
    source: Source | None = None,
    article: Article | None = None,
    path: str = "",
) -> None:
    """Store findings; those that ask nothing of an editor are stored as settled."""
    ImportFinding.objects.bulk_create(
        ImportFinding(
            run=run,
            source=source,
            article=article,
            path=path[:500],
            code=finding.code,
            severity=finding.severity,
            line=finding.line,
            excerpt=finding.excerpt,
            message=finding.message,
            is_open=finding.severity != "info",
        )
        for finding in findings
    )
