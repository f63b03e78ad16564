"""Where words begin and end, and when two spellings count as one, for finding terms."""

from __future__ import annotations

import re

_FOLDED = (
    *(("’", "'"), ("ʼ", "'"), ("‘", "'"), ("‐", "-"), ("‑", "-"), ("–", "-"), ("−", "-")),
    *(("µ", "μ"), ("ς", "σ"), ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("İ", "i")),
)
"""Characters that count as others, one for one."""


def fold(text: str) -> str:
    """Return text for comparison: one case, one apostrophe, one hyphen, one space.

    Every character gives exactly one, so offsets into the result are offsets into ``text``.
    """
    if text.isascii():
        return text.lower()
    folded = plainly(text)
    lowered = folded.lower().replace("ς", "σ")
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in folded)


def plainly(text: str) -> str:
    """Return text with typographic characters replaced, its case kept."""
    if text.isascii():
        return text
    for character, plain in _FOLDED:
        if character in text:
            text = text.replace(character, plain)
    return text


_SUFFIX = re.compile(
    r"-(?:associated|based|bound|containing|deficient|dependent|derived|driven|free|friendly|"
    r"independent|induced|like|lowering|mediated|negative|positive|producing|raising|rich|related|"
    r"releasing|resistant|responsive|secreting|sensitive|specific|sparing|stimulating|treated|"
    r"type)(?![\w-])"
)
_POSSESSIVE = re.compile(r"'(?:s(?![\w'])|(?!\w))")


def starts_word(text: str, at: int) -> bool:
    """Say whether a word may start at ``at``: no letter, digit or joined mark stands before."""
    if at == 0:
        return True
    before = text[at - 1]
    if before.isalnum() or before == "_":
        return False
    if before in "-'.," and at > 1 and text[at - 2].isalnum():
        return before in ".," and not (text[at - 2].isdigit() and text[at].isdigit())
    return not (before == "-" and text[at].isdigit())


def ends_word(text: str, at: int) -> bool:
    """Say whether a word may end at ``at``; suffixes after a hyphen and a possessive may follow."""
    if at >= len(text):
        return True
    after = text[at]
    if after.isalnum() or after == "_":
        return False
    following = text[at + 1 : at + 2]
    if after == "-" and following.isalnum():
        return _SUFFIX.match(text, at) is not None
    if after == "'" and following.isalnum():
        return _POSSESSIVE.match(text, at) is not None
    return not (after in ".," and text[at - 1].isdigit() and following.isdigit())
