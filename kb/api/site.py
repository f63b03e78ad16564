"""The API's own addresses: where everything is, what it looks like, and what is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from kb import state
from kb.api.views import PublicView
from kb.counting import count
from kb.document.tree import TIERS
from kb.http import CONTENT_SECURITY_POLICY, absolute

ADDRESSES = {
    "articles": "api:articles-list",
    "terms": "api:terms-list",
    "references": "api:references-list",
    "topics": "api:topics-list",
    "search": "api:search",
    "annotate": "api:annotate",
    "changes": "api:changes",
    "export": "api:export",
    "manifest": "api:manifest",
    "schema": "api:schema",
    "docs": "api:docs",
}

DOCUMENTATION_POLICY = CONTENT_SECURITY_POLICY.replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)
"""Swagger UI writes style attributes; no other page of the site may."""


class CountsSerializer(serializers.Serializer):
    """How much is published."""

    articles = serializers.IntegerField()
    terms = serializers.IntegerField()
    references = serializers.IntegerField()
    topics = serializers.IntegerField()


class SiteTierSerializer(serializers.Serializer):
    tier = serializers.ChoiceField(TIERS)
    label = serializers.CharField(help_text="What the tier gives its reader.")


class IndexView(PublicView):
    """Where everything is, and how much of it."""

    counted: Mapping[str, QuerySet[Any]] = {}
    """Name → the rows it counts; handed in, for this package knows no app."""
    labels: Mapping[str, str] = {}

    def brings_site_facts(self) -> bool:
        return True

    @extend_schema(
        operation_id="index",
        tags=["site"],
        summary="Find your way",
        description="The site's name, the addresses of version 1, how much is published, and the "
        "counter that every publication advances.",
        responses=inline_serializer(
            "Index",
            {
                "name": serializers.CharField(),
                "url": serializers.URLField(),
                **{name: serializers.URLField() for name in ADDRESSES},
                "state": serializers.IntegerField(help_text="Grows whenever anything changes."),
                "changed_at": serializers.DateTimeField(allow_null=True),
                "tiers": SiteTierSerializer(many=True),
                "counts": CountsSerializer(),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Answer with the addresses of the API."""
        places = {name: absolute(reverse(place)) for name, place in ADDRESSES.items()}
        site = state.site_facts()
        self.made_in(site)
        facts = {
            "state": site.counter,
            "changed_at": site.changed_at,
            "tiers": [{"tier": tier, "label": self.labels[tier]} for tier in TIERS],
            "counts": count(**self.counted),
        }
        return Response({"name": settings.SITE_NAME, "url": absolute("/"), **places, **facts})


@extend_schema(exclude=True)
class SchemaView(PublicView):
    """The OpenAPI description, made once in each process."""

    renderer_classes = (OpenApiYamlRenderer, OpenApiJsonRenderer)
    _made: dict[str, Any] | None = None

    def get(self, request: Request) -> Response:
        """Answer with the description, as YAML or as JSON."""
        if SchemaView._made is None:
            SchemaView._made = SchemaGenerator().get_schema(public=True)
        return Response(SchemaView._made)


@extend_schema(exclude=True)
class DocumentationView(PublicView, SpectacularSwaggerSplitView):
    """Swagger UI from this site's own files."""

    url_name = "api:schema"
    url_self = None

    def known_parameters(self) -> set[str]:
        return {"script"}

    def get(self, request: Request) -> Response:
        """Answer with the page or, asked for it, its script."""
        response = super().get(request)
        if "script_url" in response.data:
            response.data["script_url"] = "?script=1"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kw)
        response["Content-Security-Policy"] = DOCUMENTATION_POLICY
        return response


@extend_schema(exclude=True)
class NowhereView(PublicView):
    """Every other address below the API: an error in the one shape, not an HTML page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        completed = f"{request.path_info}/"
        if request.method in ("GET", "HEAD") and _is_place(completed):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(completed + (f"?{query}" if query else ""))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.check_throttles(request)
        raise NotFound(f"There is nothing at {request.path}.")


def _is_place(path: str) -> bool:
    try:
        return resolve(path).func.cls is not NowhereView  # type: ignore[attr-defined]
    except (Resolver404, AttributeError):
        return False
