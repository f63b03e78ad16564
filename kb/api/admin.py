"""API keys in the editors' site: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from kb.admin import ListAdmin
from kb.api import keys
from kb.confirming import ask, is_confirmed
from kb.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(ListAdmin):
    list_display = ["name", "start", "requests_per_minute", "created_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "contact", "start"]
    fields = ["name", "contact", "requests_per_minute", "start", "created_at", "revoked_at"]
    readonly_fields = ["start", "created_at", "revoked_at"]
    actions = ["revoke"]

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Give a new record its key, and show that this once."""
        if not change:
            text = keys.make(obj)
            messages.warning(request, f"The key, shown this once: {text}")
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the record of who had a key; revoking makes it useless."""
        return False

    @admin.action(description="Revoke the chosen keys …", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> HttpResponse | None:
        """Make keys useless from the next request on."""
        if not is_confirmed(request, queryset):
            said = "Whoever uses one of them is refused from now on. This cannot be undone."
            return ask(request, self, queryset, label="Revoke", explanation=said)
        messages.success(request, f"{keys.revoke(queryset)} keys are revoked.")
        return None
