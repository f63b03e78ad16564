"""The tiers as readers meet them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from kb.document.tree import TIER_LABELS, TIERS

LABELS = TIER_LABELS
"""What each tier gives its reader, in words that need no explanation."""


def address(slug: str, tier: str, anchor: str = "") -> str:
    """Return the path of an article's tier, or of a section of it."""
    return f"/articles/{slug}/{tier}/" + (f"#{anchor}" if anchor else "")


def ceiling(tier: str) -> float | None:
    """Return the highest reading grade meant for ``tier``, or None where there is none."""
    return settings.KB_READING_CEILINGS.get(tier)


def neighbours(tier: str, available: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the next simpler and the next deeper tier among those the article has."""
    place = TIERS.index(tier)
    simpler = [name for name in TIERS[:place] if name in available]
    deeper = [name for name in TIERS[place + 1 :] if name in available]
    return (simpler[-1] if simpler else None, deeper[0] if deeper else None)
