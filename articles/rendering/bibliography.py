"""The reference list as a page shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kb.document.tree import Document
from kb.markup.citation_style import reference_html, reference_text
from references.models import Quotation, Reference, Verification


def numbers(document: Document) -> dict[str, int]:
    """Return the number of each reference by its key, counted from 1."""
    return {entry.key: number for number, entry in enumerate(document.references, 1)}


def reference_list(
    document: Document,
    records: Mapping[str, Reference],
    quotations: Mapping[str, Quotation],
    uses: Mapping[int, list[str]],
) -> list[dict[str, Any]]:
    """Return the list's entries for one tier.

    ``uses`` holds the identifiers of the marks in the tier's HTML by number.
    """
    return [
        _entry(number, entry, records.get(entry.key), quotations.get(entry.raw), uses)
        for number, entry in enumerate(document.references, 1)
    ]


def _entry(
    number: int,
    entry: Any,
    record: Reference | None,
    quotation: Quotation | None,
    uses: Mapping[int, list[str]],
) -> dict[str, Any]:
    csl = record.csl if record else entry.csl
    state = record.verification if record else Verification.UNVERIFIED
    return {
        "number": number,
        "key": entry.key,
        "url": f"/references/{entry.key}/",
        **_formatted(json.dumps(csl, sort_keys=True), entry.raw),
        "raw": entry.raw,
        "csl": {"id": entry.key, **csl},
        "doi": (record.doi if record else csl.get("DOI")) or "",
        "pmid": (record.pmid if record else csl.get("PMID")) or "",
        "verification": state,
        "verification_label": Verification(state).label,
        "quotation": _quotation(quotation),
        "uses": [
            {"id": mark, "label": str(place)} for place, mark in enumerate(uses.get(number, ()), 1)
        ],
    }


@lru_cache(maxsize=512)
def _formatted(csl: str, raw: str) -> dict[str, str]:
    """Return a work as readers see it; every tier of an article shows the same list."""
    item = json.loads(csl)
    return {"text": reference_text(item) or raw, "html": reference_html(item)}


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
