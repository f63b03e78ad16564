"""A section's own page: its heading and Markdown, checked, previewed and saved under a lock."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe

from articles import editing
from articles.admin import compare, complete, conflict, order, preview, share, table
from articles.document import section_from_row
from articles.editing import Conflict, SectionText
from articles.markdown_checks import problems
from articles.models import Article, Section
from articles.plain_language import obstacles
from articles.source_lines import between
from articles.tables import labels
from kb.admin import ListAdmin, is_list


class SectionForm(forms.ModelForm):
    """The words of a section, and the digest of the words they were written over."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Section
        fields = ["heading", "markdown"]
        widgets = {
            "heading": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "markdown": forms.Textarea(
                attrs={"rows": 28, "class": "markdown", "data-markdown": "", "spellcheck": "true"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["base"] = self.instance.digest

    def clean_markdown(self) -> str:
        markdown = self.cleaned_data["markdown"].replace("\r\n", "\n")
        if found := problems(markdown):
            raise forms.ValidationError([str(problem) for problem in found])
        return markdown

    def clean_heading(self) -> str:
        return " ".join(self.cleaned_data["heading"].split())

    @property
    def text(self) -> SectionText:
        """What the editor wrote."""
        return SectionText(self.cleaned_data["heading"], self.cleaned_data["markdown"])


class NewSectionForm(SectionForm):
    """A section that does not exist yet also needs its place."""

    class Meta(SectionForm.Meta):
        fields = ["article", "tier", "heading", "markdown"]


@admin.register(Section)
class SectionAdmin(ListAdmin):
    form = SectionForm
    change_form_template = "admin/articles/section/change_form.html"
    list_display = ["section", "article", "tier", "position", "edited", "edited_at", "edited_by"]
    list_filter = ["tier", ("edited_at", admin.EmptyFieldListFilter)]
    list_select_related = ["article", "edited_by"]
    search_fields = ["heading", "article__title"]
    search_help_text = "Headings and titles of articles"
    ordering = ["article_id", "tier", "position", "id"]
    autocomplete_fields = ["article"]
    actions = None

    @admin.display(description="section", ordering="heading")
    def section(self, section: Section) -> str:
        return section.heading or "Opening"

    @admin.display(boolean=True, description="edited since import")
    def edited(self, section: Section) -> bool:
        return section.is_edited

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        sections = super().get_queryset(request)
        return sections.defer("markdown", "blocks") if is_list(request) else sections

    # --- the page -----------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, form=SectionForm if obj else NewSectionForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        place = [] if obj else ["article", "tier"]
        return [*place, "heading", "markdown", "base"]

    def view_on_site(self, section: Section) -> str | None:
        if section.article.published_id is None:
            return None
        return f"{section.article.get_absolute_url()}{section.tier}/#{section.anchor}"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context |= beside(obj)
            context["may_share"] = share.may_share(request.user)
            context["subtitle"] = f"{obj.get_tier_display()}: {obj.heading or 'Opening'}"
        context["preview_url"] = reverse("admin:articles_section_preview")
        context["complete_url"] = reverse("admin:articles_section_complete")
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a stale save with both texts; nothing was written then."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Conflict as refused:
            return self.refuse(request, refused)

    def refuse(self, request: HttpRequest, refused: Conflict) -> HttpResponse:
        """Show both texts and the difference, with a form to save what they become."""
        page = conflict.context(refused, self.admin_site.each_context(request))
        return TemplateResponse(request, conflict.TEMPLATE, page, status=409)

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        if change:
            base = form.cleaned_data["base"]
            saved = editing.save_section(obj.pk, form.text, by=request.user, base=base)
        else:
            saved = editing.add_section(obj.article, obj.tier, form.text, by=request.user)
        obj.__dict__.update(saved.__dict__)

    def delete_model(self, request: HttpRequest, obj: Section) -> None:
        editing.delete_section(obj.pk, by=request.user, base=obj.digest)

    def response_post_save_change(self, request: HttpRequest, obj: Section) -> HttpResponse:
        return HttpResponseRedirect(place_of(obj))

    def response_post_save_add(self, request: HttpRequest, obj: Section) -> HttpResponse:
        return HttpResponseRedirect(place_of(obj))

    # --- further pages ------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("preview/", view(self.preview), name="articles_section_preview"),
            path("complete/", view(complete.respond), name="articles_section_complete"),
            path(
                "<int:section_id>/versions/",
                view(self.versions),
                name="articles_section_versions",
            ),
            path(
                "<int:section_id>/table/<int:number>/",
                view(self.table),
                name="articles_section_table",
            ),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Return the posted Markdown as the site shows it, with its measures and problems."""
        if request.method != "POST" or not request.user.has_perm("articles.change_section"):
            raise PermissionDenied
        article = Article.objects.filter(pk=preview.number(request.POST.get("article"))).first()
        shown = preview.render(
            heading=request.POST.get("heading", ""),
            markdown=request.POST.get("markdown", "").replace("\r\n", "\n"),
            tier=request.POST.get("tier", ""),
            article=article,
        )
        return JsonResponse(shown)

    def versions(self, request: HttpRequest, section_id: int) -> HttpResponse:
        """Show what each version changed in the section."""
        return compare.section(request, section_id, self.admin_site.each_context(request))

    def table(self, request: HttpRequest, section_id: int, number: int) -> HttpResponse:
        """Show one table of the section, or of the posted text, as a grid; save it."""
        sections = Section.objects.select_related("article", "source")
        section = get_object_or_404(sections, pk=section_id)
        try:
            return table.respond(request, section, number, self.admin_site.each_context(request))
        except Conflict as refused:
            return self.refuse(request, refused)


def place_of(section: Section) -> str:
    """Return the address of the section's row on its article's page."""
    address = reverse("admin:articles_article_change", args=[section.article_id])
    return f"{address}#section-{section.pk}"


def beside(section: Section) -> dict[str, Any]:
    """Return what is shown beside the form: the source, the findings in it, the measures."""
    node = section_from_row(section)
    sections = list(section.article.sections.only("tier", "heading", "anchor"))
    lines, findings = [], []
    if section.source is not None and section.first_line:
        last = section.last_line or section.first_line
        lines = between(section.source.text, section.first_line, last)
        findings = section.source.findings.filter(
            is_open=True, line__range=(section.first_line, last)
        )
    return {
        "source_lines": lines,
        "findings": findings,
        "comments": share.comments_on(section),
        "measures": preview.measures(section.tier, node.blocks),
        "obstacles": obstacles(node.blocks),
        "tables": labels(section.markdown, node.blocks),
        "html": mark_safe(preview.section_html(node, section.article)),  # noqa: S308 - escaped
        "siblings": [each for each in sections if each.tier == section.tier],
        "places": order.places(section, sections),
    }
