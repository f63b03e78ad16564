"""Articles: the list, the page of one article, and the steps of its workflow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles import editing, review
from articles.admin import article_list, compare, order, overview, restore, share, step
from articles.admin.bibliography import BibliographyInline
from articles.admin.bulk import BulkActions
from articles.models import Article
from articles.working_copy import side_by_side, working_copy
from kb.admin import ListAdmin

DETAILS = ["title", "slug", "summary", "note", "topics", "owner", "owner_name", "source_url"]


class ArticleForm(forms.ModelForm):
    """An article's details. A save over details that changed meanwhile is refused."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    source_url = forms.URLField(
        required=False, max_length=500, assume_scheme="https", widget=AdminURLFieldWidget
    )

    class Meta:
        model = Article
        fields = [*DETAILS, "stop_terms"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = editing.details_digest(self.instance)
        if "owner" in self.fields:
            staff = get_user_model().objects.filter(is_staff=True, is_active=True)
            self.fields["owner"].queryset = staff
            widget = self.fields["owner"].widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        current = self.initial.get("seen")
        if current and cleaned.get("seen") != current:
            self._refuse(current)
        return cleaned

    def _refuse(self, current: str) -> None:
        """Show what is stored now beside what was typed; saving again then replaces it."""
        stored = [
            f"{self.fields[name].label}: {self.initial[name]}"
            for name in self.changed_data
            if name in editing.DETAILS and name in self.initial
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = current
        raise forms.ValidationError(
            [
                "These details were changed after you opened the page, so yours are not saved "
                "yet. They are still in the form. Save again to replace what is stored now:",
                *stored,
            ]
        )


@admin.register(Article)
class ArticleAdmin(BulkActions, ListAdmin):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "title",
        "state_shown",
        "version_shown",
        "review_shown",
        "review_due",
        "findings_shown",
        "sources_shown",
        "edited_at",
    ]
    list_filter = [
        "state",
        article_list.PublishedFilter,
        article_list.ReviewFilter,
        article_list.WorkFilter,
        article_list.MineFilter,
        "topics",
    ]
    list_select_related = ["published"]
    search_fields = ["title", "slug", "owner_name"]
    search_help_text = "Titles, addresses and owners"
    ordering = ["title", "id"]
    autocomplete_fields = ["topics", "stop_terms"]
    inlines = [BibliographyInline]
    save_on_top = False
    fieldsets = [
        (None, {"fields": ["seen", "title", "slug", "summary", "note", "topics"]}),
        ("Responsibility", {"fields": [("owner", "owner_name"), "source_url"]}),
        ("Links", {"fields": ["stop_terms"], "classes": ["collapse"]}),
    ]

    # --- the list -----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles = super().get_queryset(request).defer("published__document")
        return article_list.with_counts(articles)

    @admin.display(description="state", ordering="state")
    def state_shown(self, article: Article) -> str:
        return article_list.standing(article)

    @admin.display(description="version", ordering="published__number")
    def version_shown(self, article: Article) -> str:
        return str(article.published.number) if article.published else ""

    @admin.display(description="review", ordering="reviewed_at")
    def review_shown(self, article: Article) -> str:
        state = review.state(article.reviewed_at, article.review_due, timezone.localdate())
        return article_list.REVIEW_LABELS[state]

    @admin.display(description="open findings", ordering="open_findings")
    def findings_shown(self, article: Any) -> int | str:
        return article.open_findings or ""

    @admin.display(description="sources", ordering="source_count")
    def sources_shown(self, article: Any) -> int | str:
        return article.source_count or ""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- one article --------------------------------------------------------------------------

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.published_id else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["title"]}

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Keep whatever was published once; drafts that nothing depends on may go."""
        never_published = obj is None or obj.first_published_at is None
        return never_published and super().has_delete_permission(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[Any]:
        return self.inlines if obj else []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context.update(overview.context(obj, request.user))
            context.update(share.panel(obj, request.user))
            context["moved"] = request.GET.get("moved", "")
            context["may_write"] = request.user.has_perm("articles.change_section")
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try again when another writer got in between: the form then sees what was written."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except editing.Conflict:
            return super().changeform_view(request, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Go on to the new article's page, where its sections are added."""
        return HttpResponseRedirect(step.address(obj))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if change:
            editing.save_details(obj, form.changed_data, former_slug=form.initial.get("slug", ""))
        else:
            obj.edited_by, obj.edited_at = request.user, timezone.now()
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(each.has_changed() for each in formsets)):
            editing.claim(form.instance, by=request.user)

    # --- steps --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:article_id>/move/", view(order.respond), name="articles_article_move"),
            path(
                "<int:article_id>/step/<slug:name>/", view(self.step), name="articles_article_step"
            ),
            path(
                "<int:article_id>/restore/<int:number>/",
                view(self.restore),
                name="articles_article_restore",
            ),
            path(
                "<int:article_id>/versions/",
                view(self.versions),
                name="articles_article_versions",
            ),
            path("<int:article_id>/share/", view(self.share), name="articles_article_share"),
            path(
                "<int:article_id>/read/<slug:tier>/", view(self.read), name="articles_article_read"
            ),
            *super().get_urls(),
        ]

    def step(self, request: HttpRequest, article_id: int, name: str) -> HttpResponse:
        """Confirm a step of the workflow, and take it."""
        article = get_object_or_404(Article, pk=article_id)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return step.respond(request, article, name, self.admin_site.each_context(request))

    def restore(self, request: HttpRequest, article_id: int, number: int) -> HttpResponse:
        """Confirm that an old version becomes the working copy, and make it so."""
        version = restore.version_of(article_id, number)
        return restore.respond(request, version, self.admin_site.each_context(request))

    def versions(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """List the versions and compare any two, the working copy among them."""
        return compare.respond(request, article_id, self.admin_site.each_context(request))

    def share(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """Make a link for a reviewer, end one, or note that a comment was dealt with."""
        article = get_object_or_404(Article, pk=article_id)
        return share.respond(request, article)

    def read(self, request: HttpRequest, article_id: int, tier: str) -> HttpResponse:
        """Show one tier of the working copy as it would be published now, or ``all`` of them."""
        article = get_object_or_404(Article, pk=article_id)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **(side_by_side(article) if tier == "all" else working_copy(article, tier)),
            "title": article.title,
            "article": article,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/read.html", context)
