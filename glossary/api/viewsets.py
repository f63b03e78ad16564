"""Terms that readers may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from glossary.api import answers, serializers
from glossary.api.filters import TermFilter
from glossary.models import Term
from kb import state
from kb.api.errors import refuse
from kb.api.places import place
from kb.api.statements import FixedList
from kb.api.views import MOVED, PublicViewSet, moved
from kb.document.tree import TIERS

TIER = OpenApiParameter(
    "tier",
    {"type": "string", "enum": list(TIERS)},
    description="Whose wording to give as `definition`; another's, and said so, if there is none.",
)


@extend_schema_view(
    list=extend_schema(
        summary="List terms",
        description="The public terms of the glossary, from A to Z.",
        responses=serializers.TermListRowSerializer(many=True),
    ),
    retrieve=extend_schema(
        summary="Read a term",
        description="Definitions for each reader, other names, codes, related terms, and where "
        f"published articles use it ({answers.MAX_USES} places at most).",
        responses={200: serializers.TermSerializer, 301: MOVED},
    ),
)
class TermViewSet(PublicViewSet):
    queryset = Term.objects.public()
    fixed = FixedList(queryset, "id", "slug", "name", "initial", "kind")
    serializer_class = serializers.TermListRowSerializer
    detail_serializer_class = serializers.TermSerializer
    expansions = {"list": answers.EXPANSIONS}
    filterset_class = TermFilter
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    orderings = {"name": ("sort_name", "id"), "-name": ("-sort_name", "-id")}

    def present_page(self, rows: Sequence[Term]) -> Sequence[dict[str, Any]]:
        return answers.term_rows(rows, self.expanded, self.tier_asked())

    def brings_site_facts(self) -> bool:
        return self.action == "retrieve" or super().brings_site_facts()

    def retrieve(self, request: Request, slug: str) -> Response:
        term = state.with_site_facts(self.get_queryset().filter(slug=slug)).first()
        if term is None:
            return self._former(slug)
        self.made_in(state.facts_of(term))
        return self.answer(answers.detail(term, self.tier_asked()))

    def tier_asked(self) -> str | None:
        """Return whose wording ``tier`` asks for, or raise a ValidationError."""
        tier = self.request.query_params.get("tier")
        if tier and tier not in TIERS:
            raise refuse("tier", f"Choose one of {', '.join(TIERS)}.")
        return tier

    def selection_parameters(self) -> Iterator[OpenApiParameter]:
        yield from super().selection_parameters()
        yield TIER

    def _former(self, slug: str) -> Response:
        """Send on whoever asks for the slug a term had, or say that there is none."""
        term = self.get_queryset().filter(former_slugs__slug=slug).first()
        if term is None:
            raise NotFound(f"There is no public term “{slug}”.")
        return moved(place("terms", term.slug))
