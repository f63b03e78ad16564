"""Identifiers and addresses an entry carries: DOI, PMID, PMCID, ISBN, URL and day of access."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.cleaning import SEPARATOR
from kb.document.citation_forms.dates import read_date

_COLON = rf"[:\s{SEPARATOR}]{{0,3}}"
_DOI = re.compile(
    rf"(?:https?://(?:www\.|dx\.)?doi\.org/|\bdoi{_COLON}(?:https?://(?:dx\.)?doi\.org/)?)?"
    r"(?<![\w/.])(10\.\d{4,9}/[^\s\"<>“”]+)",
    re.IGNORECASE,
)
_PMCID = re.compile(
    rf"\b(?:PMCID{_COLON})?(PMC\d{{4,9}})\b\.?|\bPMCID{_COLON}(\d{{4,9}})\b\.?", re.IGNORECASE
)
_PMID = re.compile(rf"\b(?:PMID|PubMed(?: ID)?){_COLON}(\d{{1,9}})\b\.?", re.IGNORECASE)
_ISBN = re.compile(rf"\bISBN(?:-1[03])?{_COLON}([\dXx][\dXx -]{{8,16}}[\dXx])\b\.?", re.IGNORECASE)
_URL = re.compile(r"<?\b((?:https?|ftp)://[^\s<>\"“”]+|www\.[^\s<>\"“”]+\.[^\s<>\"“”]+)>?", re.I)
_ACCESSED = re.compile(
    r"[\[(]?\b(?:accessed|retrieved|cited|viewed|last accessed)(?: on)?:?\s+"
    r"(\d{4} [A-Za-z]{3,9}\.?(?: \d{1,2})?|[A-Za-z]{3,9}\.? \d{1,2}, \d{4}|"
    r"\d{1,2} [A-Za-z]{3,9}\.?,? \d{4}|\d{4}-\d{2}-\d{2}|[A-Za-z]{3,9}\.? \d{4})"
    r"(?:,? from\b)?[\])]?[.,;:]*",
    re.IGNORECASE,
)
_LABELS = re.compile(
    rf"\b(?:available (?:from|at)|retrieved from|url|epub ahead of print){_COLON}(?=[.,;\s]|$)",
    re.IGNORECASE,
)


def take_identifiers(text: str) -> tuple[dict[str, Any], str]:
    """Return the identifiers in `text` as CSL fields, and `text` without them."""
    fields: dict[str, Any] = {}
    text = _take_accessed(text, fields)
    text = _take_doi(text, fields)
    text = _take_url(text, fields)
    text = _take(_PMCID, "PMCID", text, fields)
    text = _take(_PMID, "PMID", text, fields)
    text = _take(_ISBN, "ISBN", text, fields)
    text = _LABELS.sub(" ", text)
    text = re.sub(r"\[\s*\]|\(\s*\)", " ", text)
    text = re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", text))
    return fields, re.sub(r"([.,;:])(?:\s*[,;:])+|\.(?:\s*\.)+$", r"\1", text).strip(" ,;:")


def tidy_doi(doi: str) -> str:
    """Return a DOI as registered: no resolver, no closing punctuation that is not its own."""
    doi = re.sub(r"^\s*(?:https?://(?:www\.|dx\.)?doi\.org/|doi:?\s*)", "", doi, flags=re.I)
    return _trim(doi.strip())


def _take_doi(text: str, fields: dict[str, Any]) -> str:
    match = _DOI.search(text)
    if match is None:
        return text
    doi = _trim(match.group(1))
    fields["DOI"] = doi
    end = match.start(1) + len(doi)
    return text[: match.start()] + " " + text[end:].lstrip("/")


def _take_url(text: str, fields: dict[str, Any]) -> str:
    match = _URL.search(text)
    if match is None:
        return text
    url = _trim(match.group(1))
    end = match.start(1) + len(url)
    fields["URL"] = url if "://" in url else "https://" + url
    return text[: match.start()] + " " + text[end:].lstrip(">")


def _take_accessed(text: str, fields: dict[str, Any]) -> str:
    match = _ACCESSED.search(text)
    if match is None:
        return text
    date = read_date(match.group(1))
    if date is None:
        return text
    fields["accessed"] = date
    return text[: match.start()] + " " + text[match.end() :]


def _take(pattern: re.Pattern[str], name: str, text: str, fields: dict[str, Any]) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    value = next(group for group in match.groups() if group)
    if name == "PMCID" and not value.upper().startswith("PMC"):
        value = "PMC" + value
    fields[name] = value.upper() if name == "PMCID" else value
    return text[: match.start()] + " " + text[match.end() :]


def _trim(address: str) -> str:
    """Cut closing punctuation, and a closing bracket that was opened outside the address."""
    while address:
        last = address[-1]
        if last in ".,;:'’”\"" or (last in ")]}" and _is_unopened(address, last)):
            address = address[:-1]
        else:
            break
    return address


def _is_unopened(address: str, closing: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{"}[closing]
    return address.count(closing) > address.count(opening)
