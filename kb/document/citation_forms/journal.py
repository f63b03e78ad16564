"""The end of an article's entry: journal, year, volume, issue and pages in any house's order."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.cleaning import clean_range
from kb.document.citation_forms.dates import YEAR, read_date

_WINDOW = 260
"""How many characters at the end of an entry can hold volume, issue and pages."""
_PAGE = r"[A-Za-z]{0,5}\d[\w.]*"
_PAGES = (
    rf"(?P<page>{_PAGE}(?:\s?[-‐‑‒–—−]\s?{_PAGE})?(?:,\s?{_PAGE}(?:[-–]{_PAGE})?)*"
    r"|[ivxlc]+[-–][ivxlc]+)"
)
_VOLUME = r"(?P<volume>[A-Z]{0,4}\d[\w/–-]{0,12}|[IVXLC]{1,7})"
_ISSUE = r"(?P<issue>[^()]{1,48})"
_SUPPLEMENT = r"(?P<supplement>Suppl(?:ement)?\.?(?:[ _][\w-]{1,6})?)"
_LABEL = r"(?:pp?\.\s*|(?:Article|Art\.|Article ID|Article no\.)\s*(?:No\.?\s*)?)?"
_DATE = rf"(?P<date>{YEAR}[a-z]?(?:[\s,][^;:()]{{0,24}})?)"

_PATTERNS = tuple(
    re.compile(pattern + r"[.,;\s]*$")
    for pattern in (
        # Vancouver, AMA: J Name. 2001 Mar 5;12(3 Suppl):45-67
        rf"[.,]?\s+{_DATE};\s*(?:{_VOLUME}(?:\s{_SUPPLEMENT})?)?\s*(?:\({_ISSUE}\))?\s*"
        rf"(?::\s*{_LABEL}{_PAGES})?",
        # Springer, Nature: J Name 12, 45-67 (2001); MDPI: J Name 2001, 12(3), 45-67
        rf"[.,]?\s+{_VOLUME}\s*(?:\({_ISSUE}\))?[,:]\s*{_LABEL}{_PAGES}\s*\((?P<date>{YEAR})\)",
        rf"(?<!,)\s+(?P<date>{YEAR}),\s*{_VOLUME}\s*(?:\({_ISSUE}\))?,\s*{_LABEL}{_PAGES}",
        # Chicago, older MLA: J Name 12, no. 3 (2001): 45-67; J Name 12.3 (2001): 45-67
        rf"[.,]?\s+(?P<volume>\d{{1,4}})(?:,\s*no\.\s*(?P<issue>[\w/–-]{{1,12}})|\.(?P<supplement>\d{{1,3}}))?"
        rf"\s*\({_DATE}\):\s*{_LABEL}{_PAGES}",
        # Year between issue and pages: J Name 12(3), 2001, 45-67
        rf"[.,]?\s+{_VOLUME}\s*(?:\({_ISSUE}\))?,\s*(?P<date>{YEAR}),\s*{_LABEL}{_PAGES}",
        # Vancouver without a volume: J Name. 2001:45-67
        rf"\.\s+(?P<date>{YEAR}):\s*{_PAGES}",
        # Vancouver before print: J Name. 2001 Mar 5:jn-2001-12
        rf"\.\s+(?P<date>{YEAR}\s[A-Z][a-z]{{2}}(?:\s\d{{1,2}})?):\s*(?P<page>[\w.-]{{3,40}})",
        # APA: J Name, 12(3), 45-67; J Name, 12, 45; J Name, 12(3)
        rf",\s*{_VOLUME}(?:\s{_SUPPLEMENT})?\s*(?:\({_ISSUE}\))?\s*[,:]\s*{_LABEL}{_PAGES}(?:\s*\({_DATE}\))?",
        rf",\s*{_VOLUME}\s*\({_ISSUE}\)",
        # Spoken parts: J Name, vol. 12, no. 3, 2001, pp. 45-67
        rf",?\s+[Vv]ol(?:\.|ume)?\s*{_VOLUME}(?:,?\s*(?:[Nn]o\.|[Ii]ss(?:ue|\.)|[Nn]umber)\s*(?P<issue>[^,()]{{1,40}}))?"
        rf"(?:,\s*{_DATE}|,?\s*\((?P<date2>{YEAR})\))?(?:[,:]\s*{_LABEL}{_PAGES})?",
        # No comma: J Name 12(3):45-67; J Name (2001) 12:45-67; J Name 12, 45-67 (2001)
        rf"[.,]?\s+(?:\((?P<date2>{YEAR})\)\s*)?{_VOLUME}\s*(?:\({_ISSUE}\))?\s*"
        rf"[:,]\s*{_LABEL}{_PAGES}(?:\s*\((?P<date3>{YEAR})\))?",
    )
)


def read_journal(text: str) -> tuple[str, dict[str, Any]] | None:
    """Return the text before volume and pages, and these as CSL fields; None if there are none."""
    text = text.rstrip(" .;,")
    offset = max(0, len(text) - _WINDOW)
    for pattern in _PATTERNS:
        match = pattern.search(text, offset)
        if match is not None and text[: match.start()].strip():
            return text[: match.start() + 1].rstrip(" ,;"), _fields(match)
    return None


def _fields(match: re.Match[str]) -> dict[str, Any]:
    found = {name: value for name, value in match.groupdict().items() if value}
    fields: dict[str, Any] = {}
    date = found.get("date") or found.get("date2") or found.get("date3")
    issued = read_date(date) if date else None
    if issued:
        fields["issued"] = issued
    if not issued and re.fullmatch(YEAR, found.get("volume", "")) and "issue" not in found:
        fields["issued"] = read_date(found.pop("volume"))
    issue = found.get("issue") or found.get("supplement")
    values = {"volume": found.get("volume"), "issue": issue, "page": found.get("page")}
    for name, value in values.items():
        if value:
            fields[name] = clean_range(value)
    return fields
