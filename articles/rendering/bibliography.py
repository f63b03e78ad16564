"""The reference list as a page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kb.document.tree import Document, ReferenceEntry
from kb.markup.citation_style import reference_inlines, reference_text
from kb.markup.html import render_inlines
from kb.markup.text import plain_inlines
from references.models import Quotation, Reference, Verification


def numbers(document: Document) -> dict[str, int]:
    """Return the number of each reference by its key, counted from 1."""
    return {entry.key: number for number, entry in enumerate(document.references, 1)}


def reference_list(
    document: Document, records: Mapping[str, Reference], quotations: Mapping[str, Quotation]
) -> list[dict[str, Any]]:
    """Return the list's entries, as all tiers show them."""
    return [
        _entry(number, entry, records.get(entry.key), quotations.get(entry.raw))
        for number, entry in enumerate(document.references, 1)
    ]


def with_uses(
    references: Iterable[dict[str, Any]], uses: Mapping[int, list[str]]
) -> list[dict[str, Any]]:
    """Return the entries for one tier.

    ``uses`` holds the identifiers of the marks in the tier's HTML by number.
    """
    return [
        {**reference, "uses": _uses(uses.get(reference["number"], ()))} for reference in references
    ]


def _uses(marks: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": mark, "label": str(place)} for place, mark in enumerate(marks, 1)]


def _entry(
    number: int, entry: ReferenceEntry, record: Reference | None, quotation: Quotation | None
) -> dict[str, Any]:
    csl = record.csl if record else entry.csl
    state = record.verification if record else Verification.UNVERIFIED
    inlines = reference_inlines(csl)
    return {
        "number": number,
        "key": entry.key,
        "url": f"/references/{entry.key}/",
        "text": plain_inlines(inlines) or entry.raw,
        "html": render_inlines(inlines),
        "raw": entry.raw,
        "csl": {"id": entry.key, **csl},
        "doi": (record.doi if record else csl.get("DOI")) or "",
        "pmid": (record.pmid if record else csl.get("PMID")) or "",
        "verification": state,
        "verification_label": Verification(state).label,
        "quotation": _quotation(quotation),
    }


def _quotation(quotation: Quotation | None) -> dict[str, Any] | None:
    if quotation is None or quotation.verdict == Quotation.Verdict.UNCHECKED:
        return None
    found = quotation.reference
    return {
        "verdict": quotation.verdict,
        "note": quotation.note,
        "wrong": quotation.wrong,
        "found": reference_text(found.csl) if found else "",
    }


def verification_counts(references: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many references stand in each state of verification, and how many in all."""
    counts = Counter(reference["verification"] for reference in references)
    return {**{state: counts[state] for state in Verification.values}, "total": len(references)}
