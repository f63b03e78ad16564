"""Capture layout A: blank lines between paragraphs, ``•`` lists, rows joined by spaces.

Decorative captions stand between paragraphs and under rows, items and references; the glossary
at the end gives caption, term and ``Meaning ∞ definition`` for each entry.
"""

from __future__ import annotations

from kb.document.layouts.capture import parse_capture
from kb.document.layouts.parsed import Parsed
from kb.document.source import Source

NAME = "capture-a"


def parse(source: Source) -> Parsed:
    """Read ``source`` as layout A."""
    return parse_capture(source, NAME, is_spaced=True)
