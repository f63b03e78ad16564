"""The address a login comes from, for the lockout of those who guess passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address as the last trusted proxy saw it.

    ``KB_TRUSTED_PROXIES`` says how many proxies are ours; what a client itself writes into
    ``X-Forwarded-For`` lies before theirs and is not believed.
    """
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if proxies and header:
        addresses = [address.strip() for address in header.split(",")]
        return addresses[-min(proxies, len(addresses))]
    return request.META.get("REMOTE_ADDR")
