"""Dividing the lines of a capture into tiers, references, reflection and glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.document.lines import Line
from kb.document.signs import LABEL
from kb.document.text import SIGNS
from kb.document.tree import TIERS

PREAMBLE = "preamble"
_NAMES = {
    "fundamentals": "fundamentals",
    "fundamental": "fundamentals",
    "intermediate": "intermediate",
    "academic": "academic",
    "references": "references",
    "reference list": "references",
    "bibliography": "references",
    "works cited": "references",
    "reflection": "reflection",
    "reflections": "reflection",
    "glossary": "glossary",
    "glossary of terms": "glossary",
}


@dataclass(slots=True)
class Part:
    """A stretch of lines under one marker line."""

    name: str
    """A tier's name, ``references``, ``reflection``, ``glossary`` or ``preamble``."""
    marker: Line | None
    lines: list[Line] = field(default_factory=list)
    last: bool = False
    """Whether nothing follows in the source."""


def marker_name(text: str) -> str:
    """Which part a line of its own opens, or an empty string."""
    if len(text) > 24:
        return ""
    return _NAMES.get(text.strip(f" #*_:.{SIGNS}").casefold(), "")


def divide(lines: Sequence[Line]) -> list[Part]:
    """The parts of a capture in the order of their lines, the preamble first."""
    parts = [Part(PREAMBLE, None)]
    for index, line in enumerate(lines):
        name = marker_name(line.text)
        following = lines[index + 1] if index + 1 < len(lines) else None
        if name and not _is_term(parts[-1].name, following):
            parts.append(Part(name, line))
        else:
            parts[-1].lines.append(line)
    parts[-1].last = True
    return parts


def _is_term(inside: str, following: Line | None) -> bool:
    """Whether a marker's word inside the glossary is a term that the next line defines."""
    return (
        inside == "glossary" and following is not None and LABEL.match(following.text) is not None
    )


def is_tier(part: Part) -> bool:
    """Whether ``part`` stands under a tier's heading."""
    return part.name in TIERS
