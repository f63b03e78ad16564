"""Moving sections from an article's page or a section's own: by button, by choice, by dragging."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import ordering
from articles.admin.log import note_change
from articles.admin.preview import number
from articles.models import REFLECTION, TIER_CHOICES, Article, Section

DIRECTIONS = ("up", "down", "simpler", "deeper")
TIER_NAMES = dict(TIER_CHOICES)

STALE = (
    "Nothing was moved: the article was changed after you opened the page. "
    "Here is the order as it is now."
)


def respond(request: HttpRequest, article_id: int) -> HttpResponse:
    """Move a section as posted, and go back to the article's page, to the button that was pressed.

    ``move`` is ``ID DIRECTION`` or ``ID TIER PLACE``; ``seen`` is the ``lock_version`` they saw.
    """
    if request.method != "POST" or not request.user.has_perm("articles.change_section"):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=article_id)
    which, _, wish = request.POST.get("move", "").partition(" ")
    section = article.sections.filter(pk=number(which)).first()
    tier, position = _target(section, wish) if section else ("", 0)
    if section is None or not tier or REFLECTION in (tier, section.tier):
        messages.error(request, STALE)
        return HttpResponseRedirect(_address(article))
    try:
        seen = number(request.POST.get("seen"))
        moved = ordering.place(section.pk, tier, position, by=request.user, seen=seen)
    except ordering.OrderChanged:
        messages.error(request, STALE)
        return HttpResponseRedirect(_address(article))
    if moved.article.lock_version != seen:
        _say(request, article, section.tier, moved)
    again = urlencode({"moved": f"{moved.pk} {wish if wish in DIRECTIONS else 'up'}"})
    return HttpResponseRedirect(f"{_address(article)}?{again}")


def places(section: Section, sections: Iterable[Section]) -> list[tuple[str, list[Any]]]:
    """Return where a section can go, for a form: per tier, each ``move`` with its words."""
    found = []
    for tier, name in TIER_CHOICES:
        others = [each for each in sections if each.tier == tier and each.pk != section.pk]
        choices = [(f"{section.pk} {tier} 0", "at the beginning")]
        choices += [
            (f"{section.pk} {tier} {place}", f"after “{other.heading or 'Opening'}”")
            for place, other in enumerate(others, 1)
        ]
        found.append((name, choices))
    return found


def _target(section: Section, wish: str) -> tuple[str, int]:
    """Return the tier and the place wished for; no tier for a wish that makes no sense."""
    if wish in DIRECTIONS:
        return ordering.step(section, wish)
    tier, _, place = wish.partition(" ")
    return (tier if tier in TIER_NAMES else ""), number(place)


def _say(request: HttpRequest, article: Article, former_tier: str, moved: Section) -> None:
    place = f"place {moved.position + 1} of {TIER_NAMES[moved.tier]}"
    said = f"“{moved}” is now at {place}."
    messages.success(request, said)
    note_change(request, article, f"Moved “{moved}” from {TIER_NAMES[former_tier]} to {place}.")


def _address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
