"""What readers said of versions, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Feedback
from kb.admin import ReadOnlyAdmin


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ["received_on", "version", "tier", "is_helpful", "reason", "note"]
    list_filter = ["is_helpful", "reason", "tier", "received_on"]
    list_select_related = ["version__article"]
    search_fields = ["version__article__title", "note"]
    search_help_text = "Titles of articles and readers' notes"
    ordering = ["-received_on", "-id"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may look at articles may read what is said of them."""
        return request.user.has_perm("articles.view_article")
