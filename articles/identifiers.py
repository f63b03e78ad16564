"""Identifiers that stay: ``tag:`` IRIs of the site's own authority."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

MINTED = "2026"
"""The year from which this software mints identifiers, as RFC 4151 asks for one."""


def tag(specific: str) -> str:
    """Return the tag IRI of something of this site, such as ``article/sleep/v3/academic``."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    authority = host if ":" not in host else "localhost"
    return f"tag:{authority},{MINTED}:{specific}"
