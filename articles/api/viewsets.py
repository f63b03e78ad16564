"""Articles, versions and topics. Only what is published can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api import answers, listed, serializers
from articles.api.filters import ListingFilter
from articles.models import Article, Listing, Rendering, Topic, Version
from kb import state
from kb.api.places import place
from kb.api.statements import FixedList
from kb.api.views import MOVED, PublicViewSet, moved

PUBLIC = Q(article__published__isnull=False)
LISTED = Exists(Article.objects.filter(pk=OuterRef("article"), published__isnull=False))
"""The same for lists: a join would make SQLite start from the articles and sort them all."""


@extend_schema_view(
    list=extend_schema(
        summary="List articles",
        description="Published articles, with what a list shows of each.",
        responses=serializers.ArticleRowSerializer(many=True),
    ),
    retrieve=extend_schema(
        summary="Read an article",
        description="The published version: every tier as Markdown, HTML and typed blocks, with "
        "its references, terms, source and review.",
        responses={200: serializers.ArticleSerializer, 301: MOVED},
    ),
)
class ArticleViewSet(PublicViewSet):
    queryset = Listing.objects.filter(LISTED)
    serializer_class = serializers.ArticleRowSerializer
    detail_serializer_class = serializers.ArticleSerializer
    expansions = {"retrieve": ("versions",)}
    filterset_class = ListingFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    changes_daily = True
    orderings = {
        "title": ("sort_title", "article_id"),
        "-title": ("-sort_title", "-article_id"),
        "published_at": ("published_at", "article_id"),
        "-published_at": ("-published_at", "-article_id"),
        "first_published_at": ("first_published_at", "article_id"),
        "-first_published_at": ("-first_published_at", "-article_id"),
    }

    fixed = FixedList(queryset, *listed.COLUMNS)

    def written(self, rows: Sequence[Any]) -> Iterable[str]:
        return listed.texts(rows, timezone.now().date())

    def present_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        return [json.loads(text) for text in self.written(rows)]

    def brings_site_facts(self) -> bool:
        return self.action == "retrieve" or super().brings_site_facts()

    def retrieve(self, request: Request, slug: str) -> Response:
        renderings = Rendering.objects.filter(PUBLIC, slug=slug).only(
            "article", "tier", "page", "api"
        )
        found = list(state.with_site_facts(renderings))
        if not found:
            return former(slug)
        self.made_in(state.facts_of(found[0]))
        data = answers.detail(found, timezone.now().date())
        if "versions" in self.expanded:
            data["versions"] = answers.versions(found[0].article_id, slug)
        return self.answer(data)


@extend_schema_view(
    list=extend_schema(
        summary="List an article's versions",
        description="Every version ever published, the newest first.",
        responses=serializers.VersionRowSerializer(many=True),
    ),
    retrieve=extend_schema(
        summary="Read a version",
        description="One immutable version with its whole document tree.",
        responses=serializers.VersionSerializer,
    ),
)
class VersionViewSet(PublicViewSet):
    queryset = Version.objects.filter(PUBLIC)
    serializer_class = serializers.VersionRowSerializer
    detail_serializer_class = serializers.VersionSerializer
    lookup_field = "number"
    lookup_value_regex = r"[1-9][0-9]{0,8}"
    orderings = {"-number": ("-number",)}

    def get_queryset(self) -> QuerySet[Version]:
        slug = self.kwargs.get("slug")
        listing = Listing.objects.filter(PUBLIC, slug=slug).values_list("article_id").first()
        if listing is None:
            raise no_article(slug)
        return self.queryset.filter(article_id=listing[0])

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.defer("document")

    def present(self, row: Version) -> dict[str, Any]:
        return answers.version_row(row, self.kwargs["slug"])

    def retrieve(self, request: Request, slug: str, number: str) -> Response:
        version = self.get_queryset().filter(number=int(number)).first()
        if version is None:
            raise NotFound(f"“{slug}” has no version {number}.")
        return self.answer({**self.present(version), "document": version.document})


@extend_schema_view(
    list=extend_schema(
        summary="List topics",
        description="Topics that group at least one published article.",
        responses=serializers.TopicRowSerializer(many=True),
    )
)
class TopicViewSet(PublicViewSet):
    queryset = Topic.objects.filter(listed__gt=0)
    fixed = FixedList(queryset, "slug", "name", "listed")
    serializer_class = serializers.TopicRowSerializer
    orderings = {"name": ("name", "id")}

    def present(self, row: Any) -> dict[str, Any]:
        return answers.topic_row(row)


def former(slug: str, *parts: str) -> Response:
    """Send on whoever asks for the slug an article had, or say that there is none.

    ``parts`` is what follows the slug in the address: a tier, a section.
    """
    listings = Listing.objects.filter(PUBLIC, article__former_slugs__slug=slug)
    present = listings.values_list("slug", flat=True).first()
    if present is None:
        raise no_article(slug)
    return moved(place("articles", present, *parts))


def no_article(slug: str | None) -> NotFound:
    """Return the error that there is no such published article."""
    return NotFound(f"There is no published article “{slug}”.")
