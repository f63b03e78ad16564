"""When two wordings of a definition count as one."""

from __future__ import annotations

import hashlib
import unicodedata

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def wording_sha256(text: str) -> str:
    """Return a digest that ignores case, spacing and the shape of quotes and dashes."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return hashlib.sha256(" ".join(folded.split()).encode()).hexdigest()
