"""The search page and the suggestions given while somebody types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from kb.document.tree import TIER_LABELS
from kb.http import absolute, public_page, site_counter
from kb.jsonld import script, web_page
from kb.search import remembered, unfound
from kb.search.finding import search
from kb.search.models import Kind
from kb.search.results import Facet, Results
from kb.search.suggesting import begin_alike, suggest

KIND_LABELS = dict(Kind.choices)
REVIEW_LABELS = {
    "reviewed": "Reviewed",
    "overdue": "Review overdue",
    "unreviewed": "Not reviewed",
}
MOST_IDEAS = 6
ASKED = ("q", "kind", "tier", "topic", "review")


@public_page
def results(request: HttpRequest) -> HttpResponse:
    """What was found for ``?q=``, narrowed by ``tier`` and ``kind``, a page at a time."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    number = _page(request.GET.get("page"))
    key = (site_counter(request), timezone.localdate(), *asked.values(), number)
    page = None if settings.DEBUG else remembered.recall(key)
    if page is None:
        found = search(
            asked["q"],
            **{name: value for name, value in asked.items() if name != "q"},
            page=number,
        )
        page = _drawn(request, found, asked)
        if found.is_fallback:  # a passing state that no cache should keep
            return HttpResponse(page.html, headers={"Cache-Control": "no-store"})
        remembered.keep(key, page)
    if page.unfound:
        unfound.note(page.unfound)
    return HttpResponse(page.html)


def _drawn(request: HttpRequest, found: Results, asked: dict[str, str]) -> remembered.Page:
    context = {
        "query": found.query,
        "found": found,
        "kinds": _choices(found.kinds, KIND_LABELS, "kind", asked),
        "tiers": _choices(found.tiers, TIER_LABELS, "tier", asked),
        "topics": _choices(found.topics, {}, "topic", asked),
        "reviews": _choices(found.reviews, REVIEW_LABELS, "review", asked),
        "page": _neighbours(found, asked),
        "did_you_mean_url": _address({"q": found.did_you_mean}),
        "jsonld": script(web_page(("Search", "/search/"), kind="SearchResultsPage")),
        "ideas": []
        if found.groups or not found.query
        else begin_alike(found.query, limit=MOST_IDEAS),
    }
    html = render_to_string("search/results.html", context, request)
    return remembered.Page(html, "" if found.total else found.query)


@public_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names that begin with ``?q=``, as browsers' search boxes expect them.

    The answer is ``[query, [names], [descriptions], [addresses]]`` (OpenSearch Suggestions).
    """
    text = request.GET.get("q", "")
    offered = suggest(text)
    notes = [one.note or _kind_note(one.kind) for one in offered]
    answer = [text, [one.text for one in offered], notes, [absolute(one.url) for one in offered]]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


def _kind_note(kind: str) -> str:
    return "Term" if kind == Kind.TERM else "Article"


def _page(value: str | None) -> int:
    """Return the page asked for; the first for anything that is no small number."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1


def _address(asked: dict[str, str], **changes: Any) -> str:
    kept = {name: value for name, value in {**asked, **changes}.items() if value}
    return "/search/?" + urlencode(kept)


def _choices(
    facets: tuple[Facet, ...], labels: dict[str, str], name: str, asked: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the links that narrow results by one facet, with that which lifts it."""
    chosen = any(facet.is_chosen for facet in facets)
    choices = [
        {
            "label": facet.label or labels[facet.value],
            "count": facet.count,
            "url": _address(asked, **{name: facet.value}),
            "is_current": facet.is_chosen,
        }
        for facet in facets
    ]
    if len(choices) < 2 and not chosen:
        return []
    everything = {"label": "All", "url": _address(asked, **{name: ""}), "is_current": not chosen}
    return [everything, *choices]


def _neighbours(found: Results, asked: dict[str, str]) -> dict[str, str | None]:
    before, after = found.page - 1, found.page + 1
    return {
        "previous_url": _address(asked, page=before) if found.has_previous else None,
        "next_url": _address(asked, page=after) if found.has_next else None,
    }
