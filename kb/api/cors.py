"""Cross-origin reading: everything the API says is public, so any page may read it."""

from __future__ import annotations

from django.http import HttpResponseBase

EXPOSED = (
    "ETag",
    "Last-Modified",
    "Retry-After",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
)
ACCEPTED = ("Accept", "Authorization", "Content-Type", "If-None-Match", "If-Modified-Since")
PREFLIGHT_SECONDS = 86_400


def allow_reading(response: HttpResponseBase) -> None:
    """Let pages of every origin read this answer. No credentials are ever involved."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"


def allow_asking(response: HttpResponseBase, methods: list[str]) -> None:
    """Answer a browser's question before a cross-origin request."""
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = ", ".join(ACCEPTED)
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
