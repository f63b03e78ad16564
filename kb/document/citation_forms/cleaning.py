"""Making the text of one entry uniform before it is read, and a field fit to keep."""

from __future__ import annotations

import re
import unicodedata

from kb.document.text import SIGNS

SEPARATOR = "∞"
"""The sign every decorative separator is turned into until its place decides what it means."""

_SIGN = re.compile(rf"[{SIGNS}]|(?<=\s)[•·](?=\s)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]|[\x00-\x08\x0e-\x1f\x7f]")
_BULLET = re.compile(r"^(?:[-–—•▪◦‣*+]\s+|\[\d{1,4}\][.:]?\s*|\(\d{1,3}\)\s+|\d{1,3}[.)]\s+)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,2})(?=\S)([^*_]{1,600}?)(?<=\S)\1(?!\w)")
_VOLUME_COLON = re.compile(rf"(;\s*\d[^;:]{{0,30}}?|\))\s*{SEPARATOR}\s*(?=[A-Za-z]{{0,3}}\d)")
_RANGE = re.compile(rf"(?<=\d)\s*{SEPARATOR}\s*(?=[A-Za-z]?\d)")
_DASHES = re.compile("\\s*[‐‑‒–—−]\\s*")


def clean_entry(raw: str) -> str:
    """Return `raw` on one line, without bullet or number, emphasis marks or invisible signs.

    Decorative separators become :data:`SEPARATOR`, except where digits on both sides make them
    the dash of a range or the colon between volume and pages.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw))
    text = _BULLET.sub("", " ".join(text.split()), count=1)
    if "*" in text or "_" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if not text.isascii():
        text = _SIGN.sub(SEPARATOR, text)
    if SEPARATOR in text:
        text = _RANGE.sub("-", _VOLUME_COLON.sub(r"\1:", text))
    return text.strip()


def clean_title(text: str) -> str:
    """Return a title or container: separators as colon or dashes, no full stop at its end."""
    text = resolve_separators(text).strip(" ,;:")
    if "?" in text or "!" in text:
        text = re.sub(r"([?!])\s*\.+$", r"\1", text)
    if text.endswith(".") and not text.endswith("..."):
        text = text[:-1].rstrip() if not _ends_in_initialism(text) else text
    return text.strip()


def resolve_separators(text: str) -> str:
    """Return `text` with one separator as a colon, and a pair of them as dashes."""
    if text.isascii():
        return text.strip()
    parts = [part.strip() for part in _SIGN.sub(SEPARATOR, text).split(SEPARATOR)]
    parts = [part for part in parts if part]
    if len(parts) == 3:
        return " – ".join(parts)
    return ": ".join(parts)


def clean_range(text: str) -> str:
    """Return pages or an issue with every dash as an ASCII hyphen, otherwise as given."""
    return _DASHES.sub("-", text.strip(" .,;:")).strip()


def _ends_in_initialism(text: str) -> bool:
    return re.search(r"(?:^|[\s(])(?:[A-Za-z]\.){2,}$", text) is not None
