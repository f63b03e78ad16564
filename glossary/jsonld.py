"""The glossary as schema.org describes one: a set of terms for each audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from glossary.models import Term
from kb.document.tree import TIER_LABELS, TIERS
from kb.http import absolute
from kb.jsonld import AUDIENCES, Values, known, publisher, web_page

GLOSSARY = "/glossary/"
_ENTITIES = {"drug": "Drug", "test": "MedicalTest", "condition": "MedicalCondition"}
"""schema.org's type for a kind of term; all others are medical entities and no more."""

Codes = Iterable[Mapping[str, str]]
"""Each with its ``system`` and ``code``."""


def glossary_page(terms: Iterable[Term]) -> Values:
    """Return what the list says: the glossary, its set for each audience, and the terms shown."""
    page = web_page(("Glossary", GLOSSARY), kind="CollectionPage")
    glossary = {
        "@type": "DefinedTermSet",
        "@id": absolute(GLOSSARY),
        "name": "Glossary",
        "url": absolute(GLOSSARY),
        "publisher": publisher(),
        "hasPart": [term_set(tier) for tier in TIERS],
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": absolute(place(term.slug)), "name": term.name}
            for term in terms
        ],
    }
    return {**page, "mainEntity": known(glossary)}


def term_page(
    term: Term,
    aliases: Sequence[Mapping[str, Any]],
    codes: Sequence[Mapping[str, str]],
    definitions: Sequence[Mapping[str, Any]],
) -> Values:
    """Return what a term's page says: the term, and its wording in each audience's set."""
    address = place(term.slug)
    way = (("Glossary", GLOSSARY), (term.name, address))
    return known(
        {
            "@type": "DefinedTerm",
            "@id": absolute(address),
            "url": absolute(address),
            "name": term.name,
            "alternateName": [text for group in aliases for text in group["texts"]],
            "description": definitions[0]["text"] if definitions else None,
            "termCode": [f"{code['system']}:{code['code']}" for code in codes],
            "sameAs": [code["url"] for code in codes if code["url"]],
            "about": entity(term.name, term.kind, codes),
            "inDefinedTermSet": list(_sets(term, definitions)),
            "mainEntityOfPage": web_page(*way),
        }
    )


def term_set(tier: str) -> Values:
    """Return the set of terms as one tier's readers are told them."""
    return {
        "@type": "DefinedTermSet",
        "@id": absolute(f"{GLOSSARY}#{tier}"),
        "name": f"Glossary: {TIER_LABELS[tier].lower()}",
        "audience": AUDIENCES[tier],
    }


def entity(name: str, kind: str, codes: Codes) -> Values | None:
    """Return what a term means as the medical thing that codes name; None without any."""
    named = [
        {"@type": "MedicalCode", "codeValue": code["code"], "codingSystem": code["system"]}
        for code in codes
    ]
    if not named:
        return None
    return {"@type": _ENTITIES.get(kind.lower(), "MedicalEntity"), "name": name, "code": named}


def place(slug: str) -> str:
    """Return the path of a term's page."""
    return f"{GLOSSARY}{slug}/"


def _sets(term: Term, definitions: Sequence[Mapping[str, Any]]) -> Iterable[Values]:
    """Yield the sets that have a wording of the term: their reader's own, or everybody's."""
    wordings = {definition["tier"]: definition["text"] for definition in definitions}
    for tier in TIERS:
        if text := wordings.get(tier) or wordings.get(""):
            worded = {"@type": "DefinedTerm", "@id": absolute(f"{place(term.slug)}#{tier}")}
            shown = {**worded, "name": term.name, "description": text}
            yield {**term_set(tier), "hasDefinedTerm": [shown]}
