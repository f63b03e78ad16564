"""Keyset paging: a page is found by the last row of the one before, so every page costs the same.

A list view names its orderings; each is a tuple of fields that never repeats and is never null, so
the last of them is the primary key. The cursor holds a row's values for those fields. Clients
treat it as opaque and follow the ``next`` and ``previous`` links.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from kb.api.errors import refuse

if TYPE_CHECKING:
    from rest_framework.views import APIView

DEFAULT_SIZE = 50
MAX_SIZE = 200
BAD_SIZE = f"Give a whole number from 1 to {MAX_SIZE}."
BAD_CURSOR = "This is not a cursor of this list. Follow the next and previous links as given."


class Key(NamedTuple):
    """One field of an ordering."""

    field: str
    descending: bool

    @classmethod
    def read(cls, name: str) -> Key:
        return cls(name.removeprefix("-"), name.startswith("-"))

    def order_by(self, backwards: bool) -> str:
        return f"-{self.field}" if self.descending != backwards else self.field


@dataclass(frozen=True)
class Cursor:
    """A place in a list: right after a row or, going backwards, right before it."""

    ordering: str
    values: tuple[Any, ...]
    backwards: bool = False

    def encode(self) -> str:
        values = [v.isoformat() if isinstance(v, date) else v for v in self.values]
        parts = [self.ordering, int(self.backwards), values]
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Read what :meth:`encode` wrote; raise ValueError on anything else."""
        padded = text + "=" * (-len(text) % 4)
        try:
            raw = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            ordering, backwards, values = json.loads(raw)
        except (binascii.Error, TypeError, RecursionError) as error:
            raise ValueError(BAD_CURSOR) from error
        if not isinstance(values, list) or backwards not in (0, 1):
            raise ValueError(BAD_CURSOR)
        return cls(ordering, tuple(values), bool(backwards))


class KeysetPagination(BasePagination):
    """Pages of a queryset in one of the view's orderings.

    The view says ``orderings``: name → fields, the first being the default.
    """

    cursor_param = "cursor"
    size_param = "page_size"
    ordering_param = "ordering"

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.address = request.build_absolute_uri()
        self.size = read_size(request.query_params.get(self.size_param))
        self.ordering = self._ordering(request, view.orderings)  # type: ignore[union-attr]
        self.keys = [Key.read(name) for name in view.orderings[self.ordering]]  # type: ignore[union-attr]
        self.cursor = self._cursor(request, queryset)
        backwards = bool(self.cursor and self.cursor.backwards)
        rows = queryset.order_by(*(key.order_by(backwards) for key in self.keys))
        if self.cursor:
            rows = rows.filter(_beyond(self.keys, self.cursor.values, backwards))
        found = list(rows[: self.size + 1])
        self.has_more = len(found) > self.size
        self.rows = found[: self.size]
        if backwards:
            self.rows.reverse()
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self.next_link(), "previous": self.previous_link(), "results": data}
        )

    def next_link(self) -> str | None:
        """Return the address of the page after this one."""
        backwards = bool(self.cursor and self.cursor.backwards)
        return self._link(-1, backwards=False) if backwards or self.has_more else None

    def previous_link(self) -> str | None:
        """Return the address of the page before this one."""
        if self.cursor is None or (self.cursor.backwards and not self.has_more):
            return None
        return self._link(0, backwards=True)

    def _link(self, index: int, *, backwards: bool) -> str | None:
        if self.rows:
            values = tuple(_value(self.rows[index], key.field) for key in self.keys)
        elif self.cursor:
            values = self.cursor.values
        cursor = Cursor(self.ordering, values, backwards)
        return replace_query_param(self.address, self.cursor_param, cursor.encode())

    def _ordering(self, request: Request, orderings: Mapping[str, Sequence[str]]) -> str:
        name = request.query_params.get(self.ordering_param) or next(iter(orderings))
        if name not in orderings:
            raise refuse(self.ordering_param, f"Choose one of {', '.join(orderings)}.")
        return name

    def _cursor(self, request: Request, queryset: QuerySet[Any]) -> Cursor | None:
        text = request.query_params.get(self.cursor_param)
        if text is None:
            return None
        try:
            cursor = Cursor.decode(text)
            if cursor.ordering != self.ordering or len(cursor.values) != len(self.keys):
                raise ValueError(BAD_CURSOR)
            values = tuple(
                _read(queryset, key.field, value)
                for key, value in zip(self.keys, cursor.values, strict=True)
            )
        except (ValueError, ValidationError) as error:
            raise refuse(self.cursor_param, BAD_CURSOR) from error
        return Cursor(cursor.ordering, values, cursor.backwards)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        orderings = list(view.orderings)  # type: ignore[attr-defined]
        parameters = [CURSOR_PARAMETER, SIZE_PARAMETER]
        if len(orderings) > 1:
            parameters.append(_ordering_parameter(orderings))
        return parameters

    def get_schema_fields(self, view: APIView) -> list[Any]:
        return []

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return page_schema(schema)

    def names(self, view: APIView) -> set[str]:
        """Return the query parameters that paging understands."""
        return {each["name"] for each in self.get_schema_operation_parameters(view)}


