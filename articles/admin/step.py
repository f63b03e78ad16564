"""The page that confirms a step of the workflow and takes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import workflow
from articles.admin import changes
from articles.models import Article, Version

TEMPLATE = "admin/articles/article/step.html"


class StepForm(forms.Form):
    """What a person says when taking a step."""

    comment = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    significance = forms.ChoiceField(
        choices=[
            ("wording", "Wording: nothing clinical has changed"),
            ("content", "Content: something was added, removed or said differently"),
            ("safety", "Safety: readers who knew the old text must learn of this"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="content",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, action: workflow.Action, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = action.needs_comment
        comment.label = "What changed, for readers" if action.publishes else "Comment"
        if action.name != "publish":
            del self.fields["significance"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_safety = cleaned.get("significance") == Version.Significance.SAFETY
        if is_safety and not cleaned.get("comment", "").strip():
            self.add_error("comment", "Say what changed: readers are shown it as a safety change.")
        return cleaned


def respond(
    request: HttpRequest, article: Article, name: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the confirmation page; on POST take the step and go back to the article."""
    action = workflow.ACTIONS.get(name)
    if action is None:
        raise Http404
    if not workflow.has_permission(action, request.user):
        raise PermissionDenied
    form = StepForm(action, request.POST or None, initial={"seen": article.lock_version})
    reason = workflow.refusal(article, action, request.user)
    if request.method == "POST" and not reason and form.is_valid():
        reason = take(request, article, action, form.cleaned_data)
        if not reason:
            return HttpResponseRedirect(address(article))
    context |= {
        "title": f"{action.label}: {article.title}",
        "article": article,
        "action": action,
        "form": form,
        "reason": reason,
        "changes": changes.since_published(article),
        "opts": Article._meta,
    }
    status = 409 if reason and request.method == "POST" else 200
    return TemplateResponse(request, TEMPLATE, context, status=status)


def take(
    request: HttpRequest, article: Article, action: workflow.Action, said: dict[str, Any]
) -> str:
    """Take the step; return why it was refused, or nothing."""
    try:
        step = workflow.perform(
            article.pk,
            action.name,
            by=request.user,
            seen_lock=said["seen"],
            comment=said["comment"],
            significance=said.get("significance") or Version.Significance.CONTENT,
        )
    except workflow.Refused as refused:
        return str(refused)
    made = f" as version {step.version.number}" if step.version else ""
    messages.success(request, f"{action.label}: done{made}.")
    return ""


def address(article: Article) -> str:
    """Return where the article's page is."""
    return reverse("admin:articles_article_change", args=[article.pk])
