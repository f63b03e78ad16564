"""Bulk actions that are confirmed first, by a page that says how many records they concern."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

TEMPLATE = "admin/confirm_action.html"
SHOWN = 100
"""Records that the page names; the others are counted."""


def is_confirmed(request: HttpRequest, rows: QuerySet[Any]) -> bool:
    """Say whether the person confirmed an action for exactly as many records as there are."""
    return request.POST.get("confirmed") == str(rows.count())


def ask(
    request: HttpRequest,
    admin: Any,
    rows: QuerySet[Any],
    *,
    label: str,
    explanation: str = "",
    form: forms.Form | None = None,
) -> HttpResponse:
    """Return the page that counts the records of an action and asks whether it is meant."""
    count = rows.count()
    if "confirmed" in request.POST and not is_confirmed(request, rows):
        messages.warning(request, "The number of records changed meanwhile; look again.")
    name = admin.opts.verbose_name if count == 1 else admin.opts.verbose_name_plural
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{label}: {count} {name}",
        "opts": admin.opts,
        "label": label,
        "explanation": explanation,
        "form": form,
        "media": admin.media + form.media if form else admin.media,
        "count": count,
        "rows": rows[:SHOWN],
        "left": max(count - SHOWN, 0),
        "action": request.POST.get("action", ""),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, TEMPLATE, context)
