"""A work as schema.org describes works: only what its record says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.http import absolute
from kb.jsonld import Values, known, web_page
from references.models import Reference, Verification

_KINDS = {
    "article": "ScholarlyArticle",
    "article-journal": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


def reference_page(record: Reference) -> Values:
    """Return what the page of one record says."""
    way = (("References", "/references/"), (record.title or record.key, record.get_absolute_url()))
    return known(
        {
            "@id": absolute(record.get_absolute_url()),
            **work(record.csl, record.doi, record.pmid, record.verification),
            "author": [_name(name) for name in record.csl.get("author") or ()],
            "pagination": _pages(record.csl),
            "isPartOf": _container(record.csl),
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in (("DOI", record.doi), ("PMID", record.pmid))
                if value
            ],
            "mainEntityOfPage": web_page(*way),
        }
    )


def work(csl: Mapping[str, Any], doi: str, pmid: str, verification: str) -> Values:
    """Return a work as those who cite it name it."""
    year = ((csl.get("issued") or {}).get("date-parts") or [[""]])[0][0]
    return known(
        {
            "@type": _KINDS.get(csl.get("type", ""), "CreativeWork"),
            "name": csl.get("title"),
            "datePublished": str(year),
            "sameAs": [
                *([f"https://doi.org/{doi}"] if doi else ()),
                *([f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else ()),
            ],
            "creativeWorkStatus": "Retracted" if verification == Verification.RETRACTED else "",
        }
    )


def _name(name: Mapping[str, str]) -> Values:
    if name.get("literal"):
        return {"@type": "Organization", "name": name["literal"]}
    parts = {"familyName": name.get("family"), "givenName": name.get("given")}
    return known({"@type": "Person", **parts})


def _pages(csl: Mapping[str, Any]) -> str:
    """Return the pages of an article; the vocabulary knows none of a whole book."""
    return str(csl.get("page") or "") if csl.get("type") in ("article-journal", "chapter") else ""


def _container(csl: Mapping[str, Any]) -> Values | None:
    title = csl.get("container-title")
    if not title:
        return None
    if csl.get("type") != "article-journal":
        return {"@type": "Book" if csl.get("type") == "chapter" else "CreativeWork", "name": title}
    journal = {"@type": "Periodical", "name": title}
    if not csl.get("volume"):
        return journal
    volume = str(csl["volume"])
    return {"@type": "PublicationVolume", "volumeNumber": volume, "isPartOf": journal}
