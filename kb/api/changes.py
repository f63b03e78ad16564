"""The change feed: everything the public was shown, in order, from any point on."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from kb import state
from kb.api.errors import refuse
from kb.api.pagination import SIZE_PARAMETER, read_size
from kb.api.places import place
from kb.api.schema import parameter
from kb.api.statements import Given, Statement
from kb.api.views import PublicView
from kb.http import absolute
from kb.models import Change

PLACES = {"published": "articles", "withdrawn": "articles", "term": "terms"}
PAGES = {"articles": "articles", "terms": "glossary", "references": "references"}
MOST = 2**53
SINCE = OpenApiParameter(
    "since",
    {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0},
    description="Changes after this one: the `cursor` of the last answer.",
)
AHEAD = "This site has no such change: it was set up anew. Begin again with the export."


class Ahead(APIException):
    """The client has read changes that this site never made."""

    status_code = 409
    default_detail = AHEAD


class ChangeSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(Change.Kind.values)
    key = serializers.CharField(help_text="Slug of an article or term, key of a reference.")
    url = serializers.URLField()
    api_url = serializers.URLField()
    gone = serializers.BooleanField(help_text="A tombstone: drop what you hold under this key.")
    renamed_to = serializers.CharField(
        allow_null=True, help_text="Of what is gone: the key it has now, if it has one."
    )
    version = serializers.IntegerField(allow_null=True, help_text="Of an article.")
    significance = serializers.ChoiceField(
        ("wording", "content", "safety"),
        allow_null=True,
        help_text="Of a new version; null when an article is shown anew with the same words.",
    )
    digest = serializers.CharField(allow_null=True, help_text="As the record itself gives it.")
    at = serializers.DateTimeField()


class ChangesSerializer(serializers.Serializer):
    next = serializers.URLField(help_text="Where to go on, now or later.")
    cursor = serializers.IntegerField(help_text="The last change you know now.")
    has_more = serializers.BooleanField(help_text="Whether `next` has changes already.")
    results = ChangeSerializer(many=True)


class ChangesView(PublicView):
    """What changed, the oldest first."""

    query_parameters = (SINCE, parameter(SIZE_PARAMETER))

    def brings_site_facts(self) -> bool:
        return True

    @extend_schema(
        operation_id="changes",
        tags=["copies"],
        summary="Follow changes",
        description="Articles published and withdrawn, terms, references: every change in order, "
        "without gaps. Whoever applies them all holds what the site publishes.",
        responses={
            200: ChangesSerializer,
            409: OpenApiResponse(description=AHEAD),
        },
    )
    def get(self, request: Request) -> Response:
        since = _since(request.query_params.get("since"))
        size = read_size(request.query_params.get("page_size"))
        site, last = state.facts_and_last_change()
        self.made_in(site)
        if since > last:
            raise Ahead
        rows = _statement().ask((since, last), size).rows if since < last else []
        cursor = rows[-1].number if rows else since
        return Response(
            {
                "next": _address(cursor, request.query_params.get("page_size")),
                "cursor": cursor,
                "has_more": cursor < last,
                "results": [_row(change) for change in rows],
            }
        )


@cache
def _statement() -> Statement:
    """Return what asks for the changes after one, up to another."""
    number = Change._meta.pk
    rows = Change.objects.filter(number__gt=Given(0, number), number__lte=Given(1, number))
    return Statement(rows.order_by("number"), [field.name for field in Change._meta.fields])


def _address(cursor: int, size: str | None) -> str:
    query = f"?since={cursor}" + (f"&page_size={size}" if size else "")
    return absolute(reverse("api:changes") + query)


def _since(given: str | None) -> int:
    if given is None:
        return 0
    if not (given.isascii() and given.isdigit() and len(given) < 17 and int(given) <= MOST):
        raise refuse("since", f"Give a whole number from 0 to {MOST}.")
    return int(given)


def _row(change: Change) -> dict[str, Any]:
    where = PLACES.get(change.kind, "references")
    return {
        "number": change.number,
        "kind": change.kind,
        "key": change.key,
        "url": absolute(f"/{PAGES[where]}/{change.key}/"),
        "api_url": place(where, change.key),
        "gone": not change.digest,
        "renamed_to": change.renamed_to or None,
        "version": change.version,
        "significance": change.significance or None,
        "digest": change.digest or None,
        "at": change.at,
    }
