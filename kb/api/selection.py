"""Taking less of an answer with ``?fields=``, or more with ``?expand=``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from kb.api.errors import refuse

FIELDS, EXPAND = "fields", "expand"
MEANING = {
    FIELDS: "Names of the members to give, separated by commas; all others are left out.",
    EXPAND: "Names of members to give besides, separated by commas.",
}


def parameter(name: str, known: Sequence[str]) -> OpenApiParameter:
    """Describe ``fields`` or ``expand`` of an address that knows the members ``known``."""
    names = {"type": "string", "enum": list(known)}
    schema = {"type": "array", "items": names, "minItems": 1, "uniqueItems": True}
    return OpenApiParameter(name, schema, description=MEANING[name], style="form", explode=False)


def read(request: Request, name: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the members asked for; raise a ValidationError that names those not known."""
    given = request.query_params.get(name)
    if given is None:
        return ()
    names = tuple(given.split(","))
    unknown = [each for each in names if each not in known]
    if unknown:
        listed = ", ".join(sorted(known))
        raise refuse(name, f"There is no “{'”, “'.join(unknown)}” here. Known: {listed}.")
    if len(set(names)) < len(names):
        raise refuse(name, "Give each name once.")
    return names


def members(serializer: type[BaseSerializer[Any]]) -> tuple[str, ...]:
    """Return the names of the members that a described answer has."""
    return tuple(serializer._declared_fields)  # type: ignore[attr-defined]


def select(data: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, Any]:
    """Return the members ``names`` of an answer, or all of it when none are named."""
    return {name: data[name] for name in names if name in data} if names else data
