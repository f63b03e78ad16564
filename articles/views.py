"""Pages of articles. Each asks for rows and hands them to a template."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from articles import browsing
from articles.models import Article, FormerSlug, Rendering, Version
from articles.reading import article_context
from kb import state
from kb.document.tree import TIERS
from kb.http import public_page, set_site_counter
from kb.jsonld import script, web_page
from kb.paging import keyset_page
from references.downloads import file_of


@public_page
def articles(request: HttpRequest) -> HttpResponse:
    """The list of published articles, by title."""
    today = timezone.localdate()
    try:
        filters = browsing.read_filters(request.GET)
    except browsing.UnknownFilter as error:
        raise Http404(str(error)) from error
    page = keyset_page(request, filters.listings(today), ("sort_title", "article_id"))
    rows = browsing.rows(page.rows, today)
    context = {"filters": filters, "page": page, "articles": rows}
    context["jsonld"] = script(web_page(("Articles", "/articles/"), kind="CollectionPage"))
    return render(request, "articles/list.html", context)


@public_page(brings_counter=True)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An article at its simplest tier."""
    rows = _renderings(slug=slug)
    found = {row.tier: row for row in rows.filter(tier=TIERS[0])}
    if not found:
        found = {row.tier: row for row in rows}
    for name in TIERS:
        if name in found:
            return _article(request, found[name])
    return missing(request, slug)


@public_page(brings_counter=True)
def tier(request: HttpRequest, slug: str, tier: str) -> HttpResponse:
    """An article at one tier."""
    rendering = _renderings(slug=slug, tier=tier).first()
    if rendering is None:
        return missing(request, slug, tier)
    return _article(request, rendering)


@public_page
def references(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """An article's reference list for a reference manager."""
    rendering = Rendering.objects.filter(slug=slug).only("page").first()
    if rendering is None:
        return missing(request, slug)
    items = [reference["csl"] for reference in rendering.page["references"]]
    return file_of(items, ending, f"{slug}-references")


def _renderings(**wanted: str) -> QuerySet[Rendering]:
    """Return renderings with the site's state, but without what only the API gives of them."""
    return state.with_site_facts(Rendering.objects.defer("api").filter(**wanted))


def _article(request: HttpRequest, rendering: Rendering) -> HttpResponse:
    set_site_counter(request, state.facts_of(rendering).counter)
    context = article_context(rendering, timezone.localdate())
    return render(request, "articles/article.html", context)


def shown_versions(slug: str) -> QuerySet[Version]:
    """Return the versions of a published article; those of a withdrawn one are not shown."""
    return Version.objects.filter(
        article__slug=slug, article__published__isnull=False
    ).select_related("article")


def missing(request: HttpRequest, slug: str, rest: str = "") -> HttpResponse:
    """Answer for an article that is not there: moved, withdrawn, lacking this tier, or unknown."""
    article = Article.objects.filter(slug=slug).first()
    if article is not None and article.published_id is not None:
        raise Http404("The article is not written at this depth.")
    if article is not None and article.withdrawn_at:
        return render(request, "articles/withdrawn.html", {"article": article}, status=410)
    former = FormerSlug.objects.select_related("article").filter(slug=slug).first()
    if article is None and former is not None and former.article.published_id is not None:
        path = former.article.get_absolute_url() + (f"{rest}/" if rest else "")
        return HttpResponsePermanentRedirect(path)
    raise Http404("There is no such article.")
