"""Keyset paging for pages: as quick on the last page as on the first, and stable while rows come.

A cursor is the ordering values of the row the reader stopped at, so no row is counted or skipped.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, with the addresses of its neighbours or None."""

    rows: Sequence[Any]
    previous_url: str | None
    next_url: str | None


def keyset_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    fields: Sequence[str],
    *,
    descending: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """Return the page of ``rows`` that ``after`` or ``before`` in the address asks for.

    ``fields`` order the rows, none of them is ever null and the last is unique. A cursor that no
    page gave out is a 404.
    """
    after, before = request.GET.get("after"), request.GET.get("before")
    backward = before is not None
    cursor = before if backward else after
    if cursor is not None:
        rows = _beyond(rows, fields, _decode(cursor, fields), descending != backward)
    prefix = "-" if descending != backward else ""
    found = list(rows.order_by(*(prefix + field for field in fields))[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    has_previous = has_more if backward else cursor is not None
    has_next = True if backward else has_more
    return Page(
        found,
        _address(request, "before", found[0], fields) if found and has_previous else None,
        _address(request, "after", found[-1], fields) if found and has_next else None,
    )


def _beyond(
    rows: QuerySet[Any], fields: Sequence[str], values: Sequence[Any], less: bool
) -> QuerySet[Any]:
    """Return the rows that come after ``values`` in the order of ``fields``."""
    operator = "lt" if less else "gt"
    condition = Q()
    for position, field in enumerate(fields):
        equal = dict(zip(fields[:position], values, strict=False))
        condition |= Q(**equal, **{f"{field}__{operator}": values[position]})
    try:
        return rows.filter(condition)
    except (TypeError, ValueError, ValidationError) as error:
        raise Http404("No page has this cursor.") from error


def _address(request: HttpRequest, way: str, row: Model, fields: Sequence[str]) -> str:
    kept = {
        key: value for key, value in request.GET.items() if key not in ("after", "before") and value
    }
    return "?" + urlencode({**kept, way: _encode([getattr(row, field) for field in fields])})


def _encode(values: Sequence[Any]) -> str:
    text = json.dumps([v if isinstance(v, int | str) else v.isoformat() for v in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, fields: Sequence[str]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except ValueError as error:
        raise Http404("No page has this cursor.") from error
    if (
        not isinstance(values, list)
        or len(values) != len(fields)
        or not all(map(_is_value, values))
    ):
        raise Http404("No page has this cursor.")
    return values


def _is_value(value: Any) -> bool:
    """Whether a cursor may hold it: short text without NUL, or a number a database can hold."""
    if isinstance(value, str):
        return len(value) <= 400 and "\x00" not in value
    return type(value) is int and abs(value) < 2**63
