"""Where term links go in the text of a section: values that a writer follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class PlacedLink(NamedTuple):
    """A link over part of one text node; offsets count code points of the node's text."""

    start: int
    end: int
    slug: str


class TermUse(NamedTuple):
    """A term met in a section."""

    slug: str
    anchor: str
    """The section's anchor."""
    sentence: str
    """The sentence of the term's first use, as plain text."""
    linked: bool
    """False where the term was met but not linked, because links stood too close."""


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """Term links for the blocks of one section."""

    links: Mapping[int, tuple[PlacedLink, ...]] = field(default_factory=dict)
    """Links by number of the text node, as numbered by :mod:`kb.markup.walk`."""
    uses: tuple[TermUse, ...] = ()
    """Terms met, each once, in order of first use."""


NO_LINKS = LinkPlan()
"""The plan of a section without term links."""
