"""What the page of one term shows; five queries, whatever the term's size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast

from glossary.codes import lookup_url, system_name
from glossary.jsonld import term_page
from glossary.lookalikes import look_alike
from glossary.models import Alias, Code, Definition, Term
from glossary.neighbourhood import draw
from kb.document.tree import TIER_LABELS, TIERS
from kb.jsonld import script
from kb.models import Change

Row = tuple[str, str, str, str]
Rows = QuerySet[Any, Row]
"""Facts of several kinds, asked for together: which kind, and three texts."""

MOST_USES = 300
MOST_SIMILAR = 8
MOST_CHANGES = 20
_SCANNED = 200

ALIAS_LABELS = (
    (Alias.Kind.ABBREVIATION, "Short form"),
    (Alias.Kind.SYNONYM, "Also called"),
    (Alias.Kind.LAY, "In everyday words"),
    (Alias.Kind.SPELLING, "Also spelled"),
    (Alias.Kind.PLURAL, "Plural"),
)


def detail_context(term: Term) -> dict[str, Any]:
    """Return the values of a term's page."""
    names, coded = _names_and_codes(term)
    facts = sorted(names.union(coded, _changes(term), all=True))
    aliases, codes = _named(facts)
    definitions = shown_definitions(term)
    related, similar = _neighbours(term)
    return {
        "term": term,
        "aliases": aliases,
        "codes": codes,
        "definitions": definitions,
        "uses": _uses(term),
        "related": related,
        "similar": similar,
        "picture": draw(term, related, similar),
        "history": _history(facts),
        "jsonld": script(term_page(term, aliases, codes, definitions)),
    }


def names_and_codes(term: Term) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return a term's other names by kind, and its codes: one query."""
    names, codes = _names_and_codes(term)
    return _named(sorted(names.union(codes, all=True)))


def _names_and_codes(term: Term) -> tuple[Rows, Rows]:
    names = term.aliases.order_by().values_list(_said("alias"), "kind", "text", _said(""))
    shown = term.codes.order_by().filter(confidence=Code.Confidence.HIGH)
    return names, shown.values_list(_said("code"), "system", "code", "display")


def _said(word: str) -> Value:
    return Value(word, output_field=CharField())


def _named(rows: Iterable[Row]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    by_kind: dict[str, list[str]] = {}
    codes = []
    for what, kind, text, display in rows:
        if what == "alias":
            by_kind.setdefault(kind, []).append(text)
        elif what == "code":
            codes.append(_code(kind, text, display))
    aliases = [
        {"label": label, "kind": kind, "texts": by_kind[kind]}
        for kind, label in ALIAS_LABELS
        if kind in by_kind
    ]
    return aliases, codes


def _code(system: str, code: str, display: str) -> dict[str, str]:
    return {
        "system": system,
        "system_name": system_name(system),
        "code": code,
        "display": display,
        "url": lookup_url(system, code),
    }


def shown_definitions(term: Term) -> list[dict[str, Any]]:
    """Return the chosen wordings: the one for everybody first, then tier by tier."""
    rows = term.definitions.filter(status=Definition.Status.CHOSEN).values(
        "pk",
        "tier",
        "text",
        "source",
        "reviewed_at",
        "reviewed_by_name",
        key=F("references__key"),
        title=F("references__title"),
        is_public=F("references__is_public"),
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows.order_by("pk", "references__key"):
        definition = found.setdefault(
            row["pk"], {**row, "label": _tier_label(row["tier"]), "references": []}
        )
        if row["is_public"]:
            definition["references"].append({"key": row["key"], "title": row["title"]})
    order = ("", *TIERS)
    return sorted(found.values(), key=lambda definition: order.index(definition["tier"]))


def _tier_label(tier: str) -> str:
    return TIER_LABELS.get(tier, "For every reader")


def _uses(term: Term) -> list[dict[str, Any]]:
    """Return where published articles use the term, by article, each place with its sentence."""
    uses = (
        term.uses.filter(tier__in=TIERS, article__listing__isnull=False)
        .order_by("article__listing__sort_title", "article_id", "id")
        .values("article_id", "tier", "anchor", "heading", "sentence")
        .annotate(slug=F("article__listing__slug"), title=F("article__listing__title"))
    )
    return [
        {"title": places[0]["title"], "url": f"/articles/{places[0]['slug']}/", "places": places}
        for _, group in groupby(uses[:MOST_USES], key=lambda use: use["article_id"])
        if (places := [_place(use) for use in group])
    ]


def _place(use: dict[str, Any]) -> dict[str, Any]:
    url = f"/articles/{use['slug']}/{use['tier']}/#{use['anchor']}"
    return {**use, "url": url, "label": _tier_label(use["tier"])}


def _neighbours(term: Term) -> tuple[list[Term], list[Term]]:
    """Return the terms editors related, and those whose names are easily taken for this one's."""
    through = Term.related.through
    pairs = through.objects.filter(from_term=term.pk, to_term=OuterRef("pk"))
    begins = Q(sort_name__startswith=term.sort_name[:3])
    rows = (
        Term.objects.public()
        .filter(Exists(pairs) | begins)
        .exclude(pk=term.pk)
        .annotate(is_related=Exists(pairs))
        .only("slug", "name", "sort_name")
        .order_by("-is_related", "sort_name", "pk")[:_SCANNED]
    )
    related = [other for other in rows if other.is_related]
    alike = look_alike(term, [other for other in rows if not other.is_related])
    return related, alike[:MOST_SIMILAR]


def _changes(term: Term) -> Rows:
    """Return when what the public sees of the term changed, as text, to go with other rows."""
    rows = Change.objects.filter(kind=Change.Kind.TERM, key=term.slug).order_by()
    at = Cast(F("at"), CharField())
    return rows.values_list(_said("change"), Cast(F("number"), CharField()), "digest", at)


def _history(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return when what the public sees of the term changed, the latest first."""
    seen = sorted(
        ((int(number), digest, at) for what, number, digest, at in rows if what == "change"),
        reverse=True,
    )
    return [
        {"at": _moment(at), "what": _changed(digest, place == len(seen) - 1)}
        for place, (_, digest, at) in enumerate(seen[:MOST_CHANGES])
    ]


def _moment(text: str) -> datetime:
    """Read a moment as a database writes it; SQLite leaves out that it is in UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _changed(digest: str, is_first: bool) -> str:
    if not digest:
        return "Taken out"
    return "Added" if is_first else "Names, meaning or codes changed"
