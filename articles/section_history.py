"""What every version changed in one section, so that its history can be read by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles.differences import Change, written
from articles.document import section_from_row
from articles.models import REFLECTION, Version
from articles.models import Section as SectionRow
from kb.document.codec import from_json
from kb.document.diff import diff_section
from kb.document.tree import Document, Section

SHOWN = 50
"""Versions looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A version, or the working copy, that has another text of the section than the one before."""

    version: Version | None
    """None for the working copy."""
    change: Change


def history(row: SectionRow) -> list[Entry]:
    """Return what changed in a section, the newest change first: one query.

    A section is known by its tier and anchor, which a new heading leaves as they are. One that
    came from another tier, or took another anchor there, begins with that version.
    """
    versions = list(row.article.versions.order_by("-number")[:SHOWN])
    states = [(None, section_from_row(row)), *_states(row, versions)]
    if len(versions) < SHOWN:
        states.append((None, None))  # before the first version there was nothing
    return list(_entries(row.tier, states))


_State = tuple[Version | None, Section | None]


def _states(row: SectionRow, versions: Iterable[Version]) -> Iterator[_State]:
    for version in versions:
        yield version, _find(from_json(version.document), row.tier, row.anchor)


def _find(document: Document, tier: str, anchor: str) -> Section | None:
    if tier == REFLECTION:
        blocks = document.reflection
        return Section(None, blocks, anchor=REFLECTION) if blocks else None
    sections = next((each.sections for each in document.tiers if each.name == tier), ())
    return next((section for section in sections if section.anchor == anchor), None)


def _entries(tier: str, states: list[_State]) -> Iterator[Entry]:
    for (version, new), (_, old) in pairwise(states):
        if new is None and old is None:
            continue
        change = diff_section(tier, old, new)
        if change.fate != "same":
            yield Entry(version, written(change))
