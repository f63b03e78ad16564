"""Saving what editors write: Markdown to tree, digest, and no word overwritten unseen.

An editor's form carries the digest of the section it was opened with. A save whose section has
changed since raises :class:`Conflict`, which holds both texts. Whatever is saved goes through a
compare-and-swap on the article's ``lock_version``, so that edits, imports, sign-offs and publishing
notice one another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from articles import publishing, workflow
from articles.markdown_checks import cited_keys
from articles.models import REFLECTION, Article, BibliographyEntry, FormerSlug, Section
from kb import changes
from kb.document import codec, tree
from kb.document.anchors import proposed_anchor
from kb.markup.markdown import read_blocks
from kb.search import index
from references.models import Reference


@dataclass(frozen=True, slots=True)
class SectionText:
    """What an editor writes of a section."""

    heading: str
    markdown: str


class Conflict(Exception):
    """A save refused because the text changed since the editor opened it. Nothing was written."""

    def __init__(self, mine: SectionText, theirs: Section | None) -> None:
        super().__init__("The section was changed after you opened it.")
        self.mine = mine
        """The text that was not saved."""
        self.theirs = theirs
        """The section as it is stored now; None when it was deleted."""


# --- one section ----------------------------------------------------------------------------


@transaction.atomic
def save_section(section_id: int, text: SectionText, *, by: Any, base: str) -> Section:
    """Save an editor's text over the section whose digest was ``base``, or raise Conflict."""
    section = _locked(section_id)
    if section is None or section.digest != base:
        raise Conflict(text, section)
    if _write(section, text, by=by):
        claim(section.article, by=by)
        list_cited(section.article, text.markdown)
    section.save()
    return section


@transaction.atomic
def add_section(article: Article, tier: str, text: SectionText, *, by: Any) -> Section:
    """Add a section at the end of a tier."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    siblings = article.sections.filter(tier=tier)
    last = siblings.aggregate(last=Max("position"))["last"]
    section = Section(
        article=article,
        tier=tier,
        position=0 if last is None else last + 1,
        anchor=free_anchor(article, tier, text.heading),
    )
    _write(section, text, by=by)
    claim(article, by=by)
    list_cited(article, text.markdown)
    section.save()
    return section


@transaction.atomic
def delete_section(section_id: int, *, by: Any, base: str) -> None:
    """Delete a section that is still the one the editor saw, or raise Conflict."""
    section = _locked(section_id)
    if section is None or section.digest != base:
        raise Conflict(SectionText("", ""), section)
    claim(section.article, by=by)
    section.delete()


def _locked(section_id: int) -> Section | None:
    """Return the section with its article's row locked first, so that writers queue up."""
    article = Article.objects.select_for_update().filter(sections=section_id).first()
    if article is None:
        return None
    section = Section.objects.filter(pk=section_id).first()
    if section is not None:
        section.article = article
    return section


def _write(section: Section, text: SectionText, *, by: Any) -> bool:
    """Put the text into the row; say whether its words or structure are new."""
    section.heading, section.markdown = text.heading, text.markdown
    section.level = max(section.level, 3) if text.heading else 2
    node = read_section(section)
    digest = codec.digest(node)
    if digest == section.digest:
        return False
    section.blocks = codec.blocks_to_json(node.blocks)
    section.digest = digest
    section.edited_at, section.edited_by = timezone.now(), by
    return True


def read_section(section: Section) -> tree.Section:
    """Return the tree of a row's heading and Markdown. The anchor stays: addresses name it."""
    return tree.Section(
        heading=section.heading or None,
        blocks=read_blocks(section.markdown).blocks,
        level=section.level,
        anchor=section.anchor,
    )


# --- the article ----------------------------------------------------------------------------


DETAILS = ("title", "slug", "summary", "note", "owner_id", "owner_name", "source_url")
"""The article's own fields that editors change."""


def details_digest(article: Article) -> str:
    """Return a digest of the details as they are, for a form to be compared with at its save."""
    values = [str(getattr(article, name)) for name in DETAILS]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()


def save_details(article: Article, changed: Iterable[str], *, former_slug: str) -> None:
    """Save the changed details and nothing else; a slug's old address will redirect.

    Whoever calls this calls :func:`claim` afterwards, in the same transaction.
    """
    names = {f"{name}_id" if name == "owner" else name for name in changed} & set(DETAILS)
    if "title" in names:
        article.title_source = Article.TitleSource.EDITOR
        names.add("title_source")
    if names:
        article.save(update_fields=[name.removesuffix("_id") for name in names])
    if "slug" in names and former_slug:
        _move_address(article, former_slug)


def _move_address(article: Article, former_slug: str) -> None:
    """Show a published article at its new address, and redirect from the one it had."""
    FormerSlug.objects.filter(slug=article.slug).delete()
    FormerSlug.objects.update_or_create(slug=former_slug, defaults={"article": article})
    if article.published is not None:
        index.remove("article", former_slug)
        changes.record(changes.ARTICLE, [changes.Fact(former_slug, renamed_to=article.slug)])
        publishing.show([article])


def claim(article: Article, *, by: Any) -> None:
    """Advance the article's lock, note the edit, and make an approval void.

    Raises Conflict when the article's row is not the one that was read.
    """
    now = timezone.now()
    claimed = Article.objects.filter(pk=article.pk, lock_version=article.lock_version).update(
        lock_version=F("lock_version") + 1, edited_at=now, edited_by=by, updated_at=now
    )
    if not claimed:
        raise Conflict(SectionText("", ""), None)
    article.lock_version += 1
    article.edited_at, article.edited_by = now, by
    workflow.reopen(article, by=by)


def list_cited(article: Article, markdown: str) -> None:
    """Add works the text cites to the end of the article's bibliography."""
    keys = cited_keys(markdown)
    listed = article.bibliography.values_list("reference__key", flat=True)
    missing = [key for key in keys if key not in set(listed)]
    if not missing:
        return
    records = Reference.objects.in_bulk(missing, field_name="key")
    last = article.bibliography.aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    new = [records[key] for key in missing if key in records]
    BibliographyEntry.objects.bulk_create(
        BibliographyEntry(article=article, reference=record, position=start + offset)
        for offset, record in enumerate(new)
    )


def free_anchor(article: Article, tier: str, heading: str) -> str:
    """Return the anchor for a new heading that no other section of the tier has."""
    anchor = "reflection" if tier == REFLECTION else proposed_anchor(heading or None)[:110]
    used = set(
        article.sections.filter(tier=tier, anchor__startswith=anchor).values_list(
            "anchor", flat=True
        )
    )
    number, free = 2, anchor
    while free in used:
        free, number = f"{anchor}-{number}", number + 1
    return free
