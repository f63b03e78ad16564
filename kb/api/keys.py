"""API keys: optional, for those who ask often. Each has its own limit and can be revoked.

A key is 256 random bits, so that a plain SHA-256 of it gives nothing away and is found by index.
"""

from __future__ import annotations

import hashlib
import secrets
from http import HTTPStatus

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from kb.models import ApiKey

SCHEME = "Api-Key"
PREFIX = "strata_"
SHOWN = len(PREFIX) + 5


class BadKey(APIException):
    """The request carries a key that is none, or none any more."""

    status_code = HTTPStatus.UNAUTHORIZED
    default_detail = "This API key is not known here, or has been revoked. None is needed."
    auth_header = SCHEME


def make(key: ApiKey) -> str:
    """Give a record a new key and return the key, which cannot be had again."""
    text = PREFIX + secrets.token_urlsafe(32)
    key.start, key.sha256 = text[:SHOWN], digest(text)
    return text


def revoke(keys: QuerySet[ApiKey]) -> int:
    """Make keys useless from the next request on; return how many were of use until now."""
    return keys.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def given(request: Request) -> str | None:
    """Return the key a request carries; None without one. Other schemes are nobody's concern."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.casefold() == SCHEME.casefold() else None


def find(text: str) -> ApiKey | None:
    """Return the record of a key that may be used."""
    return ApiKey.objects.valid().filter(sha256=digest(text)).first()


def digest(text: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(text.encode()).hexdigest()
