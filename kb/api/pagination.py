"""Keyset paging: a page is found by the last row of the one before, so every page costs the same.

A list view names its orderings; each is a tuple of fields that never repeats and is never null, so
the last of them is the primary key. The cursor holds a row's values for those fields. Clients
treat it as opaque and follow the ``next`` and ``previous`` links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.pagination import BasePagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from kb.api.cursors import BAD_CURSOR, Cursor, Key, beyond, field_of, read_value
from kb.api.errors import refuse
from kb.api.statements import FixedList, Given
from kb.api.writing import write
from kb.state import SiteFacts

if TYPE_CHECKING:
    from rest_framework.views import APIView

DEFAULT_SIZE = 50
MAX_SIZE = 200
BAD_SIZE = f"Give a whole number from 1 to {MAX_SIZE}."


class KeysetPagination(BasePagination):
    """Pages of a queryset in one of the view's orderings.

    The view says ``orderings``: name → fields, the first being the default.
    """

    cursor_param = "cursor"
    size_param = "page_size"
    ordering_param = "ordering"
    site: SiteFacts | None = None
    """In which state of the site the rows are, if they brought that along."""

    def paginate_queryset(
        self, rows: QuerySet[Any] | FixedList, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.address = request.build_absolute_uri()
        self.size = read_size(request.query_params.get(self.size_param))
        self.ordering = self._ordering(request, view.orderings)  # type: ignore[union-attr]
        self.keys = [Key.read(name) for name in view.orderings[self.ordering]]  # type: ignore[union-attr]
        self.model = (rows.rows if isinstance(rows, FixedList) else rows).model
        self.cursor = self._cursor(request)
        found = self._fetch(rows)
        self.has_more = len(found) > self.size
        self.rows = found[: self.size]
        if self.backwards:
            self.rows.reverse()
        return self.rows

    @property
    def backwards(self) -> bool:
        return bool(self.cursor and self.cursor.backwards)

    def _fetch(self, rows: QuerySet[Any] | FixedList) -> list[Any]:
        """Return the rows of the page, and one more if there is one."""
        values = self.cursor.values if self.cursor else ()
        if not isinstance(rows, FixedList):
            return list(self._arranged(rows, values)[: self.size + 1])
        kind = (self.ordering, self.backwards, bool(values))
        statement = rows.statement(kind, [key.field for key in self.keys], self._with_places)
        found, self.site = statement.ask(values, self.size + 1)
        return found

    def _with_places(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return rows in their order, from a place that is yet to be named."""
        fields = [field_of(self.model, key.field) for key in self.keys] if self.cursor else []
        return self._arranged(rows, list(starmap(Given, enumerate(fields))))

    def _arranged(self, rows: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Return rows in their order, from the place that the cursor's ``values`` name."""
        arranged = rows.order_by(*(key.order_by(self.backwards) for key in self.keys))
        if not values:
            return arranged
        return arranged.filter(beyond(self.keys, values, self.backwards))

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self.next_link(), "previous": self.previous_link(), "results": data}
        )

    def get_written_response(self, rows: Iterable[str]) -> HttpResponse:
        """Answer with rows that are JSON already, as the renderer would have written them."""
        links = write({"next": self.next_link(), "previous": self.previous_link()})
        text = f'{links[:-1]},"results":[{",".join(rows)}]}}'
        return HttpResponse(text, content_type=JSONRenderer.media_type)

    def next_link(self) -> str | None:
        """Return the address of the page after this one."""
        return self._link(-1, backwards=False) if self.backwards or self.has_more else None

    def previous_link(self) -> str | None:
        """Return the address of the page before this one."""
        if self.cursor is None or (self.cursor.backwards and not self.has_more):
            return None
        return self._link(0, backwards=True)

    def _link(self, index: int, *, backwards: bool) -> str | None:
        if self.rows:
            values = tuple(getattr(self.rows[index], key.field) for key in self.keys)
        elif self.cursor:
            values = self.cursor.values
        before, after = self._around_cursor
        return f"{before}{Cursor(self.ordering, values, backwards).encode()}{after}"

    @cached_property
    def _around_cursor(self) -> tuple[str, str]:
        """The address of another page but for its cursor, which stands in no need of quoting."""
        address = replace_query_param(self.address, self.cursor_param, "-")
        before, name, after = address.partition(f"{self.cursor_param}=-")
        return f"{before}{name[:-1]}", after

    def _ordering(self, request: Request, orderings: Mapping[str, Sequence[str]]) -> str:
        name = request.query_params.get(self.ordering_param) or next(iter(orderings))
        if name not in orderings:
            raise refuse(self.ordering_param, f"Choose one of {', '.join(orderings)}.")
        return name

    def _cursor(self, request: Request) -> Cursor | None:
        text = request.query_params.get(self.cursor_param)
        if text is None:
            return None
        try:
            cursor = Cursor.decode(text)
            if cursor.ordering != self.ordering or len(cursor.values) != len(self.keys):
                raise ValueError(BAD_CURSOR)
            values = tuple(
                read_value(self.model, key.field, value)
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
