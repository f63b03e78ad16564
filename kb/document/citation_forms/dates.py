"""Dates of publication and access, as CSL date objects."""

from __future__ import annotations

import re
from typing import Any

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTHS |= {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)-(\d\d)(?:-(\d\d))?(?!\d)")
_WORD = re.compile(r"[A-Za-z]{3,9}")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")

YEAR = r"(?:1[5-9]\d\d|20\d\d)"
"""The pattern of a year of publication."""


def read_date(text: str) -> dict[str, Any] | None:
    """Return the first date in `text` as ``{"date-parts": [[y, m, d]]}``, as deep as it goes."""
    iso = _ISO.search(text)
    if iso and 1 <= int(iso.group(2)) <= 12:
        return _date(*(int(part) for part in iso.groups() if part))
    year = _YEAR.search(text)
    if year is None:
        return None
    rest = text[: year.start()] + " " + text[year.end() :]
    month = _month(rest)
    day = _DAY.search(rest) if month else None
    parts = [int(year.group(1)), month, int(day.group(1)) if day else 0]
    return _date(*(part for part in parts if part))


def is_date(text: str) -> bool:
    """Tell whether `text` is a date and nothing else."""
    if not _YEAR.search(text) or len(text) > 30:
        return False
    words = _WORD.findall(text)
    known = all(word[:3].lower() in _MONTHS or word.lower() in _MONTHS for word in words)
    return known and re.sub(r"[A-Za-z\d\s.,/–-]", "", text) == ""


def year_of(csl: dict[str, Any]) -> int | None:
    """Return the year a CSL item was issued, however its date is written, or None."""
    parts = date_parts(csl.get("issued"))
    return parts[0] if parts else None


def date_parts(date: Any) -> tuple[int, ...]:
    """Return year, month and day of a CSL date as far as it has them; empty if it has none."""
    if isinstance(date, int | str):
        date = read_date(str(date))
    if not isinstance(date, dict):
        return ()
    if "date-parts" not in date:
        date = read_date(str(date.get("raw") or date.get("literal") or "")) or {}
    try:
        return tuple(int(part) for part in date["date-parts"][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return ()


def _month(text: str) -> int:
    for word in _WORD.findall(text):
        number = _MONTHS.get(word.lower()) or _MONTHS.get(word[:3].lower())
        if number:
            return number
    return 0


def _date(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}