def read_size(given: str | None) -> int:
    """Return the asked number of rows of a page, or raise a ValidationError."""
    if given is None:
        return DEFAULT_SIZE
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise refuse(KeysetPagination.size_param, BAD_SIZE)
    if not 1 <= int(given) <= MAX_SIZE:
        raise refuse(KeysetPagination.size_param, BAD_SIZE)
    return int(given)


def without_cursor(address: str) -> str:
    """Return the address of a list's first page."""
    return remove_query_param(address, KeysetPagination.cursor_param)


def page_schema(results: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI schema of a page of ``results``."""
    link = {"type": "string", "format": "uri", "nullable": True}
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {
            "next": {**link, "description": "The page after this one."},
            "previous": {**link, "description": "The page before this one."},
            "results": results,
        },
    }


def _beyond(keys: Sequence[Key], values: Sequence[Any], backwards: bool) -> Q:
    """Return the condition for rows after ``values``.

    The first field is bounded on its own as well: databases use its index for that part.
    """
    condition = Q()
    for depth in reversed(range(len(keys))):
        key, value = keys[depth], values[depth]
        side = "lt" if key.descending != backwards else "gt"
        further = Q((f"{key.field}__{side}", value))
        condition = further | (Q((key.field, value)) & condition) if condition else further
    first = keys[0]
    bound = "lte" if first.descending != backwards else "gte"
    return Q((f"{first.field}__{bound}", values[0])) & condition


def _value(row: Any, field: str) -> Any:
    return row[field] if isinstance(row, Mapping) else getattr(row, field)


def _read(queryset: QuerySet[Any], name: str, value: Any) -> Any:
    """Return a cursor's value as the field keeps it; raise ValidationError when it cannot be."""
    field = _field(queryset, name)
    if value is None or isinstance(value, (bool, list, dict, float)):
        raise ValueError(BAD_CURSOR)
    if isinstance(value, str) and not _is_plain(value):
        raise ValueError(BAD_CURSOR)
    read = field.to_python(value)
    field.run_validators(read)
    return read


def _is_plain(text: str) -> bool:
    """Whether a database can compare it: no NUL, no half of a surrogate pair."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


def _field(queryset: QuerySet[Any], name: str) -> Field[Any, Any]:
    """Return the model field of a name, following ``pk`` and ``_id``."""
    options = queryset.model._meta
    try:
        field = options.pk if name == "pk" else options.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist as error:
        raise ValueError(f"{name} is no field to order by") from error
    while field.remote_field:
        field = field.target_field
    return field


CURSOR_PARAMETER: dict[str, Any] = {
    "name": KeysetPagination.cursor_param,
    "in": "query",
    "required": False,
    "description": "A place in the list, from a `next` or `previous` link.",
    "schema": {"type": "string"},
}
SIZE_PARAMETER: dict[str, Any] = {
    "name": KeysetPagination.size_param,
    "in": "query",
    "required": False,
    "description": "Rows on a page.",
    "schema": {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
}


def _ordering_parameter(orderings: list[str]) -> dict[str, Any]:
    return {
        "name": KeysetPagination.ordering_param,
        "in": "query",
        "required": False,
        "description": "The order of the list; a minus sign turns it round.",
        "schema": {"type": "string", "enum": orderings, "default": orderings[0]},
    }
