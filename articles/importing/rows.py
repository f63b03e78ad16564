"""The rows of a batch of documents: few queries, whatever the number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from articles.document import section_row, sections_of
from articles.importing.written import Written
from articles.models import (
    Article,
    BibliographyEntry,
    ImportFinding,
    ImportRun,
    Section,
    Source,
    Topic,
)
from kb.document.findings import Finding
from kb.document.text import slugify
from kb.document.tree import Document
from kb.rows import insert
from references.models import Reference

FINDING = (
    "run_id",
    "source_id",
    "article_id",
    "path",
    "code",
    "severity",
    "line",
    "excerpt",
    "message",
    "is_open",
)


def write_topics(
    articles: Sequence[Article], documents: Sequence[Document]
) -> list[tuple[str, ...]]:
    """Put articles under their documents' topics; return the topics' names, in order."""
    wanted = [{slugify(name)[:80]: name for name in document.topics} for document in documents]
    topics = _topics({slug: name for names in wanted for slug, name in names.items() if slug})
    through = Article.topics.through
    through._default_manager.filter(article__in=articles).delete()
    chosen = [[topics[slug] for slug in names if slug] for names in wanted]
    pairs = [
        (article.pk, topic.pk)
        for article, its in zip(articles, chosen, strict=True)
        for topic in its
    ]
    insert(through, ("article_id", "topic_id"), pairs)
    return [tuple(sorted({topic.name for topic in its})) for its in chosen]


def _topics(names: Mapping[str, str]) -> dict[str, Topic]:
    """Return topics by slug; those that are not there yet are made."""
    topics = Topic.objects.in_bulk(names, field_name="slug") if names else {}
    missing = [
        Topic(slug=slug, name=name[:120]) for slug, name in names.items() if slug not in topics
    ]
    if missing:
        Topic.objects.bulk_create(missing)
    return topics | {topic.slug: topic for topic in missing}


def supersede(articles: Sequence[Article], states: Sequence[str]) -> None:
    """Make sources of articles give way to newer ones."""
    if articles:
        sources = Source.objects.filter(article__in=articles, state__in=states)
        sources.update(state=Source.State.SUPERSEDED)


def write_sections(
    written: Sequence[Written],
    articles: Sequence[Article],
    sources: Sequence[int],
    old: Sequence[Article],
) -> None:
    """Make articles' sections those of their documents; only those of ``old`` have any before."""
    before = {article.pk for article in old}
    new: list[dict[str, Any]] = []
    for its, article, source in zip(written, articles, sources, strict=True):
        if article.pk in before:
            _change_sections(article, its.document, source)
            continue
        for values in its.sections():
            imported = {"source_id": source, "imported_digest": values["digest"]}
            new.append({"article_id": article.pk, **values, **imported})
    if new:
        insert(Section, list(new[0]), [tuple(row.values()) for row in new])


def _change_sections(article: Article, document: Document, source: int) -> None:
    """Make the rows those of ``document``; a row that stays keeps its identity."""
    old = {(row.tier, row.anchor): row for row in article.sections.all()}
    new, kept = [], []
    for tier, position, section in sections_of(document):
        row = section_row(article, tier, position, section)
        row.source_id, row.imported_digest = source, row.digest
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


def write_bibliographies(
    documents: Sequence[Document],
    articles: Sequence[Article],
    records: Sequence[Mapping[str, Reference]],
    old: Sequence[Article],
) -> None:
    """Make articles' reference lists those of their documents."""
    if old:
        BibliographyEntry.objects.filter(article__in=old).delete()
    rows = [
        (article.pk, position, its[entry.key].pk, entry.raw)
        for document, article, its in zip(documents, articles, records, strict=True)
        for position, entry in enumerate(document.references)
        if entry.key in its
    ]
    insert(BibliographyEntry, ("article_id", "position", "reference_id", "raw"), rows)


def write_defined(articles: Sequence[Article], terms: Sequence[Iterable[int]]) -> None:
    """Add terms to those that articles define."""
    pairs = [
        (article.pk, term)
        for article, its in zip(articles, terms, strict=True)
        for term in dict.fromkeys(its)
    ]
    insert(Article.defines.through, ("article_id", "term_id"), pairs, ignore_conflicts=True)


class Found(NamedTuple):
    """What was noticed in one file. The keys are of rows; the path names a file that has none."""

    findings: Iterable[Finding]
    source: int | None = None
    article: int | None = None
    path: str = ""


def write_findings(run: ImportRun, found: Iterable[Found]) -> None:
    """Store findings; those that ask nothing of an editor are stored as settled."""
    rows = [
        (
            run.pk,
            its.source,
            its.article,
            its.path[:500],
            finding.code,
            finding.severity,
            finding.line,
            finding.excerpt,
            finding.message,
            finding.severity != "info",
        )
        for its in found
        for finding in its.findings
    ]
    insert(ImportFinding, FINDING, rows)
