"""The glossary for anybody's text: which terms stand in it, where, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from glossary.api import passages, serializers
from glossary.api.answers import term_name
from glossary.linking import ShownDefinition, current_linker, definitions_for
from glossary.models import Term
from kb.api.parsers import BoundedJSONParser
from kb.api.views import PublicView


class AnnotateView(PublicView):
    """Find terms in a text."""

    parser_classes = (BoundedJSONParser,)

    @extend_schema(
        summary="Find terms in a text",
        description="Every mention of a public term in a plain text or in the running text of an "
        "HTML page (not in headings, links, code or controls), with the definition for the "
        "chosen tier. Offsets count code points of the given text or HTML. Nothing is kept.",
        request={"application/json": serializers.ANNOTATE},
        responses=serializers.AnnotationsSerializer,
        examples=[
            OpenApiExample(
                "Plain text",
                value={"text": "A DXA scan measures bone density.", "tier": "fundamentals"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Answer with the terms of the given text."""
        asked = serializers.AnnotateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response({"terms": annotate(**asked.validated_data)})


def annotate(*, tier: str, text: str = "", html: str = "") -> list[dict[str, Any]]:
    """Return the mentions of public terms in a text or HTML, in order, with their definitions."""
    mentions = list(_mentions(passages.of_html(html) if html else passages.of_text(text)))
    terms = Term.objects.public().in_bulk({slug for _, _, slug in mentions}, field_name="slug")
    shown = definitions_for([term.pk for term in terms.values()], tier)
    return [
        _mention(start, end, terms[slug], shown.get(terms[slug].pk))
        for start, end, slug in mentions
        if slug in terms
    ]


def _mentions(found: Iterable[passages.Passage]) -> Iterable[tuple[int, int, str]]:
    linker = current_linker()
    for passage in found:
        for match in linker.find(passage.text):
            start, end = passage.place(match.start, match.end)
            yield start, end, match.slug


def _mention(
    start: int, end: int, term: Term, definition: ShownDefinition | None
) -> dict[str, Any]:
    return {
        **term_name(term),
        "start": start,
        "end": end,
        "tier": (definition.tier or None) if definition else None,
        "fallback": definition.is_fallback if definition else False,
        "definition": definition.text if definition else "",
        "source": definition.source if definition else "",
    }
