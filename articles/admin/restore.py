"""The page that confirms the restoring of a version: what it changes, and what would be lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import workflow
from articles.admin import changes
from articles.document import working_document
from articles.models import Article, Version
from articles.restoring import restore
from kb.document.codec import digest

TEMPLATE = "admin/articles/article/restore.html"


class RestoreForm(forms.Form):
    """Why, and the text the person saw."""

    comment = forms.CharField(required=False, label="Why", widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


def may_restore(user: Any) -> bool:
    """Say whether the person may replace a working copy: whoever may write all of it."""
    return user.has_perms(["articles.change_article", "articles.change_section"])


def version_of(article_id: int, number: int) -> Version:
    """Return a version with its article, or raise Http404."""
    versions = Version.objects.select_related("article__published")
    return get_object_or_404(versions, article_id=article_id, number=number)


def address(version: Version) -> str:
    """Return where the restoring of a version is confirmed."""
    return reverse("admin:articles_article_restore", args=[version.article_id, version.number])


def respond(request: HttpRequest, version: Version, context: dict[str, Any]) -> HttpResponse:
    """Show the confirmation page; on POST restore and go back to the article."""
    if not may_restore(request.user):
        raise PermissionDenied
    article, reason = version.article, ""
    form = RestoreForm(request.POST or None, initial={"seen": article.lock_version})
    if request.method == "POST" and form.is_valid():
        reason = _take(request, version, form.cleaned_data)
        if not reason:
            page = reverse("admin:articles_article_change", args=[article.pk])
            return HttpResponseRedirect(page)
        form = RestoreForm(initial={**form.cleaned_data, "seen": article.lock_version})
    context |= {
        "title": f"Restore version {version.number}: {article.title}",
        "article": article,
        "version": version,
        "form": form,
        "reason": reason,
        "kept_in": kept_in(article),
        "details": changes.details_to_version(article, version),
        "changes": changes.to_version(article, version),
        "opts": Article._meta,
    }
    return TemplateResponse(request, TEMPLATE, context, status=409 if reason else 200)


def kept_in(article: Article) -> Version | None:
    """Return the version that holds the working copy as it is now; None if none does."""
    now = digest(working_document(article))
    return article.versions.filter(digest=now).defer("document").first()


def _take(request: HttpRequest, version: Version, said: dict[str, Any]) -> str:
    """Restore; return why it was refused, or nothing."""
    try:
        restore(version, by=request.user, seen_lock=said["seen"], comment=said["comment"])
    except workflow.Refused as refused:
        return str(refused)
    messages.success(request, f"The working copy is version {version.number} again, as a draft.")
    return ""
