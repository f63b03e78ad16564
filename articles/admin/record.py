"""Topics, and the records nobody changes by hand: versions, transitions, derived rows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin import restore
from articles.models import (
    BibliographyEntry,
    Citation,
    Counterpart,
    FormerSlug,
    ImportFinding,
    ImportRun,
    Rendering,
    TermTopic,
    TermUse,
    Topic,
    Transition,
    Version,
)
from kb.admin import ListAdmin, ReadOnlyAdmin, count_of


@admin.register(Topic)
class TopicAdmin(ListAdmin):
    list_display = ["name", "slug", "review_months", "articles"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return (
            super()
            .get_queryset(request)
            .annotate(article_count=count_of(Topic.articles.through.objects.all(), "topic"))
        )

    @admin.display(ordering="article_count")
    def articles(self, topic: Any) -> int:
        return topic.article_count


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = [
        "article",
        "number",
        "significance",
        "note",
        "created_at",
        "created_by_name",
        "restore_link",
    ]
    list_filter = ["significance", "created_at"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug", "note", "digest"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    exclude = ["document"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).defer("document")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = list(super().get_list_display(request))
        return shown if restore.may_restore(request.user) else shown[:-1]

    @admin.display(description="restore")
    def restore_link(self, version: Version) -> str:
        return format_html('<a href="{}">Restore as a draft</a>', restore.address(version))


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    list_display = ["at", "article", "action", "from_state", "to_state", "by_name", "comment"]
    list_filter = ["action", "at"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug", "comment", "by_name"]
    date_hierarchy = "at"


@admin.register(Rendering)
class RenderingAdmin(ReadOnlyAdmin):
    list_display = ["slug", "tier", "version_number", "built_at"]
    list_filter = ["tier"]
    list_select_related = ["version"]
    search_fields = ["slug"]
    fields = ["article", "version", "slug", "tier", "etag", "built_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rendering]:
        rows = super().get_queryset(request)
        return rows.defer("html", "page", "api", "version__document")

    @admin.display(description="version", ordering="version__number")
    def version_number(self, rendering: Rendering) -> int:
        return rendering.version.number


@admin.register(TermUse)
class TermUseAdmin(ReadOnlyAdmin):
    list_display = ["term", "article", "tier", "heading", "sentence"]
    list_filter = ["tier"]
    list_select_related = ["term", "article"]
    search_fields = ["term__name", "article__title"]
    ordering = ["term_id", "article_id", "id"]


@admin.register(TermTopic)
class TermTopicAdmin(ReadOnlyAdmin):
    list_display = ["term", "topic"]
    list_filter = ["topic"]
    list_select_related = ["term", "topic"]
    search_fields = ["term__name", "topic__name"]
    ordering = ["term_id", "topic_id"]


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ["reference", "article", "number", "tier", "heading"]
    list_filter = ["tier"]
    list_select_related = ["reference", "article"]
    search_fields = ["reference__key", "article__title"]
    ordering = ["reference_id", "article_id", "id"]


@admin.register(BibliographyEntry)
class BibliographyEntryAdmin(ReadOnlyAdmin):
    """Reference lists in one table; they are edited on their article."""

    list_display = ["article", "position", "reference", "raw"]
    ordering = ["article_id", "position", "id"]
    list_select_related = ["article", "reference"]
    search_fields = ["article__title", "reference__key", "raw"]


@admin.register(Counterpart)
class CounterpartAdmin(ListAdmin):
    list_display = ["section", "tier", "target", "article", "chosen_by"]
    list_filter = ["tier", ("chosen_by", admin.EmptyFieldListFilter)]
    list_select_related = ["section__article", "target", "chosen_by"]
    search_fields = ["section__heading", "section__article__title"]
    autocomplete_fields = ["section", "target"]
    readonly_fields = ["chosen_by"]

    def save_model(self, request: HttpRequest, obj: Counterpart, form: Any, change: bool) -> None:
        obj.chosen_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(ordering="section__article__title")
    def article(self, counterpart: Counterpart) -> str:
        return counterpart.section.article.title


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_display = ["slug", "article"]
    list_select_related = ["article"]
    search_fields = ["slug", "article__title"]


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "finished_at", "by_name", "outcome", "open_findings"]
    list_filter = ["started_at"]
    date_hierarchy = "started_at"
    readonly_fields = ["findings_link"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        is_open = ImportFinding.objects.filter(is_open=True)
        return super().get_queryset(request).annotate(open_count=count_of(is_open, "run"))

    @admin.display(description="result")
    def outcome(self, run: ImportRun) -> str:
        numbers = {name: value for name, value in run.totals.items() if isinstance(value, int)}
        return ", ".join(f"{value} {name}" for name, value in numbers.items() if value)

    @admin.display(description="open findings", ordering="open_count")
    def open_findings(self, run: Any) -> int | str:
        return run.open_count or ""

    @admin.display(description="findings")
    def findings_link(self, run: ImportRun) -> str:
        address = reverse("admin:articles_importfinding_changelist")
        return format_html('<a href="{}?run__id__exact={}">All of this run</a>', address, run.pk)
