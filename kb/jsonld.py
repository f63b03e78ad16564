"""What pages say of themselves to machines: schema.org in JSON-LD, and what all of them share.

A test holds every page to the vocabulary's own domains and ranges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from kb.document.tree import TIER_LABELS
from kb.http import absolute, script_json

Values = dict[str, Any]

AUDIENCES: Mapping[str, Values] = {
    "fundamentals": {"@type": "Patient", "audienceType": "Patients and the public"},
    "intermediate": {"@type": "Patient", "audienceType": "Informed readers"},
    "academic": {"@type": "MedicalAudience", "audienceType": "Health professionals"},
}
"""Each tier's readers."""


def script(values: Mapping[str, Any]) -> str:
    """Return values as the text of a page's one JSON-LD script."""
    return script_json({"@context": "https://schema.org", **values})


def known(values: Mapping[str, Any]) -> Values:
    """Return what is known: an empty value says nothing, so it is left out."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def site() -> Values:
    """Return the site, as other things refer to it."""
    return {"@type": "WebSite", "@id": absolute("/#site"), "name": settings.SITE_NAME}


def publisher() -> Values:
    """Return who publishes."""
    values = {"@type": "Organization", "@id": absolute("/#publisher")}
    return {**values, "name": settings.SITE_NAME, "url": absolute("/")}


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> Values:
    """Return the way to a page: names and paths, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def web_page(*steps: tuple[str, str], kind: str = "WebPage", **more: Any) -> Values:
    """Return a page found by ``steps``: names and paths, the page itself last."""
    name, path = steps[-1]
    return known(
        {
            "@type": kind,
            "@id": absolute(path),
            "url": absolute(path),
            "name": name,
            "inLanguage": "en",
            "isPartOf": site(),
            "breadcrumb": breadcrumbs(steps),
            **more,
        }
    )


def home() -> Values:
    """Return the site itself, with how to search it."""
    search = {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": absolute("/search/?q={search_term_string}"),
        },
        "query-input": "required name=search_term_string",
    }
    about = "Clinical knowledge at three depths: " + "; ".join(TIER_LABELS.values())
    return {
        **site(),
        "url": absolute("/"),
        "description": about,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "publisher": publisher(),
        "potentialAction": search,
    }
