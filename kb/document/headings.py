"""Telling a heading from a short paragraph."""

from __future__ import annotations

from kb.document.language import bare, title_share
from kb.document.text import SIGNS, sentences

MOST_WORDS = 22


def heading_score(text: str) -> float:
    """How much ``text``, a line of its own, looks like a heading: 0 (not at all) to 1."""
    if len(text) > 180 or text.endswith((".", ",", ";", "…", "!”", ".”", ".)")):
        return 0.0
    tokens = text.split()
    if len(tokens) > MOST_WORDS or not _opens_a_title(tokens[0]):
        return 0.0
    if len(sentences(text)) > 1 or not any(bare(token) for token in tokens):
        return 0.0
    share = title_share(tokens)
    if share >= 0.7 or (share >= 0.6 and len(tokens) <= 8):
        return 1.0
    if text.endswith((":", *SIGNS)):
        return 0.0
    if text.endswith("?"):
        return 0.7 if len(tokens) <= 16 else 0.3
    return 0.6 if len(tokens) <= 9 else 0.0


def _opens_a_title(token: str) -> bool:
    """Whether a title may begin with ``token``: a capital in it, or a figure (``5-alpha``)."""
    return token[:1].isdigit() or any(letter.isupper() for letter in token)
