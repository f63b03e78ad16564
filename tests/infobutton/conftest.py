"""One published article with coded terms, and how it is asked for."""

from __future__ import annotations

import pytest

from kb.document.tree import Section, Tier
from tests.factories import FILLING, make_article, make_document, make_term, paragraph

OID = {
    "ICD-10-CM": "2.16.840.1.113883.6.90",
    "SNOMED CT": "2.16.840.1.113883.6.96",
    "RxNorm": "2.16.840.1.113883.6.88",
    "LOINC": "2.16.840.1.113883.6.1",
    "MeSH": "2.16.840.1.113883.6.177",
}
CODES = {
    "ICD-10-CM": "G47.0",
    "SNOMED CT": "193462001",
    "RxNorm": "6711",
    "LOINC": "1668-3",
    "MeSH": "D007319",
}


@pytest.fixture
def library(db):
    """An article on sleep in three tiers that links one term with a code of every system."""
    term = make_term("insomnia", definition="Too little sleep, night after night.")
    for system, code in CODES.items():
        term.codes.create(system=system, code=code)
    tiers = tuple(
        Tier(
            name,
            (
                Section(None, (paragraph(f"For {name}: insomnia is common. {FILLING}"),), level=2),
                Section("Treatment", (paragraph("Regular hours help most people."),)),
            ),
        )
        for name in ("fundamentals", "intermediate", "academic")
    )
    document = make_document(title="Sleep and rest", summary="On <sleep> & rest.", tiers=tiers)
    return make_article(document=document, slug="sleep")


def about(system="ICD-10-CM", code=None, **more):
    """The parameters that ask about a code."""
    return {
        "mainSearchCriteria.v.c": code or CODES[system],
        "mainSearchCriteria.v.cs": OID[system],
        **more,
    }


@pytest.fixture
def feed(client, library):
    """Ask and return the feed of the JSON answer."""

    def ask(given=None, **more):
        given = {**(about() if given is None else given), **more}
        answer = client.get("/infobutton", {**given, "knowledgeResponseType": "application/json"})
        assert answer.status_code == 200, answer.content
        return answer.json()["feed"]

    return ask


def slugs(feed):
    """The articles and terms of a feed by the address of their first link."""
    return [entry["link"][0]["href"].split("/", 3)[3] for entry in feed["entry"]]
