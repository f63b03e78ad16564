"""Search over everything published, in the shape of the API's other lists."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from kb.api.errors import refuse
from kb.api.pagination import BAD_CURSOR, CURSOR_PARAMETER, SIZE_PARAMETER, Cursor, read_size
from kb.api.parameters import MAX_LENGTH
from kb.api.schema import parameter
from kb.api.views import PublicView
from kb.document.tree import TIERS
from kb.http import absolute
from kb.search import search
from kb.search.results import Correction, Facet, Group, Results

KINDS = ("article", "term", "reference")
STATES = ("unreviewed", "reviewed", "overdue")
WORDS = {
    "type": "string",
    "minLength": 1,
    "maxLength": MAX_LENGTH,
    "pattern": r"^[^\x00]*\S[^\x00]*$",
}
TOPIC = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": r"^[^\x00]*$"}
ORDERING = "search"
MOST_PAGES = 10_000


class SearchRowSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS)
    key = serializers.CharField(help_text="Slug of an article or term, key of a reference.")
    title = serializers.CharField()
    url = serializers.URLField(help_text="The very place: the section that matches best.")
    tier = serializers.ChoiceField(TIERS, allow_null=True)
    anchor = serializers.CharField(allow_null=True)
    heading = serializers.CharField(allow_null=True)
    snippet = serializers.CharField(allow_blank=True, help_text="HTML with `<mark>` only.")
    score = serializers.FloatField(help_text="Higher is better; comparable within one answer.")
    review_state = serializers.ChoiceField(STATES, allow_null=True)
    why = serializers.CharField(
        allow_blank=True, help_text="By which other name it was found; empty if by its own words."
    )


class CorrectionSerializer(serializers.Serializer):
    typed = serializers.CharField()
    shown = serializers.CharField(help_text="The query whose results are given instead.")
    is_name_of_drug_or_test = serializers.BooleanField(
        help_text="Whether it brought in such a name: ask, do not assume."
    )


class FacetSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="What the parameter of the same name takes.")
    label = serializers.CharField()
    count = serializers.IntegerField(help_text="How many of what was found have it.")


class FacetsSerializer(serializers.Serializer):
    kind = FacetSerializer(many=True)
    tier = FacetSerializer(many=True)
    topic = FacetSerializer(many=True)
    review = FacetSerializer(many=True)


class SearchSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = SearchRowSerializer(many=True)
    total = serializers.IntegerField(help_text="How many things match.")
    total_is_lower_bound = serializers.BooleanField()
    correction = CorrectionSerializer(allow_null=True)
    did_you_mean = serializers.CharField(
        allow_null=True,
        help_text="A query to offer: a word typed is in use, but one typing error away from the "
        "name of a drug or test.",
    )
    facets = FacetsSerializer(help_text="By what the results can be narrowed.")


class SearchView(PublicView):
    """Search."""

    changes_daily = True
    query_parameters = (
        OpenApiParameter("q", WORDS, required=True, description="What to look for."),
        OpenApiParameter("tier", str, enum=TIERS, description="Sections of this tier only."),
        OpenApiParameter("kind", str, enum=KINDS, description="Things of this kind only."),
        OpenApiParameter("topic", TOPIC, description="Articles of this topic only: its slug."),
        OpenApiParameter(
            "review", str, enum=STATES, description="Articles whose review is in this state only."
        ),
        parameter(CURSOR_PARAMETER),
        parameter(SIZE_PARAMETER),
    )

    @extend_schema(
        summary="Search",
        description="Articles, terms and references, each once, at the place that matches best.",
        responses=SearchSerializer,
    )
    def get(self, request: Request) -> Response:
        """Answer with one page of what was found."""
        given = request.query_params
        query = given.get("q", "").strip()
        if not query:
            raise refuse("q", "Say what to look for.")
        size = read_size(given.get("page_size"))
        found = search(
            query,
            tier=_choice("tier", given.get("tier"), TIERS),
            kind=_choice("kind", given.get("kind"), KINDS),
            topic=given.get("topic", ""),
            review=_choice("review", given.get("review"), STATES) or "",
            page=_page(given.get("cursor")),
            page_size=size,
        )
        return Response(_answer(found, request.build_absolute_uri()))


def _answer(found: Results, address: str) -> dict[str, Any]:
    return {
        "next": _link(address, found.page + 1) if found.has_next else None,
        "previous": _link(address, found.page - 1) if found.has_previous else None,
        "results": [_row(group) for group in found.groups],
        "total": found.total,
        "total_is_lower_bound": found.is_bounded,
        "correction": _correction(found.correction) if found.correction else None,
        "did_you_mean": found.did_you_mean or None,
        "facets": {
            "kind": _facets(found.kinds),
            "tier": _facets(found.tiers),
            "topic": _facets(found.topics),
            "review": _facets(found.reviews),
        },
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "typed": correction.typed,
        "shown": correction.shown,
        "is_name_of_drug_or_test": correction.is_delicate,
    }


def _facets(facets: tuple[Facet, ...]) -> list[dict[str, Any]]:
    return [
        {"value": one.value, "label": one.label or one.value, "count": one.count} for one in facets
    ]


def _row(group: Group) -> dict[str, Any]:
    hit = group.hits[0]
    return {
        "kind": group.kind,
        "key": group.key,
        "title": group.title,
        "url": absolute(hit.url),
        "tier": hit.tier or None,
        "anchor": hit.anchor or None,
        "heading": hit.heading or None,
        "snippet": str(hit.snippet),
        "score": round(group.score, 3),
        "review_state": group.review_state or None,
        "why": group.why,
    }


def _choice(name: str, given: str | None, known: tuple[str, ...]) -> str | None:
    if given and given not in known:
        raise refuse(name, f"Choose one of {', '.join(known)}.")
    return given or None


def _link(address: str, page: int) -> str:
    return replace_query_param(address, "cursor", Cursor(ORDERING, (page,)).encode())


def _page(cursor: str | None) -> int:
    if cursor is None:
        return 1
    try:
        read = Cursor.decode(cursor)
    except ValueError as error:
        raise refuse("cursor", BAD_CURSOR) from error
    page = read.values[0] if len(read.values) == 1 else None
    if read.ordering != ORDERING or type(page) is not int or not 1 <= page <= MOST_PAGES:
        raise refuse("cursor", BAD_CURSOR)
    return page
