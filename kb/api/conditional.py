"""Conditional requests: a strong ETag for every answer, known before the answer is made.

What the API says depends on the site's state, on the code that writes it and on the request. An
ETag made of those needs one small read, so a 304 never builds what it does not send.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_http_date_safe, quote_etag

from kb.http import build
from kb.state import SiteFacts


class Validators:
    """The ETag and date of the answer to one request."""

    def __init__(
        self, request: HttpRequest, site: SiteFacts, *, media_type: str, changes_daily: bool
    ) -> None:
        """``site`` was read before, or together with, what the answer shows."""
        counter, changed_at = site
        self.counter = counter
        self.media_type = media_type
        today = timezone.now().date() if changes_daily else None
        self.modified = _latest(changed_at, today)
        self.etag = _etag(
            build(),
            str(counter),
            str(today),
            media_type,
            request.build_absolute_uri(),
        )

    def is_current(self, request: HttpRequest) -> bool:
        """Whether the client already holds this answer."""
        known = request.headers.get("If-None-Match")
        if known is not None:
            return self.etag in {_strong(tag) for tag in known.split(",")}
        since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
        return since is not None and self.modified is not None and int(self.modified) <= since

    def write(self, response: HttpResponseBase) -> None:
        """Put the validators on an answer, and let caches keep it and ask again."""
        response["ETag"] = self.etag
        if self.modified is not None:
            response["Last-Modified"] = http_date(self.modified)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


def is_conditional(request: HttpRequest) -> bool:
    """Whether the client says that it holds an answer already."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _latest(changed_at: datetime | None, today: object) -> float | None:
    """Return when the answer last became another: by a change, or by the date alone."""
    if changed_at is None:
        return None
    if today is None:
        return changed_at.timestamp()
    midnight = datetime.combine(timezone.now().date(), time.min, tzinfo=UTC)
    return max(changed_at, midnight).timestamp()


def _etag(*parts: str) -> str:
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])


def _strong(tag: str) -> str:
    """Compare weakly, as If-None-Match asks: a proxy may have marked the tag weak."""
    return tag.strip().removeprefix("W/")
