"""What readers said of versions: the harmful first, to look at and to mark as dealt with."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Feedback
from kb.admin import ListAdmin

RANKS = [
    When(reason=reason, then=Value(rank))
    for rank, reason in enumerate(("wrong", "outdated", "missing", "hard"))
]
HARM = Case(*RANKS, default=Value(len(RANKS)), output_field=IntegerField()).asc()
"""The most harmful reasons first; what is not named comes last."""


class HarmFilter(admin.SimpleListFilter):
    """What waits for an editor, by the harm it may mean."""

    title = "to deal with"
    parameter_name = "harm"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("high", "Wrong or out of date"), ("low", "Other remarks"), ("done", "Dealt with")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> QuerySet[Feedback]:
        harmful = {"reason__in": Feedback.HARMFUL}
        if self.value() == "high":
            return queryset.to_settle().filter(**harmful)  # type: ignore[attr-defined]
        if self.value() == "low":
            return queryset.to_settle().exclude(**harmful)  # type: ignore[attr-defined]
        if self.value() == "done":
            return queryset.filter(settled_at__isnull=False)
        return queryset


@admin.register(Feedback)
class FeedbackAdmin(ListAdmin):
    list_display = [
        "received_on",
        "article",
        "number",
        "tier",
        "is_helpful",
        "reason",
        "note",
        "settled_by",
    ]
    list_filter = [HarmFilter, "is_helpful", "reason", "tier", "received_on"]
    list_select_related = ["version__article", "settled_by"]
    search_fields = ["version__article__title", "note"]
    search_help_text = "Titles of articles and readers' notes"
    actions = ["settle"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feedback]:
        return super().get_queryset(request).defer("version__document")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Newest first; in the queues, the most harmful first."""
        newest = ["-received_on", "-id"]
        return [HARM, *newest] if "harm" in request.GET else newest

    @admin.display(ordering="version__article__title")
    def article(self, feedback: Feedback) -> str:
        return feedback.version.article.title

    @admin.display(description="version", ordering="version__number")
    def number(self, feedback: Feedback) -> int:
        return feedback.version.number

    @admin.action(description="Mark as dealt with", permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet[Feedback]) -> None:
        """Note that somebody read these answers and did what they ask for."""
        open_ones = Feedback.objects.filter(pk__in=queryset.values("pk"), settled_at=None)
        count = open_ones.update(settled_at=timezone.now(), settled_by=request.user)
        messages.success(request, f"{count} answers are dealt with.")

    # --- who may ------------------------------------------------------------------------------

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may look at articles may read what is said of them."""
        return request.user.has_perm("articles.view_article")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
