"""What the columns of a record repeat of its CSL-JSON, so that lists and look-ups need no JSON."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.identifiers import tidy_doi
from kb.document.citation_identity import Work
from references.models import Quotation, Reference

DERIVED = (
    "type",
    "title",
    "authors",
    "container",
    "year",
    "doi",
    "pmid",
    "identity",
    "author_year",
    "title_key",
)
"""Columns that :func:`fill` sets."""


def fill(reference: Reference, work: Work | None = None) -> Reference:
    """Set the columns of a record from its CSL; the record is not saved.

    ``work`` is the same item, if it is at hand already.
    """
    csl = reference.csl
    work = work or Work(csl)
    reference.type = str(csl.get("type") or "document")[:40]
    reference.title = str(csl.get("title") or "")
    reference.authors = family_names(csl)
    reference.container = str(csl.get("container-title") or csl.get("publisher") or "")[:400]
    reference.year = work.year if work.year and 0 < work.year < 32768 else None
    reference.doi = doi_of(csl)
    reference.pmid = pmid_of(csl)
    reference.identity = work.identity
    reference.author_year = author_year(work)
    reference.title_key = title_key(work)
    return reference


def fill_quotation(quotation: Quotation) -> Quotation:
    """Set the columns by which a quotation is found from its CSL; it is not saved."""
    work = Work(quotation.csl)
    quotation.identity = work.identity
    quotation.author_year = author_year(work)
    quotation.title_key = title_key(work)
    return quotation


def family_names(csl: dict[str, Any]) -> str:
    """Return the makers' family or group names, separated by commas."""
    names = csl.get("author") or csl.get("editor") or ()
    found = [
        str(name.get("family") or name.get("literal") or "")
        for name in names
        if isinstance(name, dict)
    ]
    return ", ".join(name for name in found if name)


def doi_of(csl: dict[str, Any]) -> str | None:
    """Return the DOI in small letters, or None; a DOI is the same in any case."""
    doi = tidy_doi(str(csl.get("DOI") or "")).lower()
    return doi if re.fullmatch(r"10\.\d{4,9}/\S{1,240}", doi) else None


def pmid_of(csl: dict[str, Any]) -> str | None:
    """Return the PubMed number as digits, or None."""
    pmid = str(csl.get("PMID") or "").strip()
    return pmid if re.fullmatch(r"[1-9]\d{0,8}", pmid) else None


def author_year(work: Work) -> str:
    """Return first family name and year, by which works of like makers are found."""
    return f"{work.first_family[:70]}-{work.year or 'nd'}" if work.first_family else ""


def title_key(work: Work) -> str:
    """Return the opening of the title, by which works of like titles are found."""
    return work.title[:80]
