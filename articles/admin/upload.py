"""Importing from the browser: send files, read what would happen, load them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from articles import uploading
from articles.models import Article, Upload
from kb.admin import ReadOnlyAdmin

NEEDED = ("articles.add_article", "articles.change_article")
"""Whoever imports writes articles."""


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files, at least one; its value is a list."""

    widget = SeveralFiles(attrs={"accept": ".zip,.txt,.md,.markdown,.text,.json,.toml"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        each = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in each]


class UploadForm(forms.Form):
    """The files; what is in them is checked as they are read."""

    files = SeveralFilesField(label="Documents, or a zip of them")

    def clean_files(self) -> uploading.Files:
        try:
            return uploading.read_files(
                (file.name, file.file) for file in self.cleaned_data["files"]
            )
        except uploading.BadUpload as refused:
            raise forms.ValidationError(str(refused)) from refused


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    change_list_template = "admin/articles/upload/change_list.html"
    list_display = ["at", "by_name", "what", "loaded_at"]
    list_display_links = None
    exclude = ["content"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return request.user.has_perms(NEEDED)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return super().get_queryset(request).defer("content", "trial", "report")

    @admin.display(description="files")
    def what(self, upload: Upload) -> str:
        names = [Path(name).name for name in upload.names]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        page = reverse("admin:articles_upload_look", args=[upload.pk])
        return format_html('<a href="{}">{}{}</a>', page, ", ".join(names[:3]), more)

    # --- pages --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("send/", view(self.send), name="articles_upload_send"),
            path("<int:upload_id>/look/", view(self.look), name="articles_upload_look"),
            *super().get_urls(),
        ]

    def send(self, request: HttpRequest) -> HttpResponse:
        """Take files in and try them; nothing is imported yet."""
        self._check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = uploading.keep(form.cleaned_data["files"], by=request.user)
            return HttpResponseRedirect(reverse("admin:articles_upload_look", args=[upload.pk]))
        limits = {"files": uploading.MAX_FILES, "bytes": uploading.MAX_TOTAL}
        context = self._context(request, "Import documents") | {"form": form, "limits": limits}
        return TemplateResponse(request, "admin/articles/upload/send.html", context)

    def look(self, request: HttpRequest, upload_id: int) -> HttpResponse:
        """Show what loading would do or did; POST loads, or throws away."""
        self._check(request)
        upload = get_object_or_404(Upload, pk=upload_id)
        if request.method == "POST":
            return self._decide(request, upload)
        report = upload.report or upload.trial
        title = "Imported" if upload.loaded_at else "What an import would do"
        context = self._context(request, title) | {
            "upload": upload,
            "documents": rows(report),
            "totals": report["totals"],
            "notes": report["notes"],
        }
        return TemplateResponse(request, "admin/articles/upload/look.html", context)

    def _decide(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        if "drop" in request.POST and upload.loaded_at is None:
            upload.delete()
            messages.success(request, "The files were thrown away; nothing was imported.")
            return HttpResponseRedirect(reverse("admin:articles_upload_send"))
        if uploading.load(upload, by=request.user):
            messages.success(request, "The documents are imported, as drafts.")
        else:
            messages.info(request, "These files are loaded already.")
        return HttpResponseRedirect(reverse("admin:articles_upload_look", args=[upload.pk]))

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


STATUSES = {
    "created": "new article",
    "updated": "new text of an article",
    "unchanged": "unchanged",
    "pending": "waits: the article was edited here",
    "refused": "refused",
}


def rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the report's documents, refused ones first, with the pages of their articles."""
    documents = sorted(report["documents"], key=lambda each: each["status"] != "refused")
    slugs = [document["slug"] for document in documents if document["slug"]]
    pages = dict(Article.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return [
        {
            **document,
            "status_shown": STATUSES[document["status"]],
            "article_id": pages.get(document["slug"]),
            "lost": document["account"].get("words_unaccounted", 0),
        }
        for document in documents
    ]
