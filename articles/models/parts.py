"""The parts of an article: its tiers and its reflection."""

from __future__ import annotations

from kb.document.tree import TIERS

TIER_CHOICES = [(tier, tier.capitalize()) for tier in TIERS]
REFLECTION = "reflection"
PART_CHOICES = [*TIER_CHOICES, (REFLECTION, "Reflection")]
