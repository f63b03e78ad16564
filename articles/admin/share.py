"""Links for reviewers without an account, and their comments, on an article's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import previews, workflow
from articles.models import Article, PreviewLink, ReviewComment, Section
from kb.admin import ReadOnlyAdmin

NEEDED = (workflow.SUBMITTED_BY, workflow.SIGNED_OFF_BY, workflow.PUBLISHED_BY)
"""Any one of these is needed to show a draft to somebody outside."""
SHOWN = 20


class LinkForm(forms.Form):
    """How long a link is good for, and whom it is for."""

    days = forms.TypedChoiceField(
        choices=[(1, "1 day"), (7, "7 days"), (30, "30 days")],
        coerce=int,
        initial=7,
        label="Good for",
    )
    note = forms.CharField(max_length=200, required=False, label="For")


def may_share(user: Any) -> bool:
    """Say whether the person may show a draft to somebody outside."""
    return any(user.has_perm(permission) for permission in NEEDED)


def panel(article: Article, user: Any) -> dict[str, Any]:
    """Return what the article's page shows of links and comments: two queries."""
    links = article.preview_links.filter(ended_at=None)[:SHOWN] if may_share(user) else []
    return {
        "may_share": may_share(user),
        "link_form": LinkForm(),
        "preview_links": [
            {"link": link, "address": previews.address(link)}
            for link in links
            if not previews.reason_ended(link, article)
        ],
        "review_comments": article.review_comments.select_related("settled_by")[:SHOWN],
    }


def comments_on(section: Section) -> QuerySet[ReviewComment]:
    """Return what reviewers said of a section and nobody has dealt with."""
    said = section.article.review_comments.filter(settled_at=None)
    return said.filter(tier=section.tier, anchor=section.anchor)


def respond(request: HttpRequest, article: Article) -> HttpResponse:
    """Make or end a link, or settle a comment, as posted; go back to the article."""
    if request.method != "POST" or not may_share(request.user):
        raise PermissionDenied
    if "end" in request.POST:
        links = PreviewLink.objects.filter(article=article, pk__in=_numbers(request, "end"))
        for link in links:
            previews.end(link)
        messages.success(request, "The link is taken back.")
    elif "settle" in request.POST:
        count = previews.settle(_numbers(request, "settle"), article, by=request.user)
        messages.success(request, f"{count} comment{'' if count == 1 else 's'} settled.")
    else:
        _make(request, article)
    page = reverse("admin:articles_article_change", args=[article.pk])
    if section := article.sections.filter(pk__in=_numbers(request, "section")).first():
        return HttpResponseRedirect(reverse("admin:articles_section_change", args=[section.pk]))
    return HttpResponseRedirect(f"{page}#panel-share")


def _make(request: HttpRequest, article: Article) -> None:
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose how long the link is good for.")
        return
    previews.make_link(article, by=request.user, **form.cleaned_data)
    messages.success(request, "The link is made. Copy it from the article's page.")


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [
        int(value) for value in request.POST.getlist(name) if value.isascii() and value.isdigit()
    ]


class OfArticles(ReadOnlyAdmin):
    """Records that whoever reads articles may read."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article")


@admin.register(PreviewLink)
class PreviewLinkAdmin(OfArticles):
    list_display = ["article", "note", "made_by_name", "made_at", "expires_at", "ended_at"]
    list_select_related = ["article"]
    search_fields = ["article__title", "note", "made_by_name"]


@admin.register(ReviewComment)
class ReviewCommentAdmin(OfArticles):
    list_display = ["article", "tier", "heading", "name", "text", "at", "settled_at"]
    list_filter = ["tier", ("settled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["article"]
    search_fields = ["article__title", "name", "text"]
