"""Writing calendars that other programs subscribe to, as RFC 5545 says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets of a line before it is folded, its end not counted."""


@dataclass(frozen=True, slots=True)
class Day:
    """Something that belongs to a whole day."""

    uid: str
    """The same for the same thing whenever the calendar is fetched; different from all others."""
    on: date
    summary: str
    url: str
    changed_at: datetime


def write(name: str, prodid: str, days: Iterable[Day]) -> str:
    """Return a calendar of whole days; programs are asked to come back after six hours."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_escaped(prodid)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for day in days:
        lines += _event(day)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: Day) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(day.uid)}",
        f"DTSTAMP:{day.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(day.summary)}",
        f"URL:{day.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """Return a text value: one line, its special characters escaped."""
    one_line = "".join(sign if sign.isprintable() else " " for sign in text)
    for sign in ("\\", ";", ","):
        one_line = one_line.replace(sign, f"\\{sign}")
    return one_line


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 octets; pieces after the first begin with a space."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
