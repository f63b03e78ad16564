"""Entering works from what an editor pastes: looked at first, then kept as unverified records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kb.document.pasted_references import read_pasted
from kb.document.tree import ReferenceEntry
from kb.markup.citation_style import reference_text
from references.matching import match_entries
from references.models import Reference

_NEEDED = (("title", "title"), ("author", "author"), ("issued", "year"))


@dataclass(frozen=True, slots=True)
class Offer:
    """A work read from a text, and what entering it would do."""

    entry: ReferenceEntry
    written: str
    """The reference as readers would see it."""
    known: Reference | None
    """The record the library has of it."""
    missing: tuple[str, ...]
    """What the entry does not say."""


def look(text: str) -> list[Offer]:
    """Return the works that a text names. Writes nothing."""
    entries = read_pasted(text)
    known = match_entries(entries, create=False)
    return [_offer(entry, record) for entry, record in zip(entries, known, strict=True)]


@transaction.atomic
def enter(text: str, places: set[int]) -> list[tuple[Reference, bool]]:
    """Enter the works at these places of a text; return each record and whether it is new.

    New records are unverified. Works that are nearly one are proposed to an editor.
    """
    entries = [entry for place, entry in enumerate(read_pasted(text)) if place in places]
    known = match_entries(entries, create=False)
    records = match_entries(entries)
    made: dict[int, tuple[Reference, bool]] = {}
    for before, record in zip(known, records, strict=True):
        if record is not None:
            made.setdefault(record.pk, (record, before is None))
    return list(made.values())


def _offer(entry: ReferenceEntry, known: Reference | None) -> Offer:
    csl: dict[str, Any] = entry.csl
    missing = tuple(word for name, word in _NEEDED if not csl.get(name))
    return Offer(entry, reference_text(csl), known, missing)
