"""Resolving the sign that captures put for a colon, a dash or a range."""

from __future__ import annotations

import re

from kb.document.text import SIGNS, sentence_ends

LABEL = re.compile(
    r"(?:Meaning|MEANING|Definition)\s{0,3}(?P<sign>[^\w\s.,;()\[\]\"'“”‘’]{1,2})\s{1,3}"
)
"""The label of a definition: a word and the sign, whatever character the sign is."""

_ANY_SIGN = re.compile(f"[{SIGNS}]")
_SIGN = re.compile(f" ?[{SIGNS}] ?")
_RANGE = re.compile(rf"(?<=\d) ?[{SIGNS}] ?(?=\d)")


def has_label(text: str) -> bool:
    """Whether ``text`` holds the label of a definition; its word shows quickly that most do not."""
    if "Meaning" in text or "MEANING" in text or "Definition" in text:
        return LABEL.search(text) is not None
    return False


def has_sign(text: str) -> bool:
    """Whether ``text`` holds one of the signs."""
    return _ANY_SIGN.search(text) is not None


def resolve_ranges(text: str) -> str:
    """``text`` with each sign between two figures as the dash of a range (``609–618``)."""
    return text if text.isascii() else _RANGE.sub("–", text)


def resolve_signs(text: str) -> str:
    """``text`` with each sign as the mark it stands for.

    Between two figures it is a range (``609–618``); two in one sentence enclose an aside
    (``a – b – c``); a single one is a colon (``a: b``).
    """
    if text.isascii() or not has_sign(text):
        return text
    text = _RANGE.sub("–", text)
    if not has_sign(text):
        return text
    resolved = []
    start = 0
    for end in [*sentence_ends(text), len(text)]:
        resolved.append(_resolve_sentence(text[start:end]))
        start = end
    return "".join(resolved)


def _resolve_sentence(sentence: str) -> str:
    found = list(_SIGN.finditer(sentence))
    if len(found) == 2 and sentence[found[1].end() : found[1].end() + 1].islower():
        return _SIGN.sub(" – ", sentence)
    return _SIGN.sub(_as_colon, sentence)


def _as_colon(found: re.Match[str]) -> str:
    """A colon, but nothing where the text begins or a mark stands there already."""
    text = found.string
    if found.start() < 3 and not text[: found.start()].strip():
        return ""
    if text[found.start() - 1 : found.start()] in (":", "–", ",", ";"):
        return " "
    return ": " if found.end() < len(text) else ":"
