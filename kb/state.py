"""The site's state: a counter that every change of public content advances."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from kb.models import SiteState


def advance(*, glossary: bool = False) -> None:
    """Say, inside the transaction that changes it, that public content has changed.

    ``glossary`` says that term names, aliases or their visibility changed too, so that whoever
    keeps an automaton of them builds a new one.
    """
    changes: dict[str, Any] = {"counter": F("counter") + 1, "changed_at": timezone.now()}
    if glossary:
        changes["glossary"] = F("glossary") + 1
    if not SiteState.objects.filter(pk=1).update(**changes):
        SiteState.objects.create(pk=1)


def counters() -> tuple[int, int]:
    """Return (site counter, glossary counter); (0, 0) before anything was published."""
    return SiteState.objects.filter(pk=1).values_list("counter", "glossary").first() or (0, 0)
