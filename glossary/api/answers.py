"""What the API says of a term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q

from glossary.models import Alias, Code, Definition, Term
from kb.api.places import place
from kb.document.tree import TIERS
from kb.http import absolute

TIER_ORDER = ("", *TIERS)
MAX_USES = 500
"""Most places listed under ``used_in``; the list of articles with ``?term=`` has them all."""


def term_rows(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Return terms as lists show them: one query for all their aliases."""
    aliases: dict[int, list[str]] = {}
    for pk, text in Alias.objects.filter(term__in=terms).values_list("term_id", "text"):
        aliases.setdefault(pk, []).append(text)
    return [term_row(term, aliases.get(term.pk, [])) for term in terms]


def term_row(term: Term, aliases: list[str]) -> dict[str, Any]:
    """Return a term as lists show it."""
    return {
        **term_name(term),
        "api_url": place("terms", term.slug),
        "initial": term.initial,
        "kind": term.kind,
        "aliases": aliases,
    }


def term_name(term: Term) -> dict[str, Any]:
    """Return what names a term wherever it is mentioned."""
    return {"slug": term.slug, "name": term.name, "url": absolute(f"/glossary/{term.slug}/")}


def detail(term: Term) -> dict[str, Any]:
    """Return everything public of a term: six queries, whatever its size."""
    names = list(term.aliases.values("text", "kind"))
    return {
        **term_row(term, [each["text"] for each in names]),
        "names": names,
        "definitions": definitions(term),
        "codes": list(
            term.codes.filter(confidence=Code.Confidence.HIGH).values("system", "code", "display")
        ),
        "related": [term_name(other) for other in term.related.public()],
        "used_in": used_in(term),
        "articles_url": place("articles") + f"?term={term.slug}",
    }


def definitions(term: Term) -> list[dict[str, Any]]:
    """Return the wordings editors chose, one at most for each tier, the general one first."""
    chosen = term.definitions.filter(status=Definition.Status.CHOSEN).prefetch_related("references")
    return [
        {
            "tier": definition.tier or None,
            "text": definition.text,
            "source": definition.source,
            "reviewed_at": definition.reviewed_at,
            "reviewed_by": definition.reviewed_by_name or None,
            "references": [each.key for each in definition.references.all() if each.is_public],
        }
        for definition in sorted(chosen, key=lambda each: TIER_ORDER.index(each.tier))
    ]


def used_in(term: Term) -> list[dict[str, Any]]:
    """Return where published articles link the term."""
    uses = (
        term.uses.filter(~Q(tier="reflection"), article__published__isnull=False)
        .order_by("article__listing__sort_title", "article_id", "id")
        .values("tier", "anchor", "heading", slug=F("article__listing__slug"))
        .annotate(title=F("article__listing__title"))
    )
    return [
        {
            "article": use["slug"],
            "title": use["title"],
            "tier": use["tier"],
            "anchor": use["anchor"],
            "heading": use["heading"] or None,
            "url": absolute(f"/articles/{use['slug']}/{use['tier']}/#{use['anchor']}"),
        }
        for use in uses[:MAX_USES]
    ]
