"""The OpenAPI description: what drf-spectacular cannot know by itself is added here.

The description is committed as docs/openapi.yaml; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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

REFUSALS = {
    "400": "A parameter, the cursor or the body cannot be used; the answer names it.",
    "404": "There is no such published content.",
    "405": "The address does not know this method.",
    "406": "The address cannot answer in the media type asked for.",
    "413": "The request is too large.",
    "415": "The body is not JSON.",
    "429": "Too many requests; wait as `Retry-After` says.",
}
READING = ("400", "404", "406", "429")
WRITING = ("400", "406", "413", "415", "429")

HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "A strong validator, for `If-None-Match`.", "type": "string"},
    "Last-Modified": {"description": "When it last became another.", "type": "string"},
    "X-RateLimit-Limit": {"description": "Requests of one client per window.", "type": "integer"},
    "X-RateLimit-Remaining": {"description": "Requests left in the window.", "type": "integer"},
    "X-RateLimit-Reset": {"description": "When the window ends (Unix time).", "type": "integer"},
    "Retry-After": {"description": "Seconds to wait.", "type": "integer"},
}
VALIDATORS = ("ETag", "Last-Modified")
RATES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class AddressSchema(AutoSchema):
    """Takes an address's own query parameters from where the view reads them."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        return list(getattr(self.view, "query_parameters", ()))


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
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    is_reading = method == "get"
    for status, response in responses.items():
        if status.startswith("2"):
            response["headers"] = _headers((*VALIDATORS, *RATES) if is_reading else RATES)
    if is_reading:
        responses["304"] = {
            "description": "The client's copy is current.",
            "headers": _headers(VALIDATORS),
        }
    for status in READING if is_reading else WRITING:
        responses.setdefault(status, _refusal(status))


def _refusal(status: str) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": REFUSALS[status],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    if status == "429":
        response["headers"] = _headers(("Retry-After", *RATES))
    return response


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: {
            "description": HEADERS[name]["description"],
            "schema": {"type": HEADERS[name]["type"]},
        }
        for name in names
    }
