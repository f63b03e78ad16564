"""Pages of an article's versions. Each asks for rows and hands them to a template."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.citing import citation
from articles.models import Article
from articles.versions import difference_context, version_context, versions_context
from articles.views import missing, shown_versions
from kb.http import public_page
from references.downloads import file_of


@public_page
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published version of an article, newest first."""
    article = Article.objects.published().filter(slug=slug).first()
    if article is None:
        return missing(request, slug, "versions")
    rows = article.versions.defer("document").annotate(shown_title=KT("document__title"))
    return render(request, "articles/versions.html", versions_context(article, list(rows)))


@public_page
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of an article, all tiers of it, as it was published."""
    row = shown_versions(slug).filter(number=number).first()
    if row is None:
        raise Http404("The article has no such version.")
    return render(request, "articles/version.html", version_context(row))


@public_page
def cite(request: HttpRequest, slug: str, number: str, ending: str) -> HttpResponse:
    """One version as a citation for a reference manager, as read today."""
    rows = shown_versions(slug).annotate(shown_title=KT("document__title"))
    row = rows.defer("document").filter(number=int(number)).first()
    if row is None:
        raise Http404("The article has no such version.")
    published, today = timezone.localdate(row.created_at), timezone.localdate()
    item = citation(slug, row.shown_title, row.number, published, today)
    return file_of([item], ending, item["id"])


@public_page
def difference(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """What changed from one version of an article to another."""
    asked = Q(number=old) | Q(number=new)  # unlike a list, these may be beyond any number kept
    rows = {row.number: row for row in shown_versions(slug).filter(asked)}
    if old == new or len(rows) != 2:
        raise Http404("The article has no such two versions.")
    return render(request, "articles/difference.html", difference_context(rows[old], rows[new]))
