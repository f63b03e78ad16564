"""Importing from the browser: send files, read what would happen, load them, see how far it is."""

from __future__ import annotations

from math import ceil
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
from django.utils import timezone
from django.utils.html import format_html

from articles import uploading
from articles.import_jobs import asking
from articles.import_jobs.starting import start, start_if_left
from articles.models import Article, Upload
from articles.models.upload import LOST_AFTER
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
    list_display = ["at", "by_name", "what", "state", "loaded_at"]
    list_display_links = None
    list_filter = ["state"]
    exclude = ["content"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Upload | None = None) -> bool:
        return request.user.has_perms(NEEDED)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Upload]:
        return super().get_queryset(request).defer("content", "trial", "report")

    @admin.display(description="files")
    def what(self, job: Upload) -> str:
        names = [Path(name).name for name in job.names]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return format_html('<a href="{}">{}{}</a>', page_of(job), ", ".join(names[:3]), more)

    # --- pages --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("send/", view(self.send), name="articles_upload_send"),
            path("<int:job_id>/look/", view(self.look), name="articles_upload_look"),
            *super().get_urls(),
        ]

    def send(self, request: HttpRequest) -> HttpResponse:
        """Take files in, to be tried; nothing is imported yet."""
        self._check(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            job = asking.receive(form.cleaned_data["files"], by=request.user)
            start()
            return HttpResponseRedirect(page_of(job))
        limits = {"files": uploading.MAX_FILES, "bytes": uploading.MAX_TOTAL}
        context = self._context(request, "Import documents") | {"form": form, "limits": limits}
        return TemplateResponse(request, "admin/articles/upload/send.html", context)

    def look(self, request: HttpRequest, job_id: int) -> HttpResponse:
        """Show how far a job is and what it would do or did; POST decides on it."""
        self._check(request)
        job = get_object_or_404(Upload.objects.defer("content"), pk=job_id)
        if request.method == "POST":
            return self._decide(request, job)
        start_if_left(job)
        report = job.report or job.trial
        context = self._context(request, str(job)) | {
            "job": job,
            "progress": Progress(job),
            "documents": rows(report) if report and not job.is_busy else [],
            "totals": report.get("totals"),
            "notes": report.get("notes"),
        }
        return TemplateResponse(request, "admin/articles/upload/look.html", context)

    def _decide(self, request: HttpRequest, job: Upload) -> HttpResponse:
        if "cancel" in request.POST:
            if asking.cancel(job):
                messages.success(request, CANCELLED[job.confirmed_at is not None])
        elif asking.retry(job) if "retry" in request.POST else asking.confirm(job, by=request.user):
            start()
        else:
            messages.info(request, "That was decided already.")
        return HttpResponseRedirect(page_of(job))

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def page_of(job: Upload) -> str:
    """Return the address of a job's page."""
    return reverse("admin:articles_upload_look", args=[job.pk])


CANCELLED = {
    False: "The files were thrown away; nothing was imported.",
    True: "No more is imported. What was imported before stays, as drafts.",
}


class Progress:
    """How far a job is, as its page tells it."""

    def __init__(self, job: Upload) -> None:
        self.job = job
        self.is_waiting = job.state == Upload.State.QUEUED or not job.worker
        """Whether nobody has taken it yet."""
        self.is_stopping = (
            job.state == Upload.State.CANCELLED
            and job.worker != ""
            and job.heartbeat_at is not None
            and timezone.now() - job.heartbeat_at < LOST_AFTER
        )
        """Whether its worker has still to notice that it was cancelled."""

    @property
    def said(self) -> str:
        """Where it stands, in a few words."""
        if self.is_stopping:
            return "Being stopped"
        if self.job.state == Upload.State.PLANNED:
            return "What an import would do"
        if self.job.state == Upload.State.LOADING and self.is_waiting:
            return "Waiting to be imported"
        return str(self.job.get_state_display())

    @property
    def is_live(self) -> bool:
        """Whether the page has more to tell in a moment."""
        return self.job.is_busy or self.is_stopping

    @property
    def percent(self) -> int:
        return 100 * self.job.done // self.job.total if self.job.total else 0

    @property
    def rate(self) -> float:
        """Documents a second, since the present worker took the job; 0 while unknown."""
        if not self.job.began_at or not self.job.done:
            return 0.0
        return self.job.done / max((timezone.now() - self.job.began_at).total_seconds(), 0.001)

    @property
    def seconds_left(self) -> int | None:
        return ceil((self.job.total - self.job.done) / self.rate) if self.rate else None


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
