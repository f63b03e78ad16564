"""The queue of what imports noticed: look at it beside its source, settle it with a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import findings
from articles.models import ImportFinding, Section
from articles.source_lines import around, shortened
from articles.tables import number_at
from kb.admin import ListAdmin
from kb.document.findings import CODES


class OpenFilter(admin.SimpleListFilter):
    """Open findings first; the settled ones on request."""

    title = "state"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("settled", "Settled"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        choices = super().choices(changelist)
        yield {**next(choices), "display": "Open"}
        yield from choices

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ImportFinding]
    ) -> QuerySet[ImportFinding]:
        if self.value() == "all":
            return queryset
        return queryset.filter(is_open=self.value() != "settled")


class SettleForm(forms.Form):
    """What was done about a finding."""

    note = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you checked or changed; kept with the finding",
    )


@admin.register(ImportFinding)
class ImportFindingAdmin(ListAdmin):
    change_form_template = "admin/articles/importfinding/change_form.html"
    list_display = ["message_shown", "severity", "code", "line", "article", "source", "is_open"]
    list_filter = [OpenFilter, "severity", "code"]
    list_select_related = ["article", "source"]
    search_fields = ["excerpt", "message", "article__title", "path"]
    ordering = ["-is_open", "severity", "id"]
    actions = ["settle_selected", "reopen_selected"]
    fields = ["run", "path", "settled_at", "settled_by", "settled_note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportFinding]:
        rows = super().get_queryset(request).select_related("article", "source", "run")
        return rows.defer("source__content", "source__document", "source__report")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields

    @admin.display(description="finding", ordering="message")
    def message_shown(self, finding: ImportFinding) -> str:
        return shortened(finding.message or CODES[finding.code].title)[:160]

    # --- one finding --------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= beside(obj)
            context["settle_form"] = SettleForm()
            context["show_save"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:finding_id>/settle/", view(self.settle), name="articles_importfinding_settle"
            ),
            *super().get_urls(),
        ]

    def settle(self, request: HttpRequest, finding_id: int) -> HttpResponse:
        """Settle one finding with a note, or reopen it."""
        finding = get_object_or_404(ImportFinding, pk=finding_id)
        if request.method != "POST" or not self.has_change_permission(request, finding):
            raise PermissionDenied
        one = ImportFinding.objects.filter(pk=finding_id)
        form = SettleForm(request.POST)
        if "reopen" in request.POST:
            findings.reopen(one)
            messages.success(request, "The finding is open again.")
        elif form.is_valid():
            findings.settle(one, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, "The finding is settled.")
            return HttpResponseRedirect(next_address(finding))
        else:
            messages.error(request, "Say in a note what you checked or changed.")
        address = reverse("admin:articles_importfinding_change", args=[finding_id])
        return HttpResponseRedirect(address)

    # --- many findings ------------------------------------------------------------------------

    @admin.action(description="Settle with a note …", permissions=["change"])
    def settle_selected(
        self, request: HttpRequest, queryset: QuerySet[ImportFinding]
    ) -> HttpResponse | None:
        """Ask for one note for all of them, saying how many there are."""
        form = SettleForm(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            count = findings.settle(queryset, by=request.user, note=form.cleaned_data["note"])
            messages.success(request, f"{count} findings are settled.")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"Settle {queryset.filter(is_open=True).count()} findings",
            "opts": self.opts,
            "form": form,
            "findings": queryset[:200],
        }
        template = "admin/articles/importfinding/settle_selected.html"
        return TemplateResponse(request, template, context)

    @admin.action(description="Open again", permissions=["change"])
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet[ImportFinding]) -> None:
        messages.success(request, f"{findings.reopen(queryset)} findings are open again.")


def next_address(finding: ImportFinding) -> str:
    """Return where to go on: the next open finding of the same article, else the queue."""
    following = ImportFinding.objects.filter(is_open=True, article=finding.article_id)
    after = following.order_by("line", "id").exclude(pk=finding.pk).first()
    if finding.article_id and after:
        return reverse("admin:articles_importfinding_change", args=[after.pk])
    return reverse("admin:articles_importfinding_changelist")


def beside(finding: ImportFinding) -> dict[str, Any]:
    """Return what helps to decide: what the code means, the source lines, the section made."""
    source = finding.source
    sections = Section.objects.none()
    if source is not None and finding.line:
        sections = source.sections.filter(
            first_line__lte=finding.line, last_line__gte=finding.line
        ).defer("markdown")
    section = sections.first()
    return {
        "code": CODES.get(finding.code),
        "lines": around(source.text, finding.line) if source else [],
        "section": section,
        "table_address": table_address(finding, section),
    }


def table_address(finding: ImportFinding, section: Section | None) -> str:
    """Return where the table a finding is about is edited as a grid; empty if it is about none."""
    is_about_one = section is not None and finding.code.startswith("table-")
    number = number_at(section, finding.line) if is_about_one else None
    if section is None or number is None:
        return ""
    address = reverse("admin:articles_section_table", args=[section.pk, number])
    return f"{address}?finding={finding.pk}"
