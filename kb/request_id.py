"""A number for every request, in its answer, its log lines and its error page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from kb.delivery.number import HEADER, number_of

current: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request being answered; empty outside of any."""


class RequestIdMiddleware:
    """Number each request: as a proxy of ours did, if that is well formed, or else anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Not from request.headers, which is made once: compression first puts tags right in META.
        number = number_of(request.META)
        request.id = number  # type: ignore[attr-defined]
        token = current.set(number)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response.headers[HEADER] = number
        return response


class RequestIdFilter(logging.Filter):
    """Give every record the number of the request it was written for."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get() or "-"
        return True
