"""Sources as they were imported, and changed ones that wait for an editor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import proposals
from articles.editing import Conflict
from articles.models import ImportFinding, Source
from kb.admin import ReadOnlyAdmin, count_of


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    change_form_template = "admin/articles/source/change_form.html"
    list_display = ["name", "article", "state", "layout", "open_findings", "imported_at"]
    list_filter = ["state", "layout", "importer_version", "imported_at"]
    list_select_related = ["article"]
    search_fields = ["name", "article__title", "sha256"]
    date_hierarchy = "imported_at"
    exclude = ["content", "document", "report"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        is_open = ImportFinding.objects.filter(is_open=True)
        rows = super().get_queryset(request).annotate(open_count=count_of(is_open, "source"))
        return rows.defer("content", "document", "report")

    @admin.display(description="open findings", ordering="open_count")
    def open_findings(self, source: Any) -> int | str:
        return source.open_count or ""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        context["text"] = obj.text[:200_000]
        context["is_pending"] = obj.state == Source.State.PENDING
        return super().render_change_form(request, context, obj=obj, **kwargs)

    # --- proposals ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:source_id>/proposal/", view(self.proposal), name="articles_source_proposal"),
            *super().get_urls(),
        ]

    def proposal(self, request: HttpRequest, source_id: int) -> HttpResponse:
        """Show a changed source beside the editor's text; accept or keep section by section."""
        source = get_object_or_404(
            Source.objects.select_related("article"), pk=source_id, state=Source.State.PENDING
        )
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        may_decide = request.user.has_perm("articles.change_source")
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            return self._decide(request, source)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Changed source of {source.article}",
            "opts": self.opts,
            "source": source,
            "article": source.article,
            "rows": proposals.compare(source),
            "may_decide": may_decide,
        }
        return TemplateResponse(request, "admin/articles/source/proposal.html", context)

    def _decide(self, request: HttpRequest, source: Source) -> HttpResponse:
        article = reverse("admin:articles_article_change", args=[source.article_id])
        if "finish" in request.POST:
            proposals.finish(source, by=request.user)
            messages.success(request, "The new source is now the article's source.")
            return HttpResponseRedirect(article)
        if "decline" in request.POST:
            proposals.decline(source, by=request.user)
            messages.success(request, "The new source was declined; the article is as it was.")
            return HttpResponseRedirect(article)
        tier, _, anchor = request.POST.get("accept", "").partition("/")
        try:
            proposals.accept(
                source, tier, anchor, by=request.user, base=request.POST.get("base", "")
            )
            messages.success(request, "The new text was taken over.")
        except Conflict:
            messages.error(request, "The section was edited meanwhile; look at it again.")
        address = reverse("admin:articles_source_proposal", args=[source.pk])
        return HttpResponseRedirect(f"{address}#{tier}-{anchor}")
