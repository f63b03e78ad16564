"""Capture layout B: a line for each paragraph, ``-`` lists, tables with bars, tooltips in the text.

A blank line stands before a heading; definitions stand in the running text right behind their
term, as ``term Meaning ∞ Definition sentence. resumed text``.
"""

from __future__ import annotations

from kb.document.layouts.capture import parse_capture
from kb.document.layouts.parsed import Parsed
from kb.document.source import Source

NAME = "capture-b"


def parse(source: Source) -> Parsed:
    """Read ``source`` as layout B."""
    return parse_capture(source, NAME, is_spaced=False)
