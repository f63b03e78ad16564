"""The base of every address of the API: public, read-only, conditional, one error shape."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from kb import state
from kb.api import cors, parameters, selection
from kb.api.conditional import Validators, is_conditional
from kb.api.errors import NotModified
from kb.api.pagination import KeysetPagination
from kb.api.schema import AddressSchema
from kb.api.statements import FixedList
from kb.api.throttling import Rate, say_rate
from kb.delivery import ticket
from kb.state import SiteFacts

SAFE = ("GET", "HEAD")


class PublicView(APIView):
    """A view anybody may ask. Neither session nor cookie is read or set.

    A subclass names the query parameters it reads in ``query_parameters``; all others are refused.
    """

    schema = AddressSchema()
    query_parameters: ClassVar[Sequence[OpenApiParameter]] = ()
    changes_daily: ClassVar[bool] = False
    """Whether the answer depends on today's date, as a review state does."""
    validators: Validators | None = None
    rate: Rate | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE or request.method not in self.allowed_methods:
            return
        parameters.check(request.query_params, self.known_parameters())
        if self.brings_site_facts() and not is_conditional(request):
            return
        self.made_in(state.site_facts())
        if self.validators and self.validators.is_current(request):
            raise NotModified

    def brings_site_facts(self) -> bool:
        """Whether the view reads the site's state with its rows, and calls ``made_in`` itself."""
        return False

    def made_in(self, site: SiteFacts) -> None:
        """Say in which state of the site the answer is made."""
        self.validators = self.validators or Validators(
            self.request,
            site,
            media_type=self.request.accepted_renderer.media_type,
            changes_daily=self.changes_daily,
        )

    def known_parameters(self) -> Collection[str]:
        """Return the names of all query parameters this address reads."""
        return {each.name for each in self.query_parameters}

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        if getattr(response, "exception", False):
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = JSONRenderer.media_type
        response = super().finalize_response(request, response, *args, **kw)
        cors.allow_reading(response)
        if self.rate:
            say_rate(response, self.rate)
        if self.validators and response.status_code in (200, 304):
            self.validators.write(response)
            if not (response.streaming or response.has_header("Vary")):
                ticket.allow(request.META, self.validators.counter, self.validators.media_type)
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say which methods this address knows."""
        response = Response(status=204)
        cors.allow_asking(response, self.allowed_methods)
        return response


MOVED = OpenApiResponse(description="It has another name now; `Location` says where it is.")
"""For the descriptions of addresses that answer with :func:`moved`."""


def moved(address: str) -> Response:
    """Send the client on to where something is today."""
    return Response(status=301, headers={"Location": address})


class PublicViewSet(PublicView, GenericViewSet):
    """A list of rows and each row's details."""

    pagination_class = KeysetPagination
    filterset_class: ClassVar[type[FilterSet] | None] = None
    orderings: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Name → fields, the first being the default; see :class:`KeysetPagination`."""

    detail_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    """The shape of one row's details, where an address gives them."""
    expansions: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Action → members that ``expand`` adds to its answer."""
    fixed: ClassVar[FixedList | None] = None
    """The list while nothing narrows or enlarges it, if that is the same for everybody."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE or request.method not in self.allowed_methods:
            return
        self.fields = selection.read(request, selection.FIELDS, self.members())
        self.expanded = selection.read(request, selection.EXPAND, self.expandable())

    def members(self) -> tuple[str, ...]:
        """Return the names ``fields`` may hold."""
        is_list = self.action == "list"
        shape = self.serializer_class if is_list else self.detail_serializer_class
        return selection.members(shape) if shape else ()

    def expandable(self) -> tuple[str, ...]:
        """Return the names ``expand`` may hold."""
        return self.expansions.get(self.action, ())

    def selection_parameters(self) -> Iterator[OpenApiParameter]:
        """Describe ``fields`` and ``expand`` where the address takes them."""
        if names := self.members():
            yield selection.parameter(selection.FIELDS, names)
        if names := self.expandable():
            yield selection.parameter(selection.EXPAND, names)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with one page of the list."""
        rows = self.paginate_queryset(self.listed()) or ()
        if self.paginator.site:
            self.made_in(self.paginator.site)
        if not self.fields and request.accepted_media_type == JSONRenderer.media_type:
            written = self.written(rows)
            if written is not None:
                return self.paginator.get_written_response(written)
        page = self.present_page(rows)
        return self.get_paginated_response([selection.select(row, self.fields) for row in page])

    def listed(self) -> FixedList | QuerySet[Any]:
        """Return the rows of the list as it was asked for."""
        if self.fixed and not self.is_narrowed():
            return self.fixed
        return self.filter_queryset(self.get_queryset())

    def is_narrowed(self) -> bool:
        """Whether the request asks for some rows only, or for more of each."""
        asked = self.request.query_params
        return selection.EXPAND in asked or not self.filter_names().isdisjoint(asked)

    def brings_site_facts(self) -> bool:
        return self.action == "list" and bool(self.fixed) and not self.is_narrowed()

    def written(self, rows: Sequence[Any]) -> Iterable[str] | None:
        """Return the rows of a page as JSON; None where they are not kept so."""
        return None

    def answer(self, data: dict[str, Any]) -> Response:
        """Answer with one row's details, as far as they were asked for."""
        return Response(selection.select(data, self.fields))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list, if anything asks for it: building the filters' form takes its time."""
        if self.filter_names().isdisjoint(self.request.query_params):
            return queryset
        return super().filter_queryset(queryset)

    def present_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Return the rows of one page as the list gives them."""
        return [self.present(row) for row in rows]

    def present(self, row: Any) -> dict[str, Any]:
        """Return a row as the list gives it."""
        raise NotImplementedError

    def known_parameters(self) -> Collection[str]:
        kind = type(self), self.action
        if kind not in _known:
            _known[kind] = frozenset(self._named_parameters())
        return _known[kind]

    def _named_parameters(self) -> set[str]:
        names = {*super().known_parameters(), *(each.name for each in self.selection_parameters())}
        if self.action != "list":
            return names
        return names | self.filter_names() | self.paginator.names(self)

    def filter_names(self) -> set[str]:
        """Return the names of the list's filters."""
        return set(self.filterset_class.base_filters) if self.filterset_class else set()


_known: dict[tuple[type, str], Collection[str]] = {}
"""Names of query parameters by view and action; putting them together takes its time."""
