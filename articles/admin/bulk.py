"""Actions on many articles of the list, each confirmed by a page that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that is set on many articles once the person has said what, and to how many."""

    form: type[forms.Form]
    """Asks what to set; it has one field."""
    label: str
    explanation: str
    apply: Callable[..., Iterable[tuple[Article, str]]]
    """Takes the articles, what to set and ``by`` whom; gives those that changed, with the words
    the log keeps of each."""
    done: str
    """What the person is told, with ``{value}`` and ``{count}``."""


def _topic(label: str, change: Callable[..., list[Article]]) -> Decision:
    return Decision(
        TopicForm,
        label,
        "Changes the drafts; readers see it with the next version. An approval becomes void.",
        lambda articles, topic, by: [
            (article, f"{label}: {topic}.") for article in change(articles, topic, by=by)
        ],
        f"{label}: {{value}}. {{count}} articles changed.",
    )


ADD_TOPIC = _topic("Add a topic", bulk.add_topic)
REMOVE_TOPIC = _topic("Take a topic off", bulk.remove_topic)
SET_OWNER = Decision(
    OwnerForm,
    "Set who answers for them",
    "No text changes by it; approvals stay.",
    lambda articles, owner, by: [
        (article, f"Owner: {before or 'nobody'} → {owner}.")
        for article, before in bulk.set_owner(articles, owner)
    ],
    "{value} answers for {count} more articles.",
)
SET_REVIEW_DATE = Decision(
    DateForm,
    "Set the date of review",
    "Readers see the new date at once. Texts and sign-offs stay as they are.",
    lambda articles, due, by: [
        (article, f"Review due: {before or 'no date'} → {due}.")
        for article, before in bulk.set_review_date(articles, due)
    ],
    "The review of {count} articles is due on {value}.",
)


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
        return self._decide(request, plain(queryset), ADD_TOPIC)

    @admin.action(description="Take a topic off …", permissions=["write"])
    def remove_topic(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Take a topic off the drafts."""
        return self._decide(request, plain(queryset), REMOVE_TOPIC)

    @admin.action(description="Set who answers for them …", permissions=["write"])
    def set_owner(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Give the articles an owner."""
        return self._decide(request, plain(queryset), SET_OWNER)

    @admin.action(description="Set the date of review …", permissions=["dates"])
    def set_review_date(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Set when the next review is due."""
        return self._decide(request, plain(queryset), SET_REVIEW_DATE)

    def _decide(
        self, request: HttpRequest, rows: QuerySet[Article], decision: Decision
    ) -> HttpResponse | None:
        """Ask what to set and for how many; set it once that is answered and confirmed."""
        if too_many(request, rows):
            return HttpResponseRedirect(request.get_full_path())
        form = decision.form(request.POST if "confirmed" in request.POST else None)
        if not (is_confirmed(request, rows) and form.is_valid()):
            label, explanation = decision.label, decision.explanation
            return ask(request, self, rows, label=label, explanation=explanation, form=form)
        (value,) = form.cleaned_data.values()
        changed = list(decision.apply(rows, value, by=request.user))
        for article, words in changed:
            self.log_change(request, article, words)
        messages.success(request, decision.done.format(value=value, count=len(changed)))
        return None

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


def plain(queryset: QuerySet[Article]) -> QuerySet[Article]:
    """Return the same articles without what the list counts of each."""
    return Article.objects.filter(pk__in=queryset.order_by().values("pk"))


def too_many(request: HttpRequest, rows: QuerySet[Article]) -> bool:
    """Refuse, with a message, to do more at once than a request should."""
    if rows.count() <= bulk.MOST:
        return False
    messages.error(request, f"At most {bulk.MOST} articles at once; narrow the list down.")
    return True
