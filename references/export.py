"""The reference library as the records of a ``references.json``."""

from __future__ import annotations

from typing import Any

from references.models import Quotation, Reference


def ledger_records() -> list[dict[str, Any]]:
    """Return every record with its verification, in the shape that a ledger is read in."""
    return [_record(reference) for reference in Reference.objects.order_by("key")]


def ledger_quotations() -> list[dict[str, Any]]:
    """Return the wordings that ledgers brought, with their verdicts, in that same shape."""
    rows = Quotation.objects.filter(in_ledger=True).select_related("reference").order_by("id")
    return [_quotation(row) for row in rows.exclude(verdict=Quotation.Verdict.UNCHECKED)]


def _quotation(row: Quotation) -> dict[str, Any]:
    is_found = row.verdict != Quotation.Verdict.NOT_FOUND and row.reference is not None
    said = {"wrong": row.wrong, "note": row.note, "see": row.see}
    return {
        "as_given": row.raw,
        "verdict": row.verdict,
        "key": row.reference.key if is_found else None,
        **{name: value for name, value in said.items() if value},
    }


def _record(reference: Reference) -> dict[str, Any]:
    checked = reference.verified_at.isoformat() if reference.verified_at else ""
    verification = {
        "state": reference.verification,
        "against": reference.verified_against,
        "checked": checked,
        "note": reference.verification_note,
    }
    said = {name: value for name, value in verification.items() if value}
    return {"key": reference.key, "csl": reference.csl, "verification": said}
