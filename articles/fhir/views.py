"""FHIR's addresses: read and search, as application/fhir+json."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from articles.fhir import bundles, capability, documents, terminology
from articles.fhir.base import Resource, moment, place
from articles.fhir.finding import Gone, count, page, published
from kb.api.errors import refuse
from kb.api.service import ServiceView
from kb.http import page_etag
from kb.models import SiteState

MEDIA_TYPE = "application/fhir+json; charset=utf-8"
SIZE, MOST = 20, 100
FURTHEST = 1_000_000_000
_READABLE = ("json", "*/*", "application/*", "text/html")
_VERSIONED: dict[str, Callable[[documents.Published], Resource]] = {
    "DocumentReference": documents.document_reference,
    "Composition": documents.composition,
}
_GLOSSARY: dict[str, Callable[[str], Resource]] = {
    "CodeSystem": terminology.code_system,
    "ValueSet": terminology.value_set,
}


class FhirView(ServiceView):
    """Answers with one resource; an error is an OperationOutcome."""

    http_method_names = ("get", "head", "options")

    def get(self, request: Request, **place: str) -> HttpResponse:
        """Answer with the resource at this address."""
        wanted = request.query_params.get("_format") or request.headers.get("Accept") or "*/*"
        if not any(kind in wanted.lower() for kind in _READABLE):
            return _written(bundles.outcome(406, "There is only application/fhir+json here."), 406)
        etag = f"W/{page_etag(request._request)}"
        if etag in request.headers.get("If-None-Match", ""):
            response: HttpResponse = HttpResponseNotModified()
        else:
            response = _written(self.resource(request, **place))
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=60"
        response["Vary"] = "Accept"
        return response

    def resource(self, request: Request, **place: str) -> Resource:
        """Return what the address names."""
        raise NotFound("There is no such resource here; /fhir/metadata says what there is.")

    def handle_exception(self, exc: Exception) -> Any:
        response = super().handle_exception(exc)
        written = _written(
            bundles.outcome(response.status_code, response.data["detail"]), response.status_code
        )
        for name in ("Retry-After", "Allow"):
            if name in response.headers:
                written[name] = response[name]
        return written


class MetadataView(FhirView):
    """What this server does."""

    def resource(self, request: Request, **place: str) -> Resource:
        return capability.statement()


class ReadView(FhirView):
    """One resource by its id."""

    def resource(self, request: Request, **place: str) -> Resource:
        return read(place["kind"], place["id"])


class SearchView(FhirView):
    """All resources of a type, or those of an id; parameters unknown here are passed over."""

    def resource(self, request: Request, **place: str) -> Resource:
        kind, given = place["kind"], request.query_params
        if "_id" in given:
            return _by_id(kind, given["_id"])
        if kind in _GLOSSARY:
            return _by_id(kind, terminology.SYSTEM_ID)
        size, after = _number(given, "_count", SIZE), _number(given, "_after", 0)
        found, following = page(after, min(size, MOST))
        counted = given.get("_total") in ("accurate", "estimate")
        asked = {"_count": size} | ({"_total": given["_total"]} if counted else {})
        links = {"self": _address(kind, **asked, _after=after)}
        if following is not None and size:
            links["next"] = _address(kind, **asked, _after=following)
        # Counting reads every row, so it is done where it is asked for or the page shows all.
        total = len(found) if not after and following is None else None
        if total is None and (counted or not size):
            total = count()
        return bundles.searchset(map(_VERSIONED[kind], found), total, links)


class ExpandView(FhirView):
    """The glossary's concepts, page by page."""

    def resource(self, request: Request, **place: str) -> Resource:
        given = request.query_params
        return terminology.expansion(
            _changed(),
            given.get("filter", "")[:200].replace("\0", ""),
            _number(given, "offset", 0),
            min(_number(given, "count", MOST), 1000),
            moment(timezone.now()),
        )


def read(kind: str, identifier: str) -> Resource:
    """Return a resource by type and id; raises NotFound or Gone."""
    if kind in _VERSIONED:
        return _VERSIONED[kind](published(identifier))
    if identifier != terminology.SYSTEM_ID:
        raise NotFound(f"There is no {kind} “{identifier}”.")
    return _GLOSSARY[kind](_changed())


def _by_id(kind: str, identifier: str) -> Resource:
    """Return the Bundle of the one resource of this id, or an empty one."""
    try:
        found = [read(kind, identifier)]
    except (NotFound, Gone):
        found = []
    return bundles.searchset(found, len(found), {"self": _address(kind, _id=identifier)})


def _address(kind: str, **parameters: Any) -> str:
    return f"{place(kind)}?{urlencode(parameters)}"


def _number(given: Any, name: str, default: int) -> int:
    text = given.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > FURTHEST:
        raise refuse(name, "Give a whole number.")
    return int(text)


def _changed() -> str:
    at = SiteState.objects.filter(pk=1).values_list("changed_at", flat=True).first()
    return moment(at or timezone.now())


def _written(resource: Resource, status: int = 200) -> HttpResponse:
    text = json.dumps(resource, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)
