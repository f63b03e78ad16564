"""Drafts for reviewers without an account. Never cached, never indexed, no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import previews
from articles.models import PreviewLink
from articles.working_copy import working_copy


class CommentForm(forms.Form):
    """What a reviewer says of a tier, or of one of its sections."""

    anchor = forms.ChoiceField(label="It is about", required=False)
    name = forms.CharField(max_length=100, label="Your name")
    text = forms.CharField(
        max_length=5000, label="Your comment", widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, sections: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anchor"].choices = [("", "the whole text"), *sections]


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose answers no cache keeps, no search engine lists, and no page links."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return page


# No cookie says who is asking, so there is nothing another site could abuse: whoever can send this
# request knows the address, and the address is the permission.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str, tier: str = "") -> HttpResponse:
    """One tier of a working copy; POST leaves a comment on it."""
    try:
        link = previews.open_link(token)
    except previews.Ended as ended:
        return render(request, "preview/ended.html", {"reason": str(ended)}, status=410)
    shown = working_copy(link.article, tier)
    names = [name for name, _ in shown["tiers"]]
    if not tier and names:
        return redirect("preview:tier", token, names[0])
    if tier not in names:
        raise Http404("The draft is not written at this depth.")
    about = {"anchor": request.GET.get("about", "")}
    form = CommentForm(previews.sections_of(link, tier), request.POST or None, initial=about)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _keep(request, link, tier, form)
        if status == 302:
            return redirect(f"{reverse('preview:tier', args=[token, tier])}?sent=1#comment")
    context = {**shown, "link": link, "article": link.article, "token": token, "form": form}
    context["is_limited"] = status == 429
    return render(request, "preview/draft.html", context, status=status)


def _keep(request: HttpRequest, link: PreviewLink, tier: str, form: CommentForm) -> int:
    if not previews.may_comment(request, link):
        return 429
    previews.comment(link, tier=tier, **form.cleaned_data)
    return 302
