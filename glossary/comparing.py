"""Two terms side by side: what differs in meaning, names, codes and use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from glossary.models import Term
from glossary.reading import ALIAS_LABELS, names_and_codes, shown_definitions
from kb.document.tree import TIER_LABELS, TIERS

MOST_ARTICLES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is said of both."""

    label: str
    cells: tuple[Sequence[str], Sequence[str]]
    """For each term the texts that say it; empty where nothing is known."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is said of two terms."""

    terms: tuple[Term, Term]
    rows: tuple[Row, ...]
    shared: tuple[dict[str, str], ...]
    """Articles that use both."""


def find(text: str) -> Term | None:
    """Return the public term of an address, a name or another name, whatever the case."""
    text = " ".join(text.replace("\x00", " ").split())[:200]
    if not text:
        return None
    public = Term.objects.public()
    own = public.filter(Q(slug=text.casefold()) | Q(name__iexact=text)).order_by("pk").first()
    named = public.filter(aliases__folded=text.casefold()).order_by("pk")
    return own or named.first()


def compare(one: Term, other: Term) -> Comparison:
    """Return two terms side by side; five queries, whatever their size."""
    said = [_said(term) for term in (one, other)]
    labels = list(_order())
    rows = (
        Row(label, (said[0].get(label, ()), said[1].get(label, ())))
        for label in labels
        if label in said[0] or label in said[1]
    )
    return Comparison((one, other), tuple(rows), tuple(_shared(one, other)))


def _order() -> Iterable[str]:
    yield "Kind"
    yield "For every reader"
    yield from (TIER_LABELS[tier] for tier in TIERS)
    yield from (label for _, label in ALIAS_LABELS)
    yield "Clinical codes"


def _said(term: Term) -> Mapping[str, Sequence[str]]:
    """Return what is said of a term, by label."""
    aliases, codes = names_and_codes(term)
    said: dict[str, Sequence[str]] = {"Kind": [term.kind or "Not stated"]}
    for definition in shown_definitions(term):
        said[definition["label"]] = [definition["text"]]
    for group in aliases:
        said[group["label"]] = group["texts"]
    if codes:
        said["Clinical codes"] = [
            " ".join(filter(None, (code["system_name"], code["code"], code["display"])))
            for code in codes
        ]
    return said


def _shared(one: Term, other: Term) -> Iterable[dict[str, Any]]:
    uses = Term._meta.get_field("uses").related_model.objects
    both = uses.filter(
        term=one, article__listing__isnull=False, article__term_uses__term=other
    ).order_by("article__listing__sort_title")
    found = both.values_list("article__listing__slug", "article__listing__title").distinct()
    return [{"url": f"/articles/{slug}/", "title": title} for slug, title in found[:MOST_ARTICLES]]
