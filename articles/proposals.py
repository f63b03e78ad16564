"""Changed sources of articles that an editor changed too: three texts side by side, one choice.

A source that is *pending* touches nothing. An editor takes its sections over one by one, and then
either finishes, which makes it the article's source, or declines it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import transaction

from articles import editing
from articles.document import section_from_row, sections_of
from articles.editing import SectionText
from articles.models import Article, Section, Source
from kb.document import tree
from kb.document.codec import digest, from_json
from kb.document.diff import Run, diff_words
from kb.document.markdown_writer import write_blocks

Place: TypeAlias = tuple[str, str]
"""(tier, anchor)."""

LABELS = {
    "same": "Nothing to decide",
    "theirs": "Changed in the source",
    "mine": "Changed by an editor",
    "both": "Changed by both",
    "new": "New in the source",
    "gone": "No longer in the source",
}
"""What happened to a section since the last import, in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One section in three states; a text is None where the section does not exist."""

    tier: str
    anchor: str
    heading: str
    kind: str
    """Key into :data:`LABELS`."""
    before: str | None
    """Markdown of the last import."""
    mine: str | None
    """Markdown of the working copy."""
    theirs: str | None
    """Markdown of the new source."""
    base: str
    """Digest of the working copy's section, or empty."""

    @property
    def label(self) -> str:
        """What happened to it."""
        return LABELS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether there is a text to take over."""
        return self.mine != self.theirs and self.kind not in ("same", "mine")

    @property
    def runs(self) -> tuple[Run, ...]:
        """From the editor's text to the new source's, word by word."""
        return diff_words(self.mine or "", self.theirs or "")


# --- looking --------------------------------------------------------------------------------


def compare(source: Source) -> list[Row]:
    """Return every section of the last import, the working copy and the new source."""
    article = source.article
    before, theirs = _imported(article), _sections(source)
    mine = {(row.tier, row.anchor): row for row in article.sections.order_by("tier", "position")}
    places = dict.fromkeys([*theirs, *mine])
    order = {name: place for place, name in enumerate((*tree.TIERS, "reflection"))}
    return [
        _row(place, before.get(place), mine.get(place), theirs.get(place))
        for place in sorted(places, key=lambda place: order[place[0]])
    ]


def _imported(article: Article) -> Mapping[Place, tree.Section]:
    current = article.sources.filter(state=Source.State.CURRENT).first()
    return _sections(current) if current else {}


def _sections(source: Source) -> Mapping[Place, tree.Section]:
    found = sections_of(from_json(source.document))
    return {(tier, section.anchor): section for tier, _, section in found}


def _row(
    place: Place, before: tree.Section | None, row: Section | None, theirs: tree.Section | None
) -> Row:
    mine = section_from_row(row) if row else None
    section = mine or theirs or before
    return Row(
        tier=place[0],
        anchor=place[1],
        heading=(section.heading if section else None) or "Opening",
        kind=_kind(before, mine, theirs),
        before=_markdown(before),
        mine=_markdown(mine),
        theirs=_markdown(theirs),
        base=row.digest if row else "",
    )


def _kind(
    before: tree.Section | None, mine: tree.Section | None, theirs: tree.Section | None
) -> str:
    old, own, new = (digest(section) if section else "" for section in (before, mine, theirs))
    if own == new:
        return "same"
    if not new:
        return "gone" if old else "mine"
    if not own:
        return "new"
    if old == new:
        return "mine"
    return "theirs" if old == own else "both"


def _markdown(section: tree.Section | None) -> str | None:
    return None if section is None else write_blocks(section.blocks)


# --- choosing -------------------------------------------------------------------------------


@transaction.atomic
def accept(source: Source, tier: str, anchor: str, *, by: Any, base: str) -> None:
    """Take one section of the new source over, as an edit of the working copy.

    ``base`` is the digest of the section the editor looked at; raises
    :class:`~articles.editing.Conflict` when it is another by now.
    """
    theirs = _sections(source).get((tier, anchor))
    row = source.article.sections.filter(tier=tier, anchor=anchor).first()
    if theirs is None and row is not None:
        editing.delete_section(row.pk, by=by, base=base)
        return
    if theirs is None:
        return
    text = SectionText(theirs.heading or "", write_blocks(theirs.blocks))
    if row is None:
        editing.add_section(source.article, tier, text, by=by)
    else:
        editing.save_section(row.pk, text, by=by, base=base)


@transaction.atomic
def finish(source: Source, *, by: Any) -> None:
    """Make the new source the article's own; what was not taken over stays the editor's text."""
    article = Article.objects.select_for_update().get(pk=source.article_id)
    article.sources.filter(state=Source.State.CURRENT).update(state=Source.State.SUPERSEDED)
    Source.objects.filter(pk=source.pk).update(state=Source.State.CURRENT)
    theirs = _sections(source)
    rows = list(article.sections.all())
    for row in rows:
        section = theirs.get((row.tier, row.anchor))
        row.imported_digest = digest(section) if section else ""
        row.source = source if section else row.source
        if section and section.span:
            row.first_line, row.last_line = section.span.first, section.span.last
    Section.objects.bulk_update(
        rows, ["imported_digest", "source", "first_line", "last_line"], batch_size=200
    )
    editing.claim(article, by=by)


def decline(source: Source, *, by: Any) -> None:
    """Put the new source aside; the article stays as it is."""
    Source.objects.filter(pk=source.pk, state=Source.State.PENDING).update(
        state=Source.State.DECLINED
    )
