"""What the columns of a record repeat of its CSL-JSON, so that lists and look-ups need no JSON."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.dates import year_of
from kb.document.citation_forms.identifiers import tidy_doi
from kb.document.citation_identity import first_family, title_slug, work_identity
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


def fill(reference: Reference) -> Reference:
    """Set the columns of a record from its CSL; the record is not saved."""
    csl = reference.csl
    reference.type = str(csl.get("type") or "document")[:40]
    reference.title = str(csl.get("title") or "")
    reference.authors = family_names(csl)
    reference.container = str(csl.get("container-title") or csl.get("publisher") or "")[:400]
    year = year_of(csl)
    reference.year = year if year and 0 < year < 32768 else None
    reference.doi = doi_of(csl)
    reference.pmid = pmid_of(csl)
    _fill_likeness(reference, csl)
    return reference


def fill_quotation(quotation: Quotation) -> Quotation:
    """Set the columns by which a quotation is found from its CSL; it is not saved."""
    _fill_likeness(quotation, quotation.csl)
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


def author_year(csl: dict[str, Any]) -> str:
    """Return first family name and year, by which works of like makers are found."""
    family = first_family(csl)
    return f"{family[:70]}-{year_of(csl) or 'nd'}" if family else ""


def title_key(csl: dict[str, Any]) -> str:
    """Return the opening of the title, by which works of like titles are found."""
    return title_slug(csl)[:80]


def _fill_likeness(row: Reference | Quotation, csl: dict[str, Any]) -> None:
    row.identity = work_identity(csl)
    row.author_year = author_year(csl)
    row.title_key = title_key(csl)
