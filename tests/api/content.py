"""Small pieces of content for the tests of the API."""

from __future__ import annotations

from kb.document.tree import Section, Tier
from tests.factories import paragraph


def one_tier(name: str, text: str) -> Tier:
    """A tier of one paragraph."""
    return Tier(name, (Section(None, (paragraph(text),), level=2),))
