"""An article's reference list, edited on the article's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article, BibliographyEntry
from kb.document.codec import blocks_from_json
from kb.markup.citation_marks import cited_keys


class ListedReference(forms.HiddenInput):
    """Shows the record a row lists; the form posts its number unchanged."""

    input_type = "hidden"
    is_hidden = False

    def __init__(self, entry: BibliographyEntry) -> None:
        super().__init__()
        self.entry = entry

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        reference = self.entry.reference
        address = reverse("admin:references_reference_change", args=[reference.pk])
        return format_html(
            '{}<a href="{}">{}</a> <span class="quiet">{}</span>',
            super().render(name, value, attrs, renderer),
            address,
            reference.key,
            reference.title,
        )


class EntryForm(forms.ModelForm):
    """A row of the list: what it lists stays, its place and its wording change."""

    class Meta:
        model = BibliographyEntry
        fields = ["position", "reference", "raw"]
        widgets = {"raw": forms.Textarea(attrs={"rows": 2, "cols": 60})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "reference" in self.fields:
            self.fields["reference"].disabled = True
            self.fields["reference"].widget = ListedReference(self.instance)


class EntryFormSet(BaseInlineFormSet):
    """Keeps works that the text cites in the list."""

    def clean(self) -> None:
        super().clean()
        removed = {form.instance.reference.key: form for form in self.deleted_forms}
        cited = cited_in(self.instance) if removed else set()
        if still := sorted(removed.keys() & cited):
            raise forms.ValidationError(
                f"The text still cites {', '.join(still)}; remove the citation marks first."
            )


def cited_in(article: Article) -> set[str]:
    """Return the keys that the working copy cites."""
    return {
        key
        for blocks in article.sections.values_list("blocks", flat=True)
        for key in cited_keys(blocks_from_json(blocks))
    }


class BibliographyInline(admin.TabularInline):
    model = BibliographyEntry
    form = EntryForm
    formset = EntryFormSet
    extra = 0
    autocomplete_fields = ["reference"]
    verbose_name_plural = "references"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BibliographyEntry]:
        return super().get_queryset(request).select_related("reference")
