"""References that published articles cite."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from kb import state
from kb.api.places import place
from kb.api.statements import FixedList
from kb.api.views import MOVED, PublicViewSet, moved
from references.api import answers, serializers
from references.api.filters import ReferenceFilter
from references.models import Reference
from references.reading import MOST_PLACES


@extend_schema_view(
    list=extend_schema(
        summary="List references",
        description="The works that published articles cite, with their records as CSL-JSON.",
        responses=serializers.ReferenceRowSerializer(many=True),
    ),
    retrieve=extend_schema(
        summary="Read a reference",
        description="The record, how it was verified, wordings known to be wrong, and the "
        f"published articles that cite it ({MOST_PLACES} places at most).",
        responses={200: serializers.ReferenceSerializer, 301: MOVED},
    ),
)
class ReferenceViewSet(PublicViewSet):
    queryset = Reference.objects.public()
    fixed = FixedList(queryset, *answers.COLUMNS)
    serializer_class = serializers.ReferenceRowSerializer
    detail_serializer_class = serializers.ReferenceSerializer
    filterset_class = ReferenceFilter
    lookup_field = "key"
    lookup_value_regex = r"[-\w]+"
    orderings = {
        "key": ("key",),
        "-key": ("-key",),
        "author": ("author_year", "key"),
        "-author": ("-author_year", "-key"),
    }

    def present(self, row: Reference) -> dict[str, Any]:
        return answers.row(row)

    def brings_site_facts(self) -> bool:
        return self.action == "retrieve" or super().brings_site_facts()

    def retrieve(self, request: Request, key: str) -> Response:
        record = state.with_site_facts(self.get_queryset().filter(key=key)).first()
        if record is None:
            return self._former(key)
        self.made_in(state.facts_of(record))
        return self.answer(answers.detail(record))

    def _former(self, key: str) -> Response:
        """Send on whoever asks for the key a record had, or say that there is none."""
        record = self.get_queryset().filter(former_keys__key=key).first()
        if record is None:
            raise NotFound(f"There is no public reference “{key}”.")
        return moved(place("references", record.key))
