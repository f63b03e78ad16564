"""The order of an article's sections, and which tier each stands in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import editing
from articles.models import REFLECTION, Article, Section
from kb.document import codec
from kb.document.tree import TIERS


class OrderChanged(Exception):
    """A move refused because the article changed since the page was opened. Nothing was moved."""


@transaction.atomic
def place(section_id: int, tier: str, position: int, *, by: Any, seen: int) -> Section:
    """Put a section at a place of a tier, counted from 0 among the others there.

    ``seen`` is the article's ``lock_version`` as the person saw it; raises OrderChanged when it is
    another by now, or the section is gone. A place beyond the end is the end. The words stay as
    they are; in another tier the section may need another anchor.
    """
    article = Article.objects.select_for_update().filter(sections=section_id).first()
    if article is None or article.lock_version != seen:
        raise OrderChanged
    section = Section.objects.get(pk=section_id)
    section.article = article
    others = list(article.sections.filter(tier=tier).exclude(pk=section.pk))
    position = max(0, min(position, len(others)))
    if section.tier == tier and _is_there(article, section, position):
        return section
    editing.claim(article, by=by)
    if section.tier != tier:
        _change_tier(section, tier, by)
    others.insert(position, section)
    _number(others)
    return section


def step(section: Section, direction: str) -> tuple[str, int]:
    """Return the tier and place one step ``up``, ``down``, ``simpler`` or ``deeper``.

    A section goes to the same place of the other tier, or to its end. At an edge it stays.
    """
    siblings = list(section.article.sections.filter(tier=section.tier).values_list("pk", flat=True))
    at = siblings.index(section.pk)
    if direction in ("up", "down"):
        return section.tier, max(0, at + (1 if direction == "down" else -1))
    tier = neighbour(section.tier, direction)
    return tier or section.tier, at


def neighbour(tier: str, direction: str) -> str | None:
    """Return the next ``simpler`` or ``deeper`` tier, or None; the reflection has neither."""
    if tier == REFLECTION:
        return None
    at = TIERS.index(tier) + (1 if direction == "deeper" else -1)
    return TIERS[at] if 0 <= at < len(TIERS) else None


def _is_there(article: Article, section: Section, position: int) -> bool:
    order = list(article.sections.filter(tier=section.tier).values_list("pk", flat=True))
    return order.index(section.pk) == position


def _change_tier(section: Section, tier: str, by: Any) -> None:
    """Give the section its tier, and let go of ways between tiers that no longer lead anywhere."""
    section.anchor = editing.free_anchor(section.article, tier, section.heading)
    section.tier = tier
    section.digest = codec.digest(editing.read_section(section))
    section.edited_at, section.edited_by = timezone.now(), by
    section.counterparts.all().delete()
    section.counterpart_of.all().delete()
    section.save()


def _number(sections: list[Section]) -> None:
    for position, section in enumerate(sections):
        section.position = position
    Section.objects.bulk_update(sections, ["position"])
