"""Statutes, regulations and court decisions, which name no author."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.dates import YEAR, read_date

_CASE = re.compile(
    rf"(?P<title>[^,\d]{{2,120}}\sv\.\s[^,]{{2,120}}),\s(?P<number>.{{3,120}}?)\s*"
    rf"\((?P<court>[^()]{{0,40}}?)\s?(?P<year>{YEAR})\)[.\s]*"
)
_CODE = re.compile(
    rf"(?P<title>(?:[^§]{{3,160}},\s)?\d+\s(?:U\.?S\.?C\.?|C\.?F\.?R\.?)\s?.{{1,80}}?)"
    rf"(?:\s*\((?P<year>{YEAR})\))?[.\s]*"
)
_ACT = re.compile(
    rf"(?:U\.S\.\sCongress\.\s)?(?P<title>[^\d]{{3,160}}?(?:\sof\s{YEAR})?)[,.]\s"
    r"(?P<number>(?:Pub\.\s?L\.|Public\sLaw)(?:\sNo\.)?\s?[\d–-]+)"
    rf"(?:,[^()]{{0,60}}?)?(?:(?:,\s|\s*\()(?P<year>{YEAR})\)?)?[.\s]*"
)


def read_law(text: str) -> dict[str, Any] | None:
    """Return the fields of a decision, an act or a section of a code; None for all else."""
    for kind, pattern in (("legal_case", _CASE), ("legislation", _ACT), ("legislation", _CODE)):
        match = pattern.fullmatch(text[:400]) if len(text) < 400 else None
        if match is not None:
            return _fields(kind, match.groupdict())
    return None


def _fields(kind: str, found: dict[str, str | None]) -> dict[str, Any]:
    title = (found["title"] or "").strip()
    fields: dict[str, Any] = {"type": kind}
    issued = read_date(found["year"] or title)
    if issued:
        fields["issued"] = issued
    fields["title"] = title
    if found.get("number"):
        fields["number"] = found["number"]
    return fields
