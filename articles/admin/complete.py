"""The answer to an editor's script that asks what could be meant by what was typed so far."""

from __future__ import annotations

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse

from articles import completing
from articles.admin.preview import number
from articles.models import Article

NEEDED = {"work": "references.view_reference", "term": "glossary.view_term"}
"""Kind of offer → the permission without which none is made, besides that to write sections."""


def respond(request: HttpRequest) -> HttpResponse:
    """Answer ``?kind=work|term&q=…&article=…`` with offers, for people who write sections."""
    kind, typed = request.GET.get("kind", ""), request.GET.get("q", "")
    if kind not in NEEDED:
        return HttpResponseBadRequest("kind is work or term")
    if not request.user.has_perms(["articles.change_section", NEEDED[kind]]):
        raise PermissionDenied
    if kind == "term":
        offers = completing.terms(typed)
    else:
        article = Article.objects.filter(pk=number(request.GET.get("article"))).first()
        offers = completing.works(typed, article)
    return JsonResponse({"offers": [asdict(offer) for offer in offers]})
