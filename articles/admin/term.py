"""Terms made one, definitions beside each other, and lists of terms that need care."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import proposed_links
from articles.models import Article
from articles.refresh import refresh
from glossary import deciding
from glossary.admin import TermAdmin
from glossary.merging import merge
from glossary.models import Alias, Definition, Term
from glossary.twins import find_alike, find_twins
from kb.document.diff import diff_words

TIER_ORDER = ("", "fundamentals", "intermediate", "academic")


class MergeForm(forms.Form):
    """The term that becomes part of the one at hand."""

    gone = forms.ModelChoiceField(Term.objects.all(), label="The term that is the same")

    def __init__(self, kept: Term, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gone"]
        field.queryset = Term.objects.exclude(pk=kept.pk)
        field.widget = AutocompleteSelect(Alias._meta.get_field("term"), admin.site)
        field.widget.choices = field.choices


class CuratedTermAdmin(TermAdmin):
    """The glossary's own pages, and those that need to know which articles show a term."""

    change_form_template = "admin/glossary/term/change_form.html"
    change_list_template = "admin/glossary/term/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("care/", view(self.care), name="glossary_term_care"),
            path("<int:term_id>/merge/", view(self.merge), name="glossary_term_merge"),
            path("<int:term_id>/decide/", view(self.decide), name="glossary_term_decide"),
            path("<int:term_id>/links/", view(self.links), name="glossary_term_links"),
            *super().get_urls(),
        ]

    def merge(self, request: HttpRequest, term_id: int) -> HttpResponse:
        """Choose a term that is the same, see what becomes of it, and merge."""
        kept = get_object_or_404(Term, pk=term_id)
        if not self.has_change_permission(request, kept):
            raise PermissionDenied
        form = MergeForm(kept, request.POST or request.GET or None)
        gone = form.cleaned_data["gone"] if form.is_valid() else None
        if request.method == "POST" and gone is not None:
            return self._merge(request, gone, kept)
        context = self._context(request, f"Merge into {kept}") | {
            "form": form,
            "kept": kept,
            "gone": gone,
            "media": self.media + form.media,
            "both": [side(term) for term in (kept, gone) if term],
        }
        return TemplateResponse(request, "admin/glossary/term/merge.html", context)

    def _merge(self, request: HttpRequest, gone: Term, kept: Term) -> HttpResponse:
        name, slug = gone.name, gone.slug
        shown = merge_terms(gone, kept)
        self.log_change(request, kept, f"Merged “{name}” ({slug}) into it.")
        messages.success(request, f"“{name}” is now a name of “{kept}”; {shown} articles show it.")
        return HttpResponseRedirect(reverse("admin:glossary_term_change", args=[kept.pk]))

    def decide(self, request: HttpRequest, term_id: int) -> HttpResponse:
        """Show a term's definitions beside the chosen ones; POST chooses or rejects one."""
        term = get_object_or_404(Term, pk=term_id)
        if not self.has_view_permission(request, term):
            raise PermissionDenied
        may_decide = request.user.has_perm("glossary.change_definition")
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            return self._decide(request, term)
        context = self._context(request, f"Definitions of {term}") | {
            "term": term,
            "tiers": beside(term),
            "may_decide": may_decide,
        }
        return TemplateResponse(request, "admin/glossary/term/decide.html", context)

    def _decide(self, request: HttpRequest, term: Term) -> HttpResponse:
        name = "choose" if "choose" in request.POST else "reject"
        wanted, seen = request.POST.get(name, ""), request.POST.get("seen", "")
        row = get_object_or_404(term.definitions, pk=wanted if wanted.isdecimal() else 0)
        try:
            getattr(deciding, name)(row.pk, seen=seen)
        except deciding.Changed:
            messages.error(request, "The wording was changed meanwhile; read it again.")
        else:
            said = "chosen" if name == "choose" else "rejected"
            self.log_change(request, term, f"Definition {said}: {row}")
            count = refresh(terms=[term.pk])
            messages.success(request, f"The definition is {said}; {count} articles show it.")
        return HttpResponseRedirect(reverse("admin:glossary_term_decide", args=[term.pk]))

    def links(self, request: HttpRequest, term_id: int) -> HttpResponse:
        """Show the articles that name a term; POST stops or allows its link in one of them."""
        term = get_object_or_404(Term, pk=term_id)
        if not self.has_view_permission(request, term):
            raise PermissionDenied
        may_stop = request.user.has_perm("articles.change_article")
        if request.method == "POST":
            if not may_stop:
                raise PermissionDenied
            return self._stop(request, term)
        context = self._context(request, f"Links to {term}") | {
            "term": term,
            "proposals": proposed_links.proposals(term),
            "most": proposed_links.MOST,
            "may_stop": may_stop,
        }
        return TemplateResponse(request, "admin/glossary/term/links.html", context)

    def _stop(self, request: HttpRequest, term: Term) -> HttpResponse:
        is_stopped = "stop" in request.POST
        wanted = request.POST.get("stop" if is_stopped else "allow", "")
        article = get_object_or_404(Article, pk=wanted if wanted.isdecimal() else 0)
        proposed_links.stop(article.pk, term, is_stopped=is_stopped)
        said = "not linked" if is_stopped else "linked again, where it is public,"
        self.log_change(
            request, term, f"Link in “{article}” {'stopped' if is_stopped else 'allowed'}."
        )
        messages.success(request, f"“{term}” is {said} in “{article}”.")
        return HttpResponseRedirect(reverse("admin:glossary_term_links", args=[term.pk]))

    def care(self, request: HttpRequest) -> HttpResponse:
        """List terms that may be one, and lead to those that nothing uses or defines."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self._context(request, "Duplicates and orphans") | {
            "twins": find_twins(),
            "alike": find_alike(),
        }
        return TemplateResponse(request, "admin/glossary/term/care.html", context)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def merge_terms(gone: Term, kept: Term) -> int:
    """Merge two terms and show the articles anew that mention either; return how many."""
    merge(gone, kept)
    return refresh(terms=[kept.pk])


def side(term: Term) -> dict[str, Any]:
    """Return what there is of a term, for the page that compares two."""
    return {
        "term": term,
        "aliases": term.aliases.all(),
        "definitions": term.definitions.all(),
        "codes": term.codes.all(),
        "articles": Article.objects.filter(term_uses__term=term).distinct().count(),
    }


def beside(term: Term) -> list[dict[str, Any]]:
    """Return, for each tier with a definition, the chosen one and the others with differences."""
    order = {tier: place for place, tier in enumerate(TIER_ORDER)}
    rows = sorted(
        term.definitions.prefetch_related("references"), key=lambda row: (order[row.tier], row.pk)
    )
    tiers = []
    for tier, group in groupby(rows, key=lambda row: row.tier):
        each = list(group)
        chosen = next((row for row in each if row.status == Definition.Status.CHOSEN), None)
        others = [
            {"row": row, "runs": diff_words(chosen.text if chosen else "", row.text)}
            for row in each
            if row is not chosen
        ]
        label = tier.capitalize() or "Every reader"
        tiers.append({"label": label, "chosen": chosen, "others": others})
    return tiers
