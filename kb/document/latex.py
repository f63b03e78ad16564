"""LaTeX's ways of writing letters, as bibliographies hold them, read as plain text."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a",
    "k": "\u0328",
}  # fmt: skip
_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "ss": "ß", "i": "ı", "j": "ȷ", "textbackslash": "\\",
    "textasciicircum": "^", "textasciitilde": "~", "textendash": "–", "textemdash": "—",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "kappa": "κ", "mu": "µ", "omega": "ω",
    "textmu": "µ", "times": "×", "pm": "±", "geq": "≥", "leq": "≤", "textregistered": "®",
}  # fmt: skip
_ACCENT = re.compile(
    r"""\\(?:(['`"^~=.])|([cvuHrk])(?=[\s{]))\s*(?:\{\s*(\\?[A-Za-z])\s*\}|(\\?[A-Za-z]))"""
)
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s+|(?![A-Za-z]))")
_ESCAPED = re.compile(r"\\([{}$&%#_ ])")
_KEEP = {"{": "\ue000", "}": "\ue001", "$": "\ue002", "\\": "\ue003", "~": "\ue004", "^": "\ue005"}
"""Signs that stand for themselves, out of the way while braces and commands are taken out."""


def plain_text(value: str) -> str:
    """Return the text of a field: accents joined to their letters, braces and commands gone."""
    text = _ESCAPED.sub(lambda found: _KEEP.get(found.group(1), found.group(1)), value)
    text = _ACCENT.sub(_accented, text)
    text = _COMMAND.sub(_command, text)
    text = text.replace("~", " ").replace("---", "—").replace("--", "–")
    text = re.sub(r"[{}$]", "", text)
    for sign, kept in _KEEP.items():
        text = text.replace(kept, sign)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _accented(found: re.Match[str]) -> str:
    accent = _ACCENTS[found.group(1) or found.group(2)]
    letter = (found.group(3) or found.group(4)).removeprefix("\\")
    return unicodedata.normalize("NFC", letter + accent)


def _command(found: re.Match[str]) -> str:
    """Return a command's letter; a command for how words look leaves nothing but the words."""
    letter = _LETTERS.get(found.group(1), "")
    return _KEEP.get(letter, letter)
