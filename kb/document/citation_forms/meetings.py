"""What was said at a meeting: talks, posters and papers in proceedings."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.cleaning import clean_range, clean_title
from kb.document.citation_forms.dates import YEAR, is_date, read_date

_PRESENTED = re.compile(
    r"(?<=[.?!”\"])\s+(?P<genre>(?:(?:paper|poster|abstract|oral presentation)\s)?presented)\s"
    r"(?:at|to)(?:\s*:)?(?:\sthe\b)?\s+(?P<place>[^.]{4,160})[.\s]*$",
    re.IGNORECASE,
)
_TALK = re.compile(r"\b(?:presentation|poster|session|lecture|keynote|talk|symposium)\b", re.I)
_PAPER = re.compile(r"\bpaper\b", re.IGNORECASE)
_PROCEEDINGS = re.compile(r"\b(?:proceedings of|conference|congress|symposium|workshop)\b", re.I)
_PAGES = re.compile(r"[;,.]\s*pp?\.?\s*(\d+(?:\s?[-‐‑‒–—−]\s?\d+)?)$")
_DAYS = re.compile(rf"(?:(?:\d{{1,2}}[-–—]?)+\s)?[A-Z][a-z]{{2,8}}\.?\s(?:[\d–—-]+,\s)?{YEAR}$")

_PARTS = re.compile(r"[;,]\s+(?!\d{4}\s*(?:[;,.]|$))")
"""Marks between place, day and name; the comma before a day's year is none."""


def take_presented(text: str) -> tuple[dict[str, Any], str]:
    """Return what ``Paper presented at: Congress; June 3, 2017`` says, and the text before it."""
    match = _PRESENTED.search(text) if "presented" in text.lower() else None
    if match is None:
        return {}, text
    fields: dict[str, Any] = {"type": "paper-conference"}
    named, *details = _PARTS.split(match["place"])
    fields["event-title"] = named.strip()
    for detail in details:
        issued = read_date(detail)
        if issued:
            fields["issued"] = issued
    if not _PAPER.search(match["genre"]):
        fields["type"] = "speech"
    return fields, text[: match.start()]


def is_talk(genre: str) -> bool:
    """Tell whether a kind of work, such as ``Conference presentation``, is said at a meeting."""
    return _TALK.search(genre) is not None


def talk_type(genre: str) -> str:
    """Return the CSL type of what `genre` names, which :func:`is_talk`."""
    return "paper-conference" if _PAPER.search(genre) else "speech"


def are_proceedings(container: str) -> bool:
    """Tell whether a book is the record of a meeting."""
    return _PROCEEDINGS.search(container) is not None


def tidy_proceedings(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a paper with pages, day and place out of the name of the meeting."""
    name = str(fields["container-title"])
    fields = {**fields, "type": "paper-conference"}
    pages = _PAGES.search(name)
    if pages:
        fields.setdefault("page", clean_range(pages.group(1)))
        name = name[: pages.start()]
    parts = _PARTS.split(name)
    days = next((at for at, part in enumerate(parts) if at and _is_days(part)), None)
    if days is not None:
        fields.setdefault("issued", read_date(parts[days]))
        parts = parts[: days - 1] if days > 1 and len(parts) == days + 1 else parts[:days]
        name = ", ".join(parts)
    return {**fields, "container-title": clean_title(name)}


def _is_days(part: str) -> bool:
    return is_date(part) or _DAYS.fullmatch(part.strip()) is not None
