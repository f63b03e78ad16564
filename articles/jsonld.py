"""What an article's page says of itself to machines: schema.org in JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.http import absolute

AUDIENCES = {
    "fundamentals": ("Patient", "Patients and the public"),
    "intermediate": ("Patient", "Informed readers"),
    "academic": ("MedicalAudience", "Health professionals"),
}
"""schema.org type and words for each tier's readers."""

Values = dict[str, Any]


def medical_web_page(page: Mapping[str, Any]) -> Values:
    """Return the MedicalWebPage of a stored page. What is not known is left out, never guessed."""
    address = absolute(f"/articles/{page['slug']}/{page['tier']}/")
    kind, words = AUDIENCES[page["tier"]]
    reading = reading_of(page)
    values = {
        "@context": "https://schema.org",
        "@type": ["MedicalWebPage", "LearningResource"],
        "@id": address,
        "url": address,
        "name": page["title"],
        "headline": page["title"],
        "description": page.get("summary"),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "version": page["version"],
        "datePublished": page.get("first_published_at") or page.get("published_at"),
        "dateModified": page.get("published_at"),
        "lastReviewed": page.get("reviewed_at"),
        "reviewedBy": _person(page),
        "audience": {"@type": kind, "audienceType": words},
        "educationalLevel": _level(reading),
        "timeRequired": f"PT{reading['minutes']}M" if reading.get("minutes") else None,
        "about": [{"@type": "Thing", "name": topic["name"]} for topic in page.get("topics", ())],
        "citation": [_work(reference) for reference in page.get("references", ())],
        "mentions": [_term(term) for term in page.get("terms", ())],
        "breadcrumb": _breadcrumbs(page, address),
    }
    return _known(values)


def reading_of(page: Mapping[str, Any]) -> Values:
    """Return the reading measures of the tier a stored page shows."""
    for tier in page.get("tiers", ()):
        if tier["tier"] == page["tier"]:
            return tier.get("reading") or {}
    return {}


def _level(reading: Values) -> str | None:
    grade = reading.get("grade")
    return None if grade is None else f"US school grade {round(grade)} (Flesch-Kincaid)"


def _person(page: Mapping[str, Any]) -> Values | None:
    name = page.get("reviewed_by")
    return {"@type": "Person", "name": name} if name and page.get("reviewed_at") else None


def _work(reference: Mapping[str, Any]) -> Values:
    pmid = reference.get("pmid")
    return _known(
        {
            "@type": "CreativeWork",
            "name": reference.get("text") or reference.get("raw"),
            "url": absolute(reference["url"]),
            "sameAs": [
                *([f"https://doi.org/{reference['doi']}"] if reference.get("doi") else ()),
                *([f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else ()),
            ],
        }
    )


def _term(term: Mapping[str, Any]) -> Values:
    return _known(
        {
            "@type": "DefinedTerm",
            "name": term["name"],
            "description": term.get("definition"),
            "url": absolute(f"/glossary/{term['slug']}/"),
            "inDefinedTermSet": absolute("/glossary/"),
        }
    )


def _breadcrumbs(page: Mapping[str, Any], address: str) -> Values:
    steps = (("Articles", absolute("/articles/")), (page["title"], address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": item}
            for number, (name, item) in enumerate(steps, 1)
        ],
    }


def _known(values: Values) -> Values:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
