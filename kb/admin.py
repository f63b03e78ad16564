"""The editors' site: what its pages share, accounts, the log of changes, and the site's state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from kb.change_log import LogsValues, told
from kb.models import Change, SiteState

admin.site.site_header = "Strata"
admin.site.site_title = "Strata editors' site"
admin.site.index_title = "Work to do"


def is_list(request: HttpRequest) -> bool:
    """Say whether the page asked for is a list, so that only lists count and defer."""
    match = request.resolver_match
    return match is not None and (match.url_name or "").endswith("_changelist")


def count_of(rows: models.QuerySet[Any], link: str) -> Coalesce:
    """Return an annotation: how many of ``rows`` point to the record through ``link``.

    A subquery counts only for the records of one page, and two counts do not multiply.
    """
    mine = rows.filter(**{link: models.OuterRef("pk")}).order_by().values(link)
    counted = mine.annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


class ListAdmin(LogsValues, admin.ModelAdmin):
    """A list that stays quick on long tables."""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyAdmin(ListAdmin):
    """Records that are derived or kept for ever: to look at, never to change here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows shown beside the record they belong to."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SiteState)
class SiteStateAdmin(ReadOnlyAdmin):
    list_display = ["counter", "glossary", "changes", "changed_at"]


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "key", "version", "significance", "renamed_to", "at"]
    list_filter = ["kind", "significance"]
    search_fields = ["key"]
    ordering = ["-number"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "what"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message", "user__username"]
    date_hierarchy = "action_time"

    @admin.display(description="what was changed")
    def what(self, entry: LogEntry) -> str:
        return told(entry)


# --- accounts -------------------------------------------------------------------------------

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(LogsValues, UserAdmin):
    """Accounts. Whoever content or the log names stays; switch the account off instead."""

    list_display = ["username", "full_name", "email", "group_names", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    own_powers = ("is_superuser", "user_permissions")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Sequence[str]:
        """Keep an administrator from making superusers."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else fields + self.own_powers

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_manage(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_manage(request.user, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        kept = [reason for user in objs for reason in records_naming(user)]
        return ([], {}, set(), kept) if kept else super().get_deleted_objects(objs, request)

    @admin.display(description="name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="groups")
    def group_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


def may_manage(person: Any, account: User | None) -> bool:
    """Say whether a person may change or delete an account: only superusers manage superusers."""
    return account is None or person.is_superuser or not account.is_superuser


def records_naming(user: User) -> Iterator[str]:
    """Yield, in words, every kind of record that would lose the name of this account."""
    for relation in User._meta.get_fields(include_hidden=True):
        is_log = relation.related_model is LogEntry
        if not is_log and getattr(relation, "on_delete", None) is not models.PROTECT:
            continue
        count = relation.related_model._base_manager.filter(**{relation.field.name: user}).count()
        if count:
            kind = relation.related_model._meta
            name = kind.verbose_name if count == 1 else kind.verbose_name_plural
            yield f"{user.get_username()}: {count} {name} ({relation.field.verbose_name})"


# --- the API ---------------------------------------------------------------------------------

from kb.api import admin as api_admin  # noqa: E402, F401 - registers itself, with what is above
