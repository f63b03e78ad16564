"""The reference library as the records of a ``references.json``."""

from __future__ import annotations

from typing import Any

from references.models import Reference


def ledger_records() -> list[dict[str, Any]]:
    """Return every record with its verification, in the shape that a ledger is read in."""
    return [_record(reference) for reference in Reference.objects.order_by("key")]


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
