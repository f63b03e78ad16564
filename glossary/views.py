"""Pages of the glossary."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from glossary import browsing, comparing, reading
from glossary.jsonld import glossary_page
from glossary.models import FormerSlug, Term
from kb.http import public_page
from kb.jsonld import script
from kb.paging import keyset_page


@public_page
def terms(request: HttpRequest) -> HttpResponse:
    """The A–Z list, or a part of it: a letter, a kind, a topic, a code."""
    try:
        browse = browsing.browse(request.GET)
    except browsing.UnknownFilter as error:
        raise Http404(str(error)) from error
    page = keyset_page(request, browse.terms(), browsing.ORDER, size=browsing.PAGE_SIZE)
    groups = browsing.letter_groups(page.rows)
    context = {"browse": browse, "page": page, "groups": groups}
    context["jsonld"] = script(glossary_page(page.rows))
    return render(request, "glossary/list.html", context)


@public_page
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One term: what it means at each depth, its other names, its codes, where it is used."""
    term = Term.objects.public().filter(slug=slug).first()
    if term is None:
        return _moved(slug)
    return render(request, "glossary/detail.html", reading.detail_context(term))


@public_page
def compare(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Two terms side by side."""
    terms = {term.slug: term for term in Term.objects.public().filter(slug__in=(one, other))}
    if one not in terms or other not in terms or one == other:
        raise Http404("One of these terms does not exist.")
    comparison = comparing.compare(terms[one], terms[other])
    return render(request, "glossary/compare.html", {"comparison": comparison})


@public_page
def compare_form(request: HttpRequest) -> HttpResponse:
    """Choose two terms by any of their names; the comparison has an address of its own."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("a", "b")}
    found = {name: comparing.find(text) for name, text in asked.items()}
    one, other = found["a"], found["b"]
    if one and other and one != other:
        return redirect("glossary:compare", one.slug, other.slug)
    unknown = [text for name, text in asked.items() if text.strip() and not found[name]]
    context = {"asked": asked, "unknown": unknown, "is_same": bool(one and one == other)}
    return render(request, "glossary/compare_form.html", context)


def _moved(slug: str) -> HttpResponse:
    """Lead a slug that a merged or renamed term had to the term; else there is no such page."""
    former = FormerSlug.objects.filter(slug=slug, term__is_public=True)
    row = former.select_related("term").first()
    if row is None:
        raise Http404("There is no such term.")
    return redirect(row.term, permanent=True)
