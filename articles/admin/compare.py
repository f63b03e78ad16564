"""The versions of an article, any two of them side by side, and the working copy among them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from articles.admin import changes, restore
from articles.admin.preview import number
from articles.differences import changed_sections
from articles.document import working_document
from articles.models import Article, Section, Version
from articles.section_history import history
from kb.document.codec import from_json
from kb.document.tree import Document

DRAFT = "draft"
"""What stands for the working copy where a version's number could stand."""


def respond(request: HttpRequest, article_id: int, context: dict[str, Any]) -> HttpResponse:
    """List the versions; with ``?from=…&to=…`` show what is different between two."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("published"), pk=article_id)
    versions = list(article.versions.defer("document"))
    latest = str(versions[0].number) if versions else DRAFT
    old, new = request.GET.get("from", latest), request.GET.get("to", DRAFT)
    context |= {
        "title": f"Versions: {article.title}",
        "opts": Article._meta,
        "article": article,
        "versions": versions,
        "old": old,
        "new": new,
        "may_restore": restore.may_restore(request.user),
    }
    if old != new:
        context |= _difference(_document(article, old), _document(article, new))
    return TemplateResponse(request, "admin/articles/article/versions.html", context)


def section(request: HttpRequest, section_id: int, context: dict[str, Any]) -> HttpResponse:
    """Show what each version changed in one section."""
    if not request.user.has_perm("articles.view_section"):
        raise PermissionDenied
    row = get_object_or_404(Section.objects.select_related("article", "edited_by"), pk=section_id)
    context |= {
        "title": f"What versions changed: {row.heading or 'Opening'}",
        "opts": Section._meta,
        "original": row,
        "entries": history(row),
    }
    return TemplateResponse(request, "admin/articles/section/versions.html", context)


def _document(article: Article, which: str) -> Document:
    """Return a version's document, or the working copy's."""
    if which == DRAFT:
        return working_document(article)
    version = Version.objects.filter(article=article, number=number(which)).first()
    if version is None:
        raise Http404
    return from_json(version.document)


def _difference(old: Document, new: Document) -> dict[str, Any]:
    changed, same = changed_sections(old, new)
    return {
        "details": changes.details_between(old, new),
        "parts": [
            {"label": label, "changes": list(group)}
            for label, group in groupby(changed, key=lambda change: change.label)
        ],
        "same_count": same,
        "is_compared": True,
    }
