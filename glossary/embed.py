"""The glossary on other sites' pages: a script, its style, and a page that shows both."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from kb.http import public_page
from kb.jsonld import script, web_page

_TYPES = {"strata.js": "text/javascript", "strata.css": "text/css"}


@public_page
def demonstration(request: HttpRequest) -> HttpResponse:
    """A page of ordinary text with the script at work, and the lines that put it there."""
    page = web_page(("Definitions on your own pages", "/embed/"))
    return render(request, "embed/demonstration.html", {"jsonld": script(page)})


@public_page
def embedded(request: HttpRequest, name: str) -> HttpResponse:
    """The script or its style, at an address that stays and that pages of every site may load."""
    data = (settings.SHIPPED_DIR / "static" / "embed" / name).read_bytes()
    response = HttpResponse(data, content_type=f"{_TYPES[name]}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


urlpatterns = [
    path("", demonstration, name="embed"),
    *(path(name, embedded, {"name": name}) for name in _TYPES),
]
