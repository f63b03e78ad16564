"""Terms and references, whose changes must reach the articles that show them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from articles import publishing
from articles.admin import reference_paste
from articles.admin.term import CuratedTermAdmin
from articles.models import Article
from glossary.models import Term
from references.admin import ReferenceAdmin
from references.models import Reference

AT_ONCE = 200
"""Articles shown anew while the editor waits."""


def show_again(articles: Any) -> tuple[int, int]:
    """Rebuild what readers see of published articles; return how many were, and how many not."""
    ids = list(articles.published().order_by("pk").values_list("pk", flat=True).distinct())
    shown = Article.objects.filter(pk__in=ids[:AT_ONCE]).select_related("published")
    if ids:
        publishing.show(list(shown.prefetch_related("topics", "stop_terms")))
    return len(ids[:AT_ONCE]), len(ids[AT_ONCE:])


class ShownByArticles(admin.ModelAdmin):
    """Saving a record that published articles show rebuilds their pages in the same transaction."""

    shown_through = ""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or not (form.has_changed() or any(each.has_changed() for each in formsets)):
            return
        done, left = show_again(Article.objects.filter(**{self.shown_through: form.instance}))
        if done:
            messages.info(request, f"{done} published articles show the change.")
        if left:
            messages.warning(request, f"{left} more articles show it when they are next published.")


admin.site.unregister([Term, Reference])


@admin.register(Term)
class ShownTermAdmin(ShownByArticles, CuratedTermAdmin):
    shown_through = "term_uses__term"


@admin.register(Reference)
class ShownReferenceAdmin(ShownByArticles, ReferenceAdmin):
    shown_through = "citations__reference"
    change_form_template = "admin/references/reference/change_form.html"
    change_list_template = "admin/references/reference/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paste)
        return [path("paste/", view, name="references_reference_paste"), *super().get_urls()]

    def paste(self, request: HttpRequest) -> HttpResponse:
        """Enter works from a text that names them."""
        return reference_paste.respond(request, self)
