"""What the list of references can be narrowed by."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters

from kb.api.filters import IntegerFilter
from kb.document.citation_forms.identifiers import tidy_doi
from kb.document.text import slugify
from references.models import Reference, Verification


class ReferenceFilter(filters.FilterSet):
    verification = filters.ChoiceFilter(
        choices=Verification.choices, help_text="State of verification."
    )
    type = filters.CharFilter(help_text="CSL type, such as article-journal or book.")
    author = filters.CharFilter(
        method="by_author", help_text="Beginning of the first author's family name."
    )
    year = IntegerFilter(help_text="Year of publication.")
    doi = filters.CharFilter(method="with_doi", help_text="A DOI, also as an address.")
    pmid = filters.CharFilter(help_text="A PubMed number.")
    article = filters.CharFilter(
        method="cited_by", help_text="Slug of a published article that lists the work."
    )

    class Meta:
        model = Reference
        fields: list[str] = []

    def by_author(self, records: QuerySet[Reference], name: str, text: str) -> QuerySet[Reference]:
        return records.filter(author_year__startswith=slugify(text) or text.casefold())

    def with_doi(self, records: QuerySet[Reference], name: str, doi: str) -> QuerySet[Reference]:
        return records.filter(doi=tidy_doi(doi).lower())

    def cited_by(self, records: QuerySet[Reference], name: str, slug: str) -> QuerySet[Reference]:
        citations = Reference._meta.get_field("citations").related_model._base_manager.filter(
            reference=OuterRef("pk"), article__slug=slug, article__published__isnull=False
        )
        return records.filter(Q(Exists(citations)))
