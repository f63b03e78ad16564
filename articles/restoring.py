"""Making an old version the working copy again, as a new draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import editing, notices, workflow
from articles.document import section_row, sections_of
from articles.models import Article, BibliographyEntry, Section, Topic, Transition, Version
from kb.document.codec import from_json
from kb.document.text import slugify
from kb.document.tree import Document, ReferenceEntry
from references.columns import fill
from references.matching import by_keys
from references.models import Reference

RESTORED = "restore"
"""The action recorded with the version that became the working copy."""

DETAILS = ("title", "summary", "note", "owner_name", "source_url")


@transaction.atomic
def restore(version: Version, *, by: Any, seen_lock: int, comment: str = "") -> Transition:
    """Replace the article's working copy by ``version``, as a draft, and record it.

    What readers see stays as it is. The address stays too: it belongs to the article. The words
    that are replaced are gone unless they were published, so ``seen_lock`` must be the article's
    ``lock_version`` as the person saw it; raises :class:`~articles.workflow.Refused` otherwise.
    """
    article = Article.objects.select_for_update().get(pk=version.article_id)
    if article.lock_version != seen_lock:
        raise workflow.Refused(
            "The article was changed after you opened this page. Read what changed first."
        )
    before, replaced = article.state, article.edited_by
    document = from_json(version.document)
    _restore_details(article, document)
    _restore_sections(article, document, by)
    _restore_bibliography(article, document.references)
    article.state = Article.State.DRAFT
    article.save(update_fields=["state", "updated_at"])
    editing.claim(article, by=by)
    step = workflow.record(article, RESTORED, before, by=by, comment=comment, version=version)
    notices.step_taken(step, also=[replaced])
    return step


# --- parts of the working copy --------------------------------------------------------------


def _restore_details(article: Article, document: Document) -> None:
    article.title, article.title_source = document.title, document.title_source
    article.summary, article.note = document.summary, document.note
    article.owner_name, article.source_url = document.owner, document.url
    article.save(update_fields=[*DETAILS, "title_source", "updated_at"])
    article.topics.set(_topics(document.topics))


def _topics(names: Iterable[str]) -> list[Topic]:
    """Return the topics of these names; one that was removed since is made again."""
    found = []
    for name in names:
        topic = Topic.objects.filter(name=name).first()
        if topic is None:
            topic, _ = Topic.objects.get_or_create(
                slug=slugify(name)[:80], defaults={"name": name[:120]}
            )
        found.append(topic)
    return found


KEPT = (
    "pk",
    "source_id",
    "imported_digest",
    "first_line",
    "last_line",
    "edited_at",
    "edited_by_id",
)
"""What a section that is still there keeps: what was told of it is told of the same place."""


def _restore_sections(article: Article, document: Document, by: Any) -> None:
    """Write the version's sections over those of the same place, and take the others away."""
    present = {(row.tier, row.anchor): row for row in article.sections.all()}
    wanted = [
        section_row(article, tier, position, section)
        for tier, position, section in sections_of(document)
    ]
    places = {(row.tier, row.anchor) for row in wanted}
    gone = [row.pk for place, row in present.items() if place not in places]
    article.sections.filter(pk__in=gone).delete()
    for row in wanted:
        _write(row, present.get((row.tier, row.anchor)), by)


def _write(row: Section, old: Section | None, by: Any) -> None:
    is_other = old is None or old.digest != row.digest
    if old is not None:
        for name in KEPT:
            setattr(row, name, getattr(old, name))
    if is_other:
        row.edited_at, row.edited_by = timezone.now(), by
    row.save()


def _restore_bibliography(article: Article, references: Sequence[ReferenceEntry]) -> None:
    records = by_keys(entry.key for entry in references)
    entries: dict[int, BibliographyEntry] = {}
    for position, entry in enumerate(references):
        record = records.get(entry.key) or _record_again(entry)
        entries.setdefault(
            record.pk,
            BibliographyEntry(article=article, position=position, reference=record, raw=entry.raw),
        )
    article.bibliography.all().delete()
    BibliographyEntry.objects.bulk_create(entries.values())


def _record_again(entry: ReferenceEntry) -> Reference:
    """Make a record anew that the library lost: the version still holds all of it."""
    record = fill(Reference(key=entry.key, csl=entry.csl or {"title": entry.raw}))
    for name in ("doi", "pmid"):
        value = getattr(record, name)
        if value and (same := Reference.objects.filter(**{name: value}).first()):
            return same
    record.save()
    return record
