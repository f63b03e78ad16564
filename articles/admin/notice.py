"""A person's own notices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from articles import notices
from articles.models import Notice, ReviewReminder
from kb.admin import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Everybody sees their own notices and nobody else's."""

    change_list_template = "admin/articles/notice/change_list.html"
    list_display = ["said", "comment", "at", "is_new"]
    list_display_links = None
    list_filter = [("read_at", admin.EmptyFieldListFilter)]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return super().get_queryset(request).filter(person=request.user)

    @admin.display(description="what happened", ordering="text")
    def said(self, notice: Notice) -> str:
        address = reverse("admin:articles_notice_open", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', address, notice.text)

    @admin.display(boolean=True, description="new", ordering="read_at")
    def is_new(self, notice: Notice) -> bool:
        return notice.read_at is None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:notice_id>/open/", view(self.open), name="articles_notice_open"),
            path("read/", view(self.read), name="articles_notice_read"),
            *super().get_urls(),
        ]

    def open(self, request: HttpRequest, notice_id: int) -> HttpResponse:
        """Go to the article a notice is about; the notice counts as read."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        notice = get_object_or_404(self.get_queryset(request), pk=notice_id)
        notices.mark_read(request.user, [notice.pk])
        page = reverse("admin:articles_article_change", args=[notice.article_id])
        return HttpResponseRedirect(page)

    def read(self, request: HttpRequest) -> HttpResponse:
        """Mark all notices of the person as read."""
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        notices.mark_read(request.user)
        return HttpResponseRedirect(reverse("admin:articles_notice_changelist"))


@admin.register(ReviewReminder)
class ReviewReminderAdmin(ReadOnlyAdmin):
    """Which reviews people were reminded of, and when."""

    list_display = ["article", "due", "stage", "sent_at"]
    list_filter = ["stage", "sent_at"]
    list_select_related = ["article"]
    search_fields = ["article__title"]
    ordering = ["-sent_at", "-id"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_article")
