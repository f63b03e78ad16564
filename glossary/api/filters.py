"""What the list of terms can be narrowed by."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters

from glossary.models import Alias, Code, Term
from kb.document.text import slugify

INITIALS = [(letter, letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ#"]


class TermFilter(filters.FilterSet):
    q = filters.CharFilter(
        method="named", help_text="Terms of which a name begins with these letters."
    )
    initial = filters.ChoiceFilter(
        choices=INITIALS, method="under", help_text="A letter of the A–Z; `#` for all others."
    )
    kind = filters.CharFilter(lookup_expr="iexact", help_text="Such as hormone, drug or test.")
    code = filters.CharFilter(
        method="coded", help_text="A clinical code: `D015519`, or `MeSH|D015519`."
    )

    class Meta:
        model = Term
        fields: list[str] = []

    def named(self, terms: QuerySet[Term], name: str, text: str) -> QuerySet[Term]:
        alias = Alias.objects.filter(term=OuterRef("pk"), folded__startswith=text.casefold())
        own = Q(name__istartswith=text)
        plain = slugify(text).replace("-", " ")
        return terms.filter(
            (own | Q(sort_name__startswith=plain) if plain else own) | Exists(alias)
        )

    def under(self, terms: QuerySet[Term], name: str, letter: str) -> QuerySet[Term]:
        return terms.filter(initial=letter)

    def coded(self, terms: QuerySet[Term], name: str, value: str) -> QuerySet[Term]:
        system, _, code = value.rpartition("|")
        codes = Code.objects.filter(term=OuterRef("pk"), code=code, confidence=Code.Confidence.HIGH)
        return terms.filter(Exists(codes.filter(system__iexact=system) if system else codes))
