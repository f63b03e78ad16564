"""The CapabilityStatement: what this server does."""

from __future__ import annotations

from django.conf import settings

from articles.fhir.base import Resource, absolute, place

SINCE = "2026-11"
"""When what this server does last changed."""

_SEARCH = {
    "DocumentReference": ({"name": "_id", "type": "token"},),
    "Composition": ({"name": "_id", "type": "token"},),
    "CodeSystem": ({"name": "_id", "type": "token"},),
    "ValueSet": ({"name": "_id", "type": "token"},),
}
TYPES = tuple(_SEARCH)


def statement() -> Resource:
    """Return the statement."""
    return {
        "resourceType": "CapabilityStatement",
        "id": "strata",
        "url": place("metadata"),
        "name": "Strata",
        "title": settings.SITE_NAME,
        "status": "active",
        "date": SINCE,
        "publisher": settings.SITE_NAME,
        "kind": "instance",
        "implementation": {"description": settings.SITE_NAME, "url": absolute("/fhir")},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [_resource(kind) for kind in TYPES]}],
    }


def _resource(kind: str) -> Resource:
    values: Resource = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": list(_SEARCH[kind]),
    }
    if kind == "ValueSet":
        definition = "http://hl7.org/fhir/OperationDefinition/ValueSet-expand"
        values["operation"] = [{"name": "expand", "definition": definition}]
    return values
