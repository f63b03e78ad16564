"""Settling what imports noticed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import ImportFinding


def settle(findings: QuerySet[ImportFinding], *, by: Any, note: str) -> int:
    """Settle those that are open, with a note of what was done; return how many."""
    return findings.filter(is_open=True).update(
        is_open=False, settled_at=timezone.now(), settled_by=by, settled_note=note.strip()
    )


def reopen(findings: QuerySet[ImportFinding]) -> int:
    """Open settled findings again; their notes stay. Returns how many."""
    return findings.filter(is_open=False).update(is_open=True, settled_at=None, settled_by=None)
