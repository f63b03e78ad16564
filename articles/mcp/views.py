"""The one address agents talk to."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from articles.mcp import protocol
from kb.api.errors import TooLarge
from kb.api.service import ServiceView

MOST_BYTES = 100_000


class McpView(ServiceView):
    """Takes one JSON-RPC message a POST. There are no sessions and no streams."""

    http_method_names = ("post", "options")

    def post(self, request: Request) -> HttpResponse:
        """Answer a message: 202 and nothing to a notification."""
        if (request.content_type or "").partition(";")[0].strip().lower() != "application/json":
            raise UnsupportedMediaType(request.content_type or "none")
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge(f"Send at most {MOST_BYTES:,} bytes.")
        said = _answer(request._request.body, request.headers.get("MCP-Protocol-Version", ""))
        if said is None:
            return HttpResponse(status=202)
        status = 400 if said.get("error", {}).get("code") in _REFUSED else 200
        response = JsonResponse(said, status=status)
        response["Cache-Control"] = "no-store"
        return response


_REFUSED = (protocol.PARSE_ERROR, protocol.INVALID_REQUEST, protocol.UNSUPPORTED_VERSION)


def _answer(body: bytes, version: str) -> dict[str, Any] | None:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return protocol.error(None, protocol.PARSE_ERROR, "This is no JSON.")
    return protocol.answer(message, version)
