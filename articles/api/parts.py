"""Parts of an article: one tier, one section, and the difference between two versions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import answers, serializers
from articles.api.viewsets import PUBLIC, former, no_article
from articles.models import Listing, Rendering, Version
from kb.api.views import MOVED, PublicView
from kb.document.codec import from_json
from kb.document.diff import BlockChange, ListChange, TableChange, diff_documents


class TierView(PublicView):
    """One tier of an article."""

    changes_daily = True

    @extend_schema(
        operation_id="articles_tier",
        tags=["articles"],
        summary="Read one tier",
        description="A tier of the published version, with what says how far to rely on it.",
        responses={200: serializers.ArticleTierSerializer, 301: MOVED},
    )
    def get(self, request: Request, slug: str, tier: str) -> Response:
        rendering = find(slug, tier)
        if rendering is None:
            return former(slug, tier)
        return Response({**_facts(rendering), **rendering.api})


class SectionView(PublicView):
    """One section of a tier."""

    changes_daily = True

    @extend_schema(
        operation_id="articles_section",
        tags=["articles"],
        summary="Read one section",
        description="A section of the published version, with what says how far to rely on it.",
        responses={200: serializers.ArticleSectionSerializer, 301: MOVED},
    )
    def get(self, request: Request, slug: str, tier: str, anchor: str) -> Response:
        rendering = find(slug, tier)
        if rendering is None:
            return former(slug, tier, anchor)
        for section in rendering.api["sections"]:
            if section["anchor"] == anchor:
                place = {"tier": tier, "label": rendering.api["label"]}
                return Response({**_facts(rendering), **place, **section})
        raise NotFound(f"The tier has no section “{anchor}”.")


class DifferenceView(PublicView):
    """What changed between two versions of an article."""

    @extend_schema(
        operation_id="articles_difference",
        tags=["articles"],
        summary="Compare two versions",
        description="The sections that differ, block by block and word by word.",
        responses=serializers.DifferenceSerializer,
    )
    def get(self, request: Request, slug: str, old: str, new: str) -> Response:
        versions = Version.objects.filter(PUBLIC, article__listing__slug=slug)
        if not Listing.objects.filter(PUBLIC, slug=slug).exists():
            raise no_article(slug)
        found = {each.number: each for each in versions.filter(number__in=(old, new))}
        for number in (int(old), int(new)):
            if number not in found:
                raise NotFound(f"“{slug}” has no version {number}.")
        return Response(_difference(slug, found[int(old)], found[int(new)]))


def find(slug: str, tier: str) -> Rendering | None:
    """Return the published rendering of a tier."""
    return Rendering.objects.filter(PUBLIC, slug=slug, tier=tier).only("page", "api").first()


def _facts(rendering: Rendering) -> dict[str, Any]:
    page = rendering.page
    return {
        "article": page["slug"],
        "title": page["title"],
        "version": page["version"],
        "digest": page["digest"],
        "review": answers.review_facts(page, timezone.now().date()),
    }


def _difference(slug: str, old: Version, new: Version) -> dict[str, Any]:
    changes = diff_documents(from_json(old.document), from_json(new.document))
    changed = [change for change in changes if change.fate != "same"]
    return {
        "article": slug,
        "old": answers.version_row(old, slug),
        "new": answers.version_row(new, slug),
        "unchanged_sections": len(changes) - len(changed),
        "sections": [
            {
                "fate": change.fate,
                "tier": change.tier,
                "anchor": change.anchor,
                "heading": [asdict(run) for run in change.heading],
                "blocks": [_block(block) for block in change.blocks],
            }
            for change in changed
        ],
    }


def _block(block: BlockChange) -> dict[str, Any]:
    said = asdict(block)
    if isinstance(block, ListChange):
        return {"type": "list", **said}
    if isinstance(block, TableChange):
        return {"type": "table", **said}
    return {"type": said.pop("kind"), **said}
