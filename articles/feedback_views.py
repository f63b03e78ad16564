"""What a reader sends who answers "Was this helpful?", and the page that says thanks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import feedback
from articles.feedback import FeedbackForm
from articles.models import Article
from articles.views import missing, shown_versions
from kb.http import is_same_origin, public_page


@never_cache
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a reader's answer to "Was this helpful?"."""
    form = FeedbackForm(request.POST)
    if not is_same_origin(request):
        return _not_kept(request, slug, 403, "It did not come from a page of this site.")
    if not form.is_valid():
        return _not_kept(request, slug, 400, "Please say whether the article was helpful.")
    version = (
        shown_versions(slug).defer("document").filter(number=form.cleaned_data["version"]).first()
    )
    if version is None:
        raise Http404("There is no such article.")
    if not feedback.may_answer(request):
        return _not_kept(request, slug, 429, "Too many answers came from your network. Try later.")
    if not form.cleaned_data["website"]:
        feedback.keep(version, form.cleaned_data)
    return HttpResponseRedirect(reverse("articles:thanks", args=[slug]), status=303)


def _not_kept(request: HttpRequest, slug: str, status: int, problem: str) -> HttpResponse:
    context = {"slug": slug, "problem": problem}
    return render(request, "articles/feedback.html", context, status=status)


@public_page
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """The page a reader who answered comes to."""
    if not Article.objects.published().filter(slug=slug).exists():
        return missing(request, slug)
    return render(request, "articles/feedback.html", {"slug": slug})
