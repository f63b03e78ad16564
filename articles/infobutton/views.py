"""The address that answers knowledge requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request

from articles.infobutton import atom, json_form
from articles.infobutton.feed import Feed, build
from articles.infobutton.matching import find
from articles.infobutton.parameters import KnowledgeRequest, read
from kb.api.errors import refuse
from kb.api.service import ServiceView

_KINDS = {
    "text/xml": "atom",
    "application/xml": "atom",
    "application/atom+xml": "atom",
    "application/json": "json",
    "text/json": "json",
    "application/javascript": "call",
    "text/javascript": "call",
    "application/x-javascript": "call",
    "text/html": "page",
}
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,4}", re.ASCII)
CACHE = "private, no-cache"
"""A request may tell of a patient: no shared cache keeps it, and a private one asks again."""


class InfobuttonView(ServiceView):
    """Answers GET and POST alike; reads no cookie and sets none."""

    parser_classes = (FormParser, MultiPartParser)
    default_kind = ""
    """The form of the answer where the request names none; empty to ask its Accept header."""

    def get(self, request: Request) -> HttpResponse:
        """Answer a request in the address."""
        return self._answer(request, _pairs(request.query_params))

    def post(self, request: Request) -> HttpResponse:
        """Answer a request in a form's body, the address's own parameters first."""
        return self._answer(request, [*_pairs(request.query_params), *_pairs(request.data)])

    def _answer(self, request: Request, given: list[tuple[str, str]]) -> HttpResponse:
        asked = read(given)
        kind = _KINDS.get(asked.response_type) or self.default_kind or _accepted(request)
        if kind == "call" and not _CALLBACK.fullmatch(asked.callback):
            raise refuse("callback", "Name the function to call, such as callback=show.")
        feed = build(asked, find(asked), timezone.now())
        response = _WRITERS[kind](request._request, feed, asked)
        response["Cache-Control"] = CACHE
        patch_vary_headers(response, ("Accept",))
        return response


def _pairs(given: Any) -> list[tuple[str, str]]:
    """Return the parameters of an address or a form, repeated ones in their order; no files."""
    return [
        (name, value)
        for name, values in given.lists()
        for value in values
        if isinstance(value, str)
    ]


def _accepted(request: Request) -> str:
    """Return the first form that the Accept header names outright; Atom if it names none."""
    accepted = request.headers.get("Accept", "").lower().split(",")
    kinds = (_KINDS.get(each.partition(";")[0].strip()) for each in accepted)
    return next((kind for kind in kinds if kind and kind != "call"), "atom")


def _atom(request: HttpRequest, feed: Feed, asked: KnowledgeRequest) -> HttpResponse:
    # Named as asked: MedlinePlus clients expect text/xml, feed readers Atom's own type.
    named = asked.response_type if asked.response_type.endswith("/xml") else ""
    return HttpResponse(
        atom.write(feed), content_type=f"{named or 'application/atom+xml'}; charset=utf-8"
    )


def _json(request: HttpRequest, feed: Feed, asked: KnowledgeRequest) -> HttpResponse:
    return HttpResponse(json_form.write(feed), content_type="application/json")


def _call(request: HttpRequest, feed: Feed, asked: KnowledgeRequest) -> HttpResponse:
    script = json_form.write_call(feed, asked.callback)
    return HttpResponse(script, content_type="application/javascript; charset=utf-8")


def _page(request: HttpRequest, feed: Feed, asked: KnowledgeRequest) -> HttpResponse:
    return render(request, "infobutton/answer.html", {"feed": feed})


_WRITERS: dict[str, Callable[[HttpRequest, Feed, KnowledgeRequest], HttpResponse]] = {
    "atom": _atom,
    "json": _json,
    "call": _call,
    "page": _page,
}
