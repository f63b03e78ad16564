"""Identifiers and addresses an entry carries: DOI, PMID, PMCID, ISBN, URL and day of access."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.cleaning import SEPARATOR
from kb.document.citation_forms.dates import read_date

_GAP = "\x00"
"""Holds the place of what was taken out; no entry contains it once cleaned."""
_COLON = rf"[:\s{SEPARATOR}]{{0,3}}"
_DOI = re.compile(
    rf"(?:https?://(?:www\.|dx\.)?doi\.org/ ?|\bdoi{_COLON}(?:https?://(?:dx\.)?doi\.org/ ?)?)?"
    r"(?<![\d.])(10\.\d{4,9}/ ?[^\s\"“”]+(?:(?<=[./]) (?=\d{4}\.\d)[^\s\"“”]+)?)",
    re.IGNORECASE,
)
_PMCID = re.compile(
    rf"\b(?:PubMed Central\s)?(?:PMCID{_COLON})?(PMC\d{{4,9}})\b\.?"
    rf"|\bPMCID{_COLON}(\d{{4,9}})\b\.?",
    re.IGNORECASE,
)
_PMID = re.compile(
    rf"\b(?:PubMed )?(?:PMID|PubMed(?: ID)?)(?: no\.?)?[=#]?{_COLON}(\d{{1,9}})\b\.?", re.IGNORECASE
)
_PUBMED = re.compile(r"//(?:pubmed\.ncbi|(?:www\.)?ncbi)\.nlm\.nih\.gov/(?:pubmed/)?(\d{1,9})/?$")
"""The address of a work in PubMed, which holds its PMID."""
_ISBN = re.compile(rf"\bISBN(?:-1[03])?{_COLON}([\dXx][\dXx -]{{8,16}}[\dXx])\b\.?", re.IGNORECASE)
_URL = re.compile(
    r"<?\b((?:https?|ftp)://[^\s<>\"“”]+|www\.[^\s<>\"“”]+\.[^\s<>\"“”]+"
    r"|(?<![@/.])(?:[a-z\d-]{1,40}\.){1,4}(?:org|com|gov|edu|net|int|info|io|uk|eu)/[^\s<>\"“”]+)>?",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"[\[(]?\b(?:accessed|retrieved|cited|viewed|last accessed)(?: on)?:?\s+"
    r"(\d{4} [A-Za-z]{3,9}\.?(?: \d{1,2})?|[A-Za-z]{3,9}\.? \d{1,2}, \d{4}|"
    r"\d{1,2} [A-Za-z]{3,9}\.?,? \d{4}|\d{4}-\d{2}-\d{2}|[A-Za-z]{3,9}\.? \d{4})"
    r"(?:,? from\b)?[\])]?[.,;:]*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:^|(?<=[.?!,;”\"]\s))(published|posted|updated|reviewed|last (?:updated|reviewed|modified))"
    r"(?: online| on)?:?\s+"
    r"([A-Za-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{1,2} [A-Za-z]{3,9}\.? \d{4}|\d{4})"
    r"(?=[.,;\s]|$)",
    re.IGNORECASE,
)
_LABELS = re.compile(
    rf"\b(?:available (?:from|at)|retrieved from|from|url|doi|https?)[{SEPARATOR}:\s]*(?={_GAP}|$)"
    rf"|\blicen[cs]e[{SEPARATOR}:\s]{{1,3}}CC[ -]BY[\w\s.-]{{0,40}}$"
    r"|\[(?:PMC free article|free (?:full text|PMC article)|pubmed|medline|crossref|google scholar|"
    r"doi|full text|links?|abstract)\]",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?<=[.?!;,] )[\[(]?(?:advance online publication|(?:e-?pub|online|published online) "
    r"ahead of (?:print|publication))\b[\])]?",
    re.IGNORECASE,
)
_HINTS = (
    "10.", "http", "www.", "ftp:", "doi", "pmid", "pmc", "pubmed", "isbn", "accessed", "retrieved",
    "cited", "viewed", "published", "posted", "updated", "reviewed", "modified", "available from",
    "available at", "online", "ahead of print", "[]", "org/", "com/", "gov/", "edu/", "net/",
    "int/", "info/", "io/", "uk/", "eu/", "scholar]", "cc by", "cc-by",
)  # fmt: skip
"""What an entry holds, in small letters, if it holds anything of what is taken here."""
_GAPS = re.compile(rf"[\s,;:.]*{_GAP}[{_GAP}\s,;:.]*")
_EMPTY = re.compile(rf"\[[{_GAP}\s.,;]*\]|\([{_GAP}\s.,;]*\)|<{_GAP}>")


def take_identifiers(text: str) -> tuple[dict[str, Any], str]:
    """Return identifiers, address and day of access as CSL fields, and `text` without them."""
    fields: dict[str, Any] = {}
    small = text.lower()
    if not any(hint in small for hint in _HINTS):
        return fields, text.strip(" ,;:")
    text = _take_accessed(text, fields)
    text = _take_published(text, fields)
    text = _take_doi(text, fields)
    text = _take_url(text, fields)
    for name, pattern in (("PMCID", _PMCID), ("PMID", _PMID), ("ISBN", _ISBN)):
        text = _take(pattern, name, text, fields)
    if _AHEAD.search(text):
        fields["status"] = "in press"
        text = _AHEAD.sub(_GAP, text)
    in_pubmed = _PUBMED.search(fields.get("URL", ""))
    if in_pubmed:
        fields.setdefault("PMID", in_pubmed.group(1))
    return fields, _close_gaps(_LABELS.sub(_GAP, text))


def _close_gaps(text: str) -> str:
    """Return `text` with one full stop, or nothing at its ends, where something was taken out."""
    text = _GAPS.sub(_stop_unless_ended, _EMPTY.sub(_GAP, text))
    return re.sub(r"\s+", " ", text).strip(" ,;:")


def _stop_unless_ended(gap: re.Match[str]) -> str:
    before = gap.string[gap.start() - 1 : gap.start()]
    return " " if before in {"", "?", "!"} else ". "


def tidy_doi(doi: str) -> str:
    """Return a DOI as registered: no resolver, no closing punctuation that is not its own."""
    doi = re.sub(r"^\s*(?:https?://(?:www\.|dx\.)?doi\.org/|doi:?\s*)", "", doi, flags=re.I)
    return _trim(doi.strip())


def _take_doi(text: str, fields: dict[str, Any]) -> str:
    match = _DOI.search(text)
    if match is None:
        return text
    written = _trim(match.group(1))
    fields["DOI"] = written.replace(" ", "")
    end = match.start(1) + len(written)
    return text[: match.start()] + _GAP + text[end:].lstrip("/")


def _take_url(text: str, fields: dict[str, Any]) -> str:
    match = _URL.search(text)
    if match is None:
        return text
    url = _trim(match.group(1))
    end = match.start(1) + len(url)
    fields["URL"] = url if "://" in url else "https://" + url
    return text[: match.start()] + _GAP + text[end:].lstrip(">")


def _take_published(text: str, fields: dict[str, Any]) -> str:
    """Take every sentence that says when a page was published or changed; the first one counts."""
    for match in _PUBLISHED.finditer(text):
        date = read_date(match.group(2))
        if date is not None:
            fields.setdefault("issued", date)
    return _PUBLISHED.sub(_GAP, text)


def _take_accessed(text: str, fields: dict[str, Any]) -> str:
    match = _ACCESSED.search(text)
    if match is None:
        return text
    date = read_date(match.group(1))
    if date is None:
        return text
    fields["accessed"] = date
    return text[: match.start()] + _GAP + text[match.end() :]


def _take(pattern: re.Pattern[str], name: str, text: str, fields: dict[str, Any]) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    value = next(group for group in match.groups() if group)
    if name == "PMCID" and not value.upper().startswith("PMC"):
        value = "PMC" + value
    fields[name] = value.upper() if name == "PMCID" else value
    return text[: match.start()] + _GAP + text[match.end() :]


def _trim(address: str) -> str:
    """Cut closing punctuation, and a closing bracket that was opened outside the address."""
    while address:
        last = address[-1]
        if last in ".,;:'’”\"" or (last in ")]}>" and _is_unopened(address, last)):
            address = address[:-1]
        else:
            break
    return address


def _is_unopened(address: str, closing: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{", ">": "<"}[closing]
    return address.count(closing) > address.count(opening)
