"""What an article's page says of itself to machines: schema.org in JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from articles import review
from articles.tiers import address
from glossary.jsonld import entity, place, term_set
from kb.http import absolute
from kb.jsonld import AUDIENCES, Values, known, publisher, web_page
from references.jsonld import work

STATUS = {
    "unreviewed": "Not reviewed by a clinician",
    "reviewed": "Reviewed by a clinician",
    "overdue": "Reviewed by a clinician; the next review is overdue",
}

_ASPECTS = {
    "SideEffects": ("side effect", "adverse"),
    "RisksOrComplications": ("risk", "complication", "harm"),
    "Treatments": ("treat", "therap"),
    "Causes": ("cause",),
    "Symptoms": ("symptom", "signs of"),
    "Prevention": ("prevent",),
    "Prognosis": ("outlook", "prognos"),
    "Effectiveness": ("how well", "effectiv", "efficacy"),
    "HowItWorks": ("how it works", "how they work", "mechanism", "how the"),
    "UsageOrSchedule": ("dose", "dosing", "how to take", "how it is used"),
    "Screening": ("screening",),
    "Misconceptions": ("myth", "misconception"),
    "LivingWith": ("living with",),
    "Overview": ("overview", "at a glance", "in short"),
}
"""The vocabulary's health aspects, and the words of a heading that say a section is about one."""


def article_page(page: Mapping[str, Any], today: date) -> Values:
    """Return what the page of a tier says. What is not known is left out, never guessed."""
    path = address(page["slug"], page["tier"])
    way = (("Articles", "/articles/"), (page["title"], path))
    reading = reading_of(page)
    return known(
        {
            **web_page(*way),
            "@type": ["MedicalWebPage", "LearningResource"],
            "headline": page["title"],
            "description": page.get("summary"),
            "isAccessibleForFree": True,
            "publisher": publisher(),
            **_versioned(page),
            **_reviewed(page, today),
            "audience": AUDIENCES[page["tier"]],
            "medicalAudience": (
                "https://schema.org/Clinician" if page["tier"] == "academic" else None
            ),
            "educationalLevel": _level(reading),
            "timeRequired": f"PT{reading['minutes']}M" if reading.get("minutes") else None,
            "about": list(_subjects(page)),
            "hasPart": [_section(part, path) for part in page.get("contents", ())],
            "citation": [_work(reference) for reference in page.get("references", ())],
            "mentions": [_term(term, page["tier"]) for term in page.get("terms", ())],
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "application/json",
                "contentUrl": absolute(f"/api/v1/articles/{page['slug']}/{page['tier']}/"),
            },
        }
    )


def version_page(slug: str, title: str, number: int, published: date, *, current: bool) -> Values:
    """Return what the page of one unchanging version says."""
    article = f"/articles/{slug}/"
    way = (
        ("Articles", "/articles/"),
        (title, article),
        ("Versions", f"{article}versions/"),
        (f"Version {number}", f"{article}versions/{number}/"),
    )
    status = "Current version" if current else "Superseded version"
    return web_page(
        *way,
        kind="MedicalWebPage",
        headline=title,
        version=number,
        datePublished=published.isoformat(),
        creativeWorkStatus=status,
        publisher=publisher(),
    )


def versions_page(slug: str, title: str, *further: tuple[str, str]) -> Values:
    """Return what the list of an article's versions says, or a page further down."""
    article = f"/articles/{slug}/"
    versions = ("Versions", f"{article}versions/")
    return web_page(("Articles", "/articles/"), (title, article), versions, *further)


def reading_of(page: Mapping[str, Any]) -> Values:
    """Return the reading measures of the tier a stored page shows."""
    for tier in page.get("tiers", ()):
        if tier["tier"] == page["tier"]:
            return tier.get("reading") or {}
    return {}


def _versioned(page: Mapping[str, Any]) -> Values:
    return {
        "version": page["version"],
        "datePublished": page.get("first_published_at") or page.get("published_at"),
        "dateModified": page.get("published_at"),
        "archivedAt": absolute(f"/articles/{page['slug']}/versions/{page['version']}/"),
        "isBasedOn": (page.get("source") or {}).get("url"),
    }


def _reviewed(page: Mapping[str, Any], today: date) -> Values:
    at, name = page.get("reviewed_at"), page.get("reviewed_by")
    return {
        "lastReviewed": at,
        "reviewedBy": {"@type": "Person", "name": name} if name and at else None,
        "creativeWorkStatus": STATUS[review.state(at, page.get("review_due"), today)],
    }


def _level(reading: Values) -> str | None:
    grade = reading.get("grade")
    return None if grade is None else f"US school grade {round(grade)} (Flesch-Kincaid)"


def _subjects(page: Mapping[str, Any]) -> Iterator[Values]:
    """Yield the article's topics, and the coded terms that stand in its title."""
    for topic in page.get("topics", ()):
        yield {"@type": "Thing", "name": topic["name"]}
    title = page["title"].casefold()
    for term in page.get("terms", ()):
        if term.get("codes") and _names(title, term["name"].casefold()):
            subject = entity(term["name"], term["kind"], term["codes"])
            yield {**(subject or {}), "url": absolute(place(term["slug"]))}


def _names(title: str, name: str) -> bool:
    # Few names are in a title, and compiling a pattern for each takes longer than looking.
    return name in title and re.search(rf"\b{re.escape(name)}\b", title) is not None


def _section(part: Mapping[str, str], path: str) -> Values:
    heading = part["heading"].casefold()
    aspect = next((n for n, words in _ASPECTS.items() if any(w in heading for w in words)), None)
    return known(
        {
            "@type": "HealthTopicContent",
            "url": absolute(f"{path}#{part['anchor']}"),
            "headline": part["heading"],
            "hasHealthAspect": aspect and f"https://schema.org/{aspect}HealthAspect",
        }
    )


def _work(reference: Mapping[str, Any]) -> Values:
    said = work(
        reference["csl"], reference["doi"], reference["pmid"], reference.get("verification", "")
    )
    name = said.get("name") or reference.get("text") or reference.get("raw")
    return {**said, "name": name, "url": absolute(reference["url"])}


def _term(term: Mapping[str, Any], tier: str) -> Values:
    return known(
        {
            "@type": "DefinedTerm",
            "name": term["name"],
            "description": term.get("definition"),
            "url": absolute(place(term["slug"])),
            "termCode": [f"{code['system']}:{code['code']}" for code in term.get("codes", ())],
            "inDefinedTermSet": term_set(term.get("tier") or tier)["@id"],
        }
    )
