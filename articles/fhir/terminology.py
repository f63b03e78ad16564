"""The glossary as a CodeSystem, and all of it as a ValueSet that can be expanded in pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from articles.fhir.base import Resource, known, place
from articles.infobutton.systems import uri_of
from glossary.linking import definitions_for
from glossary.models import Alias, Code, Term

SYSTEM_ID = "glossary"
MOST_CONCEPTS = 5000
"""Terms a CodeSystem carries itself; a larger glossary is read by expanding the ValueSet."""
PUBLIC_TIER = "fundamentals"
"""Whose wording defines a concept: a client that knows no tiers serves everybody."""


def system_url() -> str:
    """Return the canonical address of the glossary's code system."""
    return place("CodeSystem", SYSTEM_ID)


def code_system(changed: str) -> Resource:
    """Return every public term as a concept; the code is the term's slug."""
    terms = list(_terms()[: MOST_CONCEPTS + 1])
    count = len(terms) if len(terms) <= MOST_CONCEPTS else _terms().count()
    return known(
        {
            "resourceType": "CodeSystem",
            "id": SYSTEM_ID,
            **_facts(system_url(), changed),
            "caseSensitive": True,
            "valueSet": place("ValueSet", SYSTEM_ID),
            "content": "complete" if count <= MOST_CONCEPTS else "fragment",
            "count": count,
            "property": [
                {
                    "code": "clinicalCode",
                    "description": "The term's code in a clinical terminology",
                    "type": "Coding",
                }
            ],
            "concept": _concepts(terms[:MOST_CONCEPTS]),
        }
    )


def value_set(changed: str) -> Resource:
    """Return the set of all the glossary's concepts, unexpanded."""
    return {
        "resourceType": "ValueSet",
        "id": SYSTEM_ID,
        **_facts(place("ValueSet", SYSTEM_ID), changed),
        "compose": {"include": [{"system": system_url()}]},
    }


def expansion(changed: str, begins: str, offset: int, count: int, at: str) -> Resource:
    """Return a page of the set's concepts, those whose names begin so."""
    rows = _terms()
    if begins:
        rows = rows.filter(name__istartswith=begins)
    contains = [
        {"system": system_url(), "code": term.slug, "display": term.name}
        for term in rows[offset : offset + count]
    ]
    return {
        **value_set(changed),
        "expansion": known(
            {
                "timestamp": at,
                "total": rows.count(),
                "offset": offset,
                "contains": contains,
            }
        ),
    }


def _terms() -> QuerySet[Term]:
    return Term.objects.public().order_by("sort_name", "pk")


def _facts(url: str, changed: str) -> Resource:
    return {
        "meta": {"lastUpdated": changed},
        "language": "en",
        "url": url,
        "name": "StrataGlossary",
        "title": f"{settings.SITE_NAME}: glossary",
        "status": "active",
        "experimental": False,
        "date": changed,
        "publisher": settings.SITE_NAME,
        "description": "Terms of the articles, with a plain definition for every reader.",
    }


def _concepts(terms: Sequence[Term]) -> list[Resource]:
    """Return the concepts of terms in three queries."""
    keys = [term.pk for term in terms]
    definitions = definitions_for(keys, PUBLIC_TIER)
    aliases = _grouped(Alias.objects.filter(term__in=keys))
    codes = _grouped(Code.objects.filter(term__in=keys, confidence=Code.Confidence.HIGH))
    return [
        known(
            {
                "code": term.slug,
                "display": term.name,
                "definition": definitions[term.pk].text if term.pk in definitions else None,
                "designation": [
                    {"language": "en", "value": each.text} for each in aliases[term.pk]
                ],
                "property": [
                    {"code": "clinicalCode", "valueCoding": _coding(each)}
                    for each in codes[term.pk]
                    if uri_of(each.system)
                ],
            }
        )
        for term in terms
    ]


def _coding(code: Code) -> Resource:
    return known({"system": uri_of(code.system), "code": code.code, "display": code.display})


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.term_id].append(row)
    return groups
