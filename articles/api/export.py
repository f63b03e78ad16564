"""Everything published, in one stream, and a manifest to compare a copy with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from articles.api import answers
from articles.api.viewsets import PUBLIC
from articles.models import Listing, Rendering
from glossary.api.answers import whole_rows
from glossary.digests import digest as term_digest
from glossary.models import Definition, Term
from kb import changes
from kb.api.errors import refuse
from kb.api.views import PublicView
from references.api.answers import row as reference_row
from references.indexing import digest_of
from references.models import Reference

BATCH = 100
KINDS = changes.KINDS
BAD_PLACE = "Give the kind and key of the last line you have, such as article/sleep."
AFTER = OpenApiParameter(
    "after",
    {"type": "string", "pattern": rf"^({'|'.join(KINDS)})/[-_a-zA-Z0-9]{{1,120}}$"},
    description="Go on after this line: its `kind`, a slash and its `key`.",
)
Row = tuple[str, str, dict[str, Any]]
"""Key, digest and data of a record."""


class NDJSONRenderer(BaseRenderer):
    """One JSON object a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return json.dumps(data, cls=JSONEncoder).encode() + b"\n"


class RecordSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS)
    key = serializers.CharField()
    digest = serializers.CharField()


class ManifestSerializer(serializers.Serializer):
    changes = serializers.IntegerField(help_text="Follow changes from here on.")
    records = RecordSerializer(many=True)


class ExportView(PublicView):
    """Everything published, one record a line."""

    renderer_classes = (NDJSONRenderer,)
    query_parameters = (AFTER,)
    changes_daily = True

    @extend_schema(
        operation_id="export",
        tags=["copies"],
        summary="Copy everything",
        description="One JSON object a line: `kind`, `key`, `digest` and `data`. Articles come "
        "first, then references, then terms, each by key.",
        responses={(200, "application/x-ndjson"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        lines = _lines(*_place(request.query_params.get("after")))
        return StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")


class ManifestView(PublicView):
    """What a whole copy holds."""

    @extend_schema(
        operation_id="export_manifest",
        tags=["copies"],
        summary="Compare a copy",
        description="The digest of every published record, and the change they are true at.",
        responses=ManifestSerializer,
    )
    def get(self, request: Request) -> Response:
        last = changes.last_number()
        records = [
            {"kind": kind, "key": key, "digest": digest}
            for kind, digests in zip(KINDS, (_articles(), _references(), _terms()), strict=True)
            for key, digest in digests
        ]
        return Response({"changes": last, "records": records})


def _place(after: str | None) -> tuple[str, str]:
    if after is None:
        return KINDS[0], ""
    kind, _, key = after.partition("/")
    if kind not in KINDS or not key:
        raise refuse("after", BAD_PLACE)
    return kind, key


def _lines(kind: str, after: str) -> Iterator[str]:
    """Write the records of ``kind`` after a key, and of all kinds that follow."""
    for name in KINDS[KINDS.index(kind) :]:
        key = after if name == kind else ""
        while rows := READERS[name](key):
            for key, digest, data in rows:
                line = {"kind": name, "key": key, "digest": digest, "data": data}
                yield json.dumps(line, cls=JSONEncoder, ensure_ascii=False) + "\n"


def _article_rows(after: str) -> list[Row]:
    slugs = Listing.objects.filter(PUBLIC, slug__gt=after).order_by("slug")
    wanted = list(slugs.values_list("slug", flat=True)[:BATCH])
    found: dict[str, list[Rendering]] = {}
    for rendering in Rendering.objects.filter(slug__in=wanted).only("slug", "tier", "page", "api"):
        found.setdefault(rendering.slug, []).append(rendering)
    today = timezone.now().date()
    details = (answers.detail(found[slug], today) for slug in wanted if slug in found)
    return [(data["slug"], data["digest"], data) for data in details]


def _reference_rows(after: str) -> list[Row]:
    records = Reference.objects.public().filter(key__gt=after).order_by("key")[:BATCH]
    return [(record.key, digest_of(record), reference_row(record)) for record in records]


def _term_rows(after: str) -> list[Row]:
    terms = list(Term.objects.public().filter(slug__gt=after).order_by("slug")[:BATCH])
    return [(data["slug"], data["digest"], data) for data in whole_rows(terms)]


READERS: dict[str, Callable[[str], Sequence[Row]]] = {
    changes.ARTICLE: _article_rows,
    changes.REFERENCE: _reference_rows,
    changes.TERM: _term_rows,
}


def _articles() -> Iterator[tuple[str, str]]:
    listings = Listing.objects.filter(PUBLIC).order_by("slug")
    yield from listings.values_list("slug", "article__published__digest").iterator()


def _references() -> Iterator[tuple[str, str]]:
    for record in Reference.objects.public().order_by("key").iterator(chunk_size=500):
        yield record.key, digest_of(record)


def _terms() -> Iterator[tuple[str, str]]:
    chosen = Definition.objects.filter(status=Definition.Status.CHOSEN)
    terms = Term.objects.public().order_by("slug")
    ready = terms.prefetch_related("aliases", "codes", Prefetch("definitions", chosen))
    for term in ready.iterator(chunk_size=500):
        yield term.slug, term_digest(term, term.definitions.all())
