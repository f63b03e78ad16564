"""What the API says of a term."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, Prefetch, Q, prefetch_related_objects

from glossary import digests
from glossary.linking import ShownDefinition, definitions_for
from glossary.models import Alias, Code, Definition, Term
from kb.api.places import place
from kb.document.tree import TIERS
from kb.http import absolute

TIER_ORDER = ("", *TIERS)
CHOSEN = Definition.objects.filter(status=Definition.Status.CHOSEN).prefetch_related("references")
SHOWN_CODES = Code.objects.filter(confidence=Code.Confidence.HIGH)
MAX_USES = 500
"""Most places listed under ``used_in``; the list of articles with ``?term=`` has them all."""


EXPANSIONS = ("definitions", "codes")
"""What a list of terms can give besides."""


def term_rows(
    terms: Sequence[Term], expanded: Collection[str] = (), tier: str | None = None
) -> list[dict[str, Any]]:
    """Return terms as lists show them, each with its wording for a tier's reader if one is named.

    One query for all their aliases, one for the tier, two more when expanded.
    """
    ids = [term.id for term in terms]
    aliases: dict[int, list[str]] = {}
    for term, text in Alias.objects.filter(term__in=ids).values_list("term_id", "text"):
        aliases.setdefault(term, []).append(text)
    rows = [term_row(term, aliases.get(term.id, [])) for term in terms]
    if tier:
        shown = definitions_for(ids, tier)
        for row, pk in zip(rows, ids, strict=True):
            row["definition"] = _wording(tier, shown.get(pk))
    if "definitions" in expanded:
        prefetch_related_objects(terms, Prefetch("definitions", CHOSEN, "chosen"))
    if "codes" in expanded:
        prefetch_related_objects(terms, Prefetch("codes", SHOWN_CODES, "shown_codes"))
    for row, term in zip(rows, terms, strict=True):
        if "definitions" in expanded:
            row["definitions"] = definitions(term.chosen)  # type: ignore[attr-defined]
        if "codes" in expanded:
            row["codes"] = [code_row(code) for code in term.shown_codes]  # type: ignore[attr-defined]
    return rows


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


def detail(term: Term, tier: str | None = None) -> dict[str, Any]:
    """Return everything public of a term, and its wording for a tier's reader if one is named.

    Six queries, whatever the term's size, and one for the tier.
    """
    prefetch_related_objects([term], "aliases", "codes")
    names = [{"text": alias.text, "kind": alias.kind} for alias in term.aliases.all()]
    chosen = list(CHOSEN.filter(term=term))
    return {
        **term_row(term, [each["text"] for each in names]),
        "digest": digests.digest(term, chosen),
        "names": names,
        "definition": wording(term, tier) if tier else None,
        "definitions": definitions(chosen),
        "codes": [code_row(code) for code in term.codes.all() if code.is_shown],
        "related": [term_name(other) for other in term.related.public()],
        "used_in": used_in(term),
        "articles_url": place("articles") + f"?term={term.slug}",
    }


def whole_rows(terms: Sequence[Term]) -> Iterator[dict[str, Any]]:
    """Yield terms with their names, codes and definitions, and the digest of those.

    Six queries for any number of terms.
    """
    prefetch_related_objects(terms, "aliases", "codes", Prefetch("definitions", CHOSEN, "chosen"))
    for term in terms:
        chosen: list[Definition] = term.chosen  # type: ignore[attr-defined]
        yield {
            **term_row(term, [alias.text for alias in term.aliases.all()]),
            "digest": digests.digest(term, chosen),
            "definitions": definitions(chosen),
            "codes": [code_row(code) for code in term.codes.all() if code.is_shown],
        }


def wording(term: Term, tier: str) -> dict[str, Any] | None:
    """Return the definition a reader of ``tier`` is shown, and whose it is; None without any."""
    return _wording(tier, definitions_for([term.pk], tier).get(term.pk))


def _wording(tier: str, shown: ShownDefinition | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "requested": tier,
        "resolved": shown.tier or None,
        "fallback": shown.is_fallback,
        "text": shown.text,
        "source": shown.source,
        "reviewed": shown.reviewed,
    }


def code_row(code: Code) -> dict[str, str]:
    """Return a clinical code."""
    return {"system": code.system, "code": code.code, "display": code.display}


def definitions(chosen: Iterable[Definition]) -> list[dict[str, Any]]:
    """Return the wordings editors chose, one at most for each tier, the general one first."""
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
