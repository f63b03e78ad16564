"""Pages of the reference library."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kb.http import public_page
from kb.jsonld import script, web_page
from kb.paging import keyset_page
from references import browsing, downloads, reading
from references.models import FormerKey, Reference


@public_page
def library(request: HttpRequest) -> HttpResponse:
    """The list of records that published articles cite, by first author."""
    try:
        filters = browsing.read_filters(request.GET)
    except browsing.UnknownFilter as error:
        raise Http404(str(error)) from error
    page = keyset_page(request, filters.records(), browsing.ORDER)
    rows = reading.rows(page.rows)
    context = {"filters": filters, "page": page, "references": rows}
    context["jsonld"] = script(web_page(("References", "/references/"), kind="CollectionPage"))
    return render(request, "references/list.html", context)


@public_page
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One record: the reference, its checking, and who cites it."""
    record = Reference.objects.public().filter(key=key).first()
    if record is None:
        return _moved(key, ending="/")
    return render(request, "references/detail.html", reading.detail_context(record))


@public_page
def download(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """One record as a file."""
    record = Reference.objects.public().filter(key=key).first()
    if record is None:
        return _moved(key, ending=f".{ending}")
    return downloads.file_of([record.item], ending, record.key)


@public_page
def download_library(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The whole library as a file."""
    return downloads.library_file(Reference.objects.public(), ending)


def _moved(key: str, ending: str) -> HttpResponse:
    """Lead a key that a merged record had to the record it became; else there is no such page."""
    former = FormerKey.objects.filter(key=key, reference__is_public=True)
    row = former.select_related("reference").first()
    if row is None:
        raise Http404("There is no such reference.")
    return HttpResponsePermanentRedirect(f"/references/{row.reference.key}{ending}")
