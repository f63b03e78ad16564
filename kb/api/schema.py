"""The OpenAPI description: what drf-spectacular cannot know by itself is added here.

The description is committed as docs/openapi.yaml; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from kb.api import examples, refusals
from kb.api.links import LINKS
from kb.api.parameters import MAX_LENGTH

PREFIX = "/api/v1/"

ERROR = {
    "type": "object",
    "description": (
        "What went wrong. An error about parameters or body fields also has a member named after "
        "each of them: a list of messages."
    ),
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "example": "about:blank"},
        "title": {"type": "string", "example": "Bad Request"},
        "status": {"type": "integer", "example": 400},
        "detail": {"type": "string", "example": "page_size: Give a whole number from 1 to 200."},
    },
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}

API_KEY = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`Api-Key` and the key, for a limit of your own. No key is needed.",
}

HEADERS = {
    "ETag": ("A strong validator, for `If-None-Match`.", "string"),
    "Last-Modified": ("When it last became another.", "string"),
    "X-RateLimit-Limit": ("Requests of one client in a window of time.", "integer"),
    "X-RateLimit-Remaining": ("Requests left in the window.", "integer"),
    "X-RateLimit-Reset": ("When the window ends, in seconds since 1970.", "integer"),
    "Retry-After": ("Seconds to wait.", "integer"),
    "Location": ("Where it is.", "string"),
}
"""Name → meaning, type."""
VALIDATORS = ("ETag", "Last-Modified")
RATES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class AddressSchema(AutoSchema):
    """Takes an address's own query parameters from where the view reads them."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        selected = getattr(self.view, "selection_parameters", tuple)
        return [*getattr(self.view, "query_parameters", ()), *selected()]


def parameter(described: dict[str, Any]) -> OpenApiParameter:
    """Return a parameter described in OpenAPI's own words as drf-spectacular wants it."""
    return OpenApiParameter(
        described["name"], described["schema"], description=described["description"]
    )


def only_v1(endpoints: list[tuple[str, str, str, Callable[..., Any]]], **_: Any) -> list[Any]:
    """Describe version 1 of the API and nothing else of the site (preprocessing hook)."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]


def add_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the answers every address has besides its good one (postprocessing hook)."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = ERROR
    components["headers"] = {
        name: {"description": meaning, "schema": {"type": kind}}
        for name, (meaning, kind) in HEADERS.items()
    }
    components["securitySchemes"] = {"ApiKey": API_KEY}
    components["responses"] = {status: _refusal(status) for status in refusals.MEANINGS}
    components["responses"]["304"] = {
        "description": "The client's copy is current.",
        "headers": _headers(*VALIDATORS),
    }
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
            _allow_less(operation, components["schemas"])
            examples.show(operation)
            if links := LINKS.get(operation["operationId"]):
                operation["responses"]["200"]["links"] = links
    return result


def _allow_less(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say that an address with ``fields`` may give a part of what it gives otherwise."""
    if not any(each["name"] == "fields" for each in operation.get("parameters", ())):
        return
    good = operation["responses"]["200"]["content"]["application/json"]
    whole = good["schema"]["$ref"].rpartition("/")[2]
    if "results" not in schemas[whole]["properties"]:
        good["schema"] = _whole_or_part(whole, schemas)
        return
    rows = schemas[whole]["properties"]["results"]
    if "$ref" in rows["items"]:
        rows["items"] = _whole_or_part(rows["items"]["$ref"].rpartition("/")[2], schemas)


def _whole_or_part(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    part = {key: value for key, value in schemas[name].items() if key != "required"}
    schemas[f"{name}Part"] = {**part, "description": "The members that `fields` names."}
    return {"anyOf": [{"$ref": f"#/components/schemas/{each}"} for each in (name, f"{name}Part")]}


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add the headers of an operation's good answer, and its other answers."""
    is_reading = method == "get"
    operation["security"] = [{}, {"ApiKey": []}]
    responses = operation["responses"]
    for described in operation.get("parameters", ()):
        _bound(described["schema"])
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for response in responses.values():
        response["description"] = response.get("description") or "The answer."
        response["headers"] = _headers(*(VALIDATORS if is_reading else ()), *RATES)
    if "301" in responses:
        responses["301"]["headers"] = _headers("Location", *RATES)
    own = {status for status in responses if status in refusals.MEANINGS}
    for status in (*(refusals.READING if is_reading else refusals.WRITING), *own):
        responses[status] = {"$ref": f"#/components/responses/{status}"}


def _bound(schema: dict[str, Any]) -> None:
    """Say what :mod:`kb.api.parameters` demands of every text."""
    if schema.get("type") == "string" and not {"enum", "format", "pattern"} & set(schema):
        schema.update(minLength=1, maxLength=MAX_LENGTH, pattern=r"^[^\x00]*$")


def _refusal(status: str) -> dict[str, Any]:
    return {
        "description": refusals.MEANINGS[status],
        "headers": _headers(*(("Retry-After", *RATES) if status == "429" else RATES)),
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Error"},
                "example": refusals.example(status),
            }
        },
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
