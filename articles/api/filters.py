"""What the list of articles can be narrowed by. Everything is read from published rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters

from articles.models import TIER_CHOICES, Citation, Listing, Rendering, TermUse
from articles.review import STATES, State, in_state
from kb.api.filters import InstantFilter

ListingSet = QuerySet[Listing]


class ListingFilter(filters.FilterSet):
    topic = filters.CharFilter(field_name="topics__slug", help_text="Slug of a topic.")
    tier = filters.ChoiceFilter(
        choices=TIER_CHOICES, method="with_tier", help_text="Articles that have this tier."
    )
    term = filters.CharFilter(
        method="with_term", help_text="Slug of a term that the article links."
    )
    code = filters.CharFilter(
        method="with_code",
        help_text="Code of a term that the article links: `D015519`, or `MeSH|D015519`.",
    )
    reference = filters.CharFilter(
        method="with_reference", help_text="Key of a reference that the article lists."
    )
    review = filters.ChoiceFilter(
        choices=[(state, state) for state in STATES],
        method="with_review",
        help_text="State of clinical review today.",
    )
    published_since = InstantFilter(
        field_name="first_published_at",
        lookup_expr="gte",
        help_text="First published at this date, or date and time (ISO 8601), or later.",
    )
    updated_since = InstantFilter(
        field_name="published_at",
        lookup_expr="gte",
        help_text="The current version was published at this date, or date and time, or later.",
    )

    class Meta:
        model = Listing
        fields: list[str] = []

    def with_tier(self, rows: ListingSet, name: str, tier: str) -> ListingSet:
        return rows.filter(pk__in=_articles(Rendering, tier=tier))

    def with_term(self, rows: ListingSet, name: str, slug: str) -> ListingSet:
        return rows.filter(pk__in=_articles(TermUse, term__slug=slug, term__is_public=True))

    def with_code(self, rows: ListingSet, name: str, value: str) -> ListingSet:
        system, _, code = value.rpartition("|")
        wanted = {"term__codes__code": code, "term__codes__confidence": "high"}
        if system:
            wanted["term__codes__system__iexact"] = system
        return rows.filter(pk__in=_articles(TermUse, term__is_public=True, **wanted))

    def with_reference(self, rows: ListingSet, name: str, key: str) -> ListingSet:
        return rows.filter(pk__in=_articles(Citation, reference__key=key))

    def with_review(self, rows: ListingSet, name: str, state: State) -> ListingSet:
        return in_state(rows, state, timezone.now().date())


def _articles(model: type[Model], **conditions: object) -> QuerySet[Any]:
    """Return the articles of a derived model's rows, for a sub-query."""
    return model._default_manager.filter(**conditions).values("article")
