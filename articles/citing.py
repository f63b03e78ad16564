"""One version of an article as a work that others cite."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from kb.http import absolute


def citation(slug: str, title: str, number: int, published: date, read_on: date) -> dict[str, Any]:
    """Return a version as a CSL item: a web page that never changes, as read on a day.

    It names no author: who answers for an article is not for that reason its author.
    """
    return {
        "id": f"{slug}-v{number}",
        "type": "webpage",
        "title": title,
        "container-title": settings.SITE_NAME,
        "version": str(number),
        "issued": _day(published),
        "accessed": _day(read_on),
        "URL": absolute(f"/articles/{slug}/versions/{number}/"),
    }


def _day(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
