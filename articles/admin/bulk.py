"""Actions on many articles of the list, each confirmed by a page that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from articles import bulk, workflow
from articles.models import Article, Topic
from kb.confirming import ask, is_confirmed

DRAFTS = "Changes the drafts; readers see it with the next version. An approval becomes void."
OWNERS = "No text changes by it; approvals stay."
DATES = "Readers see the new date at once. Texts and sign-offs stay as they are."


class TopicForm(forms.Form):
    """A topic."""

    topic = forms.ModelChoiceField(Topic.objects.all())


class OwnerForm(forms.Form):
    """Who answers for articles."""

    owner = forms.ModelChoiceField(get_user_model().objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.filter(is_staff=True, is_active=True)
        self.fields["owner"].queryset = staff.order_by("username")


class DateForm(forms.Form):
    """When a review is due."""

    due = forms.DateField(label="Review due", widget=AdminDateWidget)


class BulkActions(admin.ModelAdmin):
    """What the list of articles does with many of them."""

    actions = [
        "add_topic",
        "remove_topic",
        "set_owner",
        "set_review_date",
        "export_markdown",
        "export_json",
    ]

    def has_write_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article")

    def has_dates_permission(self, request: HttpRequest) -> bool:
        """Whoever signs off or publishes decides on dates."""
        return any(
            request.user.has_perm(permission)
            for permission in (workflow.SIGNED_OFF_BY, workflow.PUBLISHED_BY)
        )

    @admin.action(description="Add a topic …", permissions=["write"])
    def add_topic(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Add a topic to the drafts."""
        return self._topic(request, queryset, "Add a topic", bulk.add_topic)

    @admin.action(description="Take a topic off …", permissions=["write"])
    def remove_topic(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Take a topic off the drafts."""
        return self._topic(request, queryset, "Take a topic off", bulk.remove_topic)

    def _topic(
        self,
        request: HttpRequest,
        queryset: QuerySet[Article],
        label: str,
        change: Callable[..., list[Article]],
    ) -> HttpResponse | None:
        form = asked(request, TopicForm)
        if page := self._unconfirmed(request, queryset, form, label, DRAFTS):
            return page
        topic = form.cleaned_data["topic"]
        changed = change(plain(queryset), topic, by=request.user)
        for article in changed:
            self.log_change(request, article, f"{label}: {topic}.")
        messages.success(request, f"{label}: {topic}. {len(changed)} articles changed.")
        return None

    @admin.action(description="Set who answers for them …", permissions=["write"])
    def set_owner(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Give the articles an owner."""
        form, label = asked(request, OwnerForm), "Set who answers for them"
        if page := self._unconfirmed(request, queryset, form, label, OWNERS):
            return page
        owner = form.cleaned_data["owner"]
        changed = bulk.set_owner(plain(queryset), owner)
        for article, before in changed:
            self.log_change(request, article, f"Owner: {before or 'nobody'} → {owner}.")
        messages.success(request, f"{owner} answers for {len(changed)} more articles.")
        return None

    @admin.action(description="Set the date of review …", permissions=["dates"])
    def set_review_date(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Set when the next review is due."""
        form, label = asked(request, DateForm), "Set the date of review"
        if page := self._unconfirmed(request, queryset, form, label, DATES):
            return page
        due = form.cleaned_data["due"]
        changed = bulk.set_review_date(plain(queryset), due)
        for article, before in changed:
            self.log_change(request, article, f"Review due: {before or 'no date'} → {due}.")
        messages.success(request, f"The review of {len(changed)} articles is due on {due}.")
        return None

    def _unconfirmed(
        self,
        request: HttpRequest,
        queryset: QuerySet[Article],
        form: forms.Form,
        label: str,
        explanation: str,
    ) -> HttpResponse | None:
        """Return the page that asks, or the list with a refusal; None once it is confirmed."""
        rows = plain(queryset)
        if too_many(request, rows):
            return HttpResponseRedirect(request.get_full_path())
        if is_confirmed(request, rows) and form.is_valid():
            return None
        return ask(request, self, rows, label=label, explanation=explanation, form=form)

    @admin.action(description="Export as Markdown", permissions=["view"])
    def export_markdown(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Download the drafts as Markdown that imports again."""
        return self._export(request, queryset, "markdown")

    @admin.action(description="Export as JSON", permissions=["view"])
    def export_json(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Download the drafts as JSON that imports again."""
        return self._export(request, queryset, "json")

    def _export(
        self, request: HttpRequest, queryset: QuerySet[Article], layout: str
    ) -> HttpResponse | None:
        rows = plain(queryset)
        if too_many(request, rows):
            return None
        response = HttpResponse(bulk.export(rows, layout), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="articles-{layout}.zip"'
        return response


def asked(request: HttpRequest, form_class: type[forms.Form]) -> forms.Form:
    """Return the form, filled with what the person answered if they were asked already."""
    return form_class(request.POST if "confirmed" in request.POST else None)


def plain(queryset: QuerySet[Article]) -> QuerySet[Article]:
    """Return the same articles without what the list counts of each."""
    return Article.objects.filter(pk__in=queryset.order_by().values("pk"))


def too_many(request: HttpRequest, rows: QuerySet[Article]) -> bool:
    """Refuse, with a message, to do more at once than a request should."""
    if rows.count() <= bulk.MOST:
        return False
    messages.error(request, f"At most {bulk.MOST} articles at once; narrow the list down.")
    return True
