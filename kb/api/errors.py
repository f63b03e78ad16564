"""One error shape for the whole API.

Every error is an object with ``type``, ``title``, ``status`` and ``detail`` (the members of RFC
9457). An error about parameters or body fields also has a member named after each of them, a list
of messages.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import HttpResponseBase, HttpResponseNotModified
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from kb import outage

logger = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong here. It has been recorded; trying again may help."


class NotModified(APIException):
    """The client's copy is current. Raised before an answer is made, answered with 304."""

    status_code = HTTPStatus.NOT_MODIFIED


class TooLarge(APIException):
    """The request's body is over the limit of this address."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."


def refuse(name: str, message: str) -> ValidationError:
    """Return the error that says what is wrong with the parameter or field ``name``."""
    return ValidationError({name: [message]})


def handle(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Turn an exception into an answer in the one error shape."""
    if isinstance(error, NotModified):
        return HttpResponseNotModified()
    if isinstance(error, RequestDataTooBig):  # raised by Django before a parser can count
        error = TooLarge()
    response = exception_handler(error, context)
    if response is None:
        return _out_of_service(error) or _unexpected(context)
    response.data = problem(response.status_code, response.data)
    return response


def problem(status: int, data: Any) -> dict[str, Any]:
    """Return the body of an error from REST framework's own data for it."""
    fields = dict(_messages(data))
    detail = " ".join(fields.pop("detail", []))
    if not detail:
        detail = " ".join(f"{name}: {' '.join(said)}" for name, said in fields.items())
    title = HTTPStatus(status).phrase
    return {
        **fields,
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
    }


def _messages(data: Any) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(data, dict):
        yield "detail", _flat(data)
        return
    for name, value in data.items():
        is_general = name == api_settings.NON_FIELD_ERRORS_KEY
        yield ("detail" if is_general else name), _flat(value)


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _flat(inner)]
    if isinstance(value, (list, tuple)):
        return [text for inner in value for text in _flat(inner)]
    return [str(value)]


def _out_of_service(error: Exception) -> Response | None:
    why = outage.reason(error)
    if why is None:
        return None
    logger.error("The database is out of service: %s", why)
    set_rollback()
    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = {"Retry-After": str(outage.RETRY_SECONDS)}
    return Response(problem(status, outage.SAID[why]), status=status, headers=headers)


def _unexpected(context: dict[str, Any]) -> Response | None:
    if settings.DEBUG:
        return None
    request = context["request"]
    logger.exception("Unexpected error at %s", request.path)
    got_request_exception.send(sender=__name__, request=request._request)
    set_rollback()
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Response(problem(status, UNEXPECTED), status=status)
