"""References in the editors' site."""

from __future__ import annotations

from django.contrib import admin

from kb.admin import ListAdmin
from references.models import Reference


@admin.register(Reference)
class ReferenceAdmin(ListAdmin):
    list_display = ["key", "authors", "year", "title", "verification"]
    list_filter = ["verification"]
    search_fields = ["key", "title", "authors", "doi", "pmid"]
