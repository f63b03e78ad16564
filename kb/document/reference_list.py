"""The reference list at the end of a capture."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from kb.document.captions import CERTAIN, Place, caption_score
from kb.document.chrome import is_chrome
from kb.document.ledger import Ledger
from kb.document.lines import Line, is_item, item_number
from kb.document.lists import item_text
from kb.document.references import parse_reference
from kb.document.tree import ReferenceEntry

_EVIDENCE = (
    re.compile(r"\b(?:18|19|20)\d\d[a-z]?\b"),
    re.compile(r"\b\d+\s*\(\d+[^)]{0,12}\)|\bvol\.|\bpp?\.\s*\w?\d|;\s*\d+"),
    re.compile(r"\bdoi\b|\bPMID\b|https?://|\bet al\b|\b[A-Z]\.(?:\s|,)|\bed(?:s|n|ition)?\b"),
)


def read_references(
    lines: Sequence[Line], subject: Set[str], ledger: Ledger
) -> list[ReferenceEntry]:
    """The entries on ``lines``, each parsed as far as it can be read."""
    has_bullets = any(is_item(line) for line in lines)
    entries: list[ReferenceEntry] = []
    for index, line in enumerate(lines):
        is_last = index == len(lines) - 1
        place = Place(attached=line.gap == 0 and index > 0, before_heading=is_last)
        if is_item(line):
            ledger.label(item_number(line)) if item_number(line) else None
            entries.append(_entry(line, item_text(line), ledger))
        elif has_bullets or not reference_score(line.text):
            _take_other(line, place, subject, entries, ledger)
        else:
            entries.append(_entry(line, line.text, ledger))
    return entries


def reference_score(text: str) -> int:
    """How many of three signs of a reference ``text`` shows: year, pages or volume, apparatus."""
    return sum(1 for pattern in _EVIDENCE if pattern.search(text[:2000]))


def _entry(line: Line, raw: str, ledger: Ledger) -> ReferenceEntry:
    parsed = parse_reference(raw)
    if not reference_score(raw):
        ledger.note(
            "reference-doubtful", line.number, raw, "The entry shows no year, pages or volume."
        )
    elif parsed.problems:
        ledger.note("reference-unread", line.number, raw, " ".join(parsed.problems))
    return ReferenceEntry(raw, parsed.csl, span=line.span)


def _take_other(
    line: Line, place: Place, subject: Set[str], entries: list[ReferenceEntry], ledger: Ledger
) -> None:
    """A line among the references without a bullet: a caption, or an entry after all."""
    if is_chrome(line.text):
        message = "The line belongs to the site, not to the references."
        ledger.drop("page-chrome", line.number, line.text, message)
    elif reference_score(line.text) >= 2:
        entries.append(_entry(line, line.text, ledger))
    elif caption_score(line.text, place, subject) >= CERTAIN - 0.5 or place.attached:
        message = "The line among the references describes a decorative picture."
        ledger.drop("caption-dropped", line.number, line.text, message)
    else:
        message = "The line stands among the references but is none."
        ledger.drop("reference-doubtful", line.number, line.text, message)
