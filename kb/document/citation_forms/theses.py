"""Theses: what the house styles say of the degree and the university, wherever they say it."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.dates import YEAR, read_date

_DEGREE = (
    r"(?:Ph\.?\s?D\.?|D\.?\s?Phil\.?|M\.?D\.?|M\.?Sc\.?|M\.?Phil\.?|M\.?A\.?|M\.?S\.?|M\.?P\.?H\.?"
    r"|Doctoral|Doctorate|Master(?:['’]?s)?|Bachelor(?:['’]?s)?|Honou?rs)"
)
_KIND = rf"(?P<genre>(?:Unpublished\s)?(?:{_DEGREE}\s)?(?:dissertation|thesis|diss(?:\.|\b)))"
_PLACE = r"(?P<publisher>[^.;()\[\]]{3,100}?)"
_CLOSED = r"(?<=[.?!”\"])\s+(?:{})[.\s]*$"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # MLA: Title. 2016. University, PhD dissertation
        _CLOSED.format(rf"(?P<date>{YEAR})\.\s+{_PLACE},\s+{_KIND}"),
        # Chicago: Title. PhD diss., University, 2016
        _CLOSED.format(rf"{_KIND}[.,]*\s+{_PLACE},\s+(?P<date>{YEAR})"),
        _CLOSED.format(rf"{_PLACE},\s+{_KIND},\s+(?P<date>{YEAR})"),
        # APA: Title (Doctoral dissertation, University). Vancouver: Title [dissertation]. Place
        rf"\s*[(\[]{_KIND}(?:,\s*{_PLACE})?[)\]]",
    )
)


def take_thesis(text: str) -> tuple[dict[str, Any], str]:
    """Return what `text` says of a thesis as CSL fields, and the text without it."""
    small = text.lower()
    if "thesis" not in small and "diss" not in small:
        return {}, text
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is not None and match.start() > 2:
            return _fields(match.groupdict()), text[: match.start()] + text[match.end() :]
    return {}, text


def _fields(found: dict[str, str | None]) -> dict[str, Any]:
    fields: dict[str, Any] = {"type": "thesis", "genre": found["genre"]}
    if found["publisher"]:
        fields["publisher"] = found["publisher"].strip(" ,")
    issued = read_date(found.get("date") or "")
    if issued:
        fields["issued"] = issued
    return fields
