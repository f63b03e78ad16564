"""The page on which works are entered by pasting them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from kb.document.pasted_references import LONGEST
from references import pasting
from references.models import Reference

TEMPLATE = "admin/references/reference/paste.html"


class PasteForm(forms.Form):
    """What names the works."""

    text = forms.CharField(
        max_length=LONGEST,
        label="Works",
        widget=forms.Textarea(attrs={"rows": 12, "cols": 100, "spellcheck": "false"}),
        help_text="BibTeX, RIS or CSL-JSON; or one to a line: citations, DOIs, PubMed numbers "
        "(PMID: 123). Nothing is looked up on the network.",
    )


def respond(request: HttpRequest, admin: Any) -> HttpResponse:
    """Ask for a text, show what it names, and enter what is ticked."""
    if not request.user.has_perm("references.add_reference"):
        raise PermissionDenied
    form = PasteForm(request.POST or None)
    offers: list[pasting.Offer] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if "enter" in request.POST:
            return _enter(request, admin, text)
        offers = pasting.look(text)
        if not offers:
            form.add_error("text", "No work could be read of it.")
    context = {
        **admin.admin_site.each_context(request),
        "title": "Enter works by pasting",
        "opts": Reference._meta,
        "form": form,
        "offers": offers,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _enter(request: HttpRequest, admin: Any, text: str) -> HttpResponse:
    places = {int(place) for place in request.POST.getlist("place") if place.isdecimal()}
    entered = pasting.enter(text, places)
    for record, is_new in entered:
        if is_new:
            admin.log_addition(request, record, "Entered by pasting.")
    new = sum(is_new for _, is_new in entered)
    messages.success(
        request, f"{new} records are new, unverified; {len(entered) - new} were known."
    )
    address = reverse("admin:references_reference_changelist")
    if len(entered) == 1:
        address = reverse("admin:references_reference_change", args=[entered[0][0].pk])
    return HttpResponseRedirect(address)
