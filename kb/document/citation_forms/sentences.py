"""Cutting an entry at its full stops: authors, title, source."""

from __future__ import annotations

import re

from kb.document.citation_forms.word_sets import word_set

_BOUNDARY = re.compile(r"(?<=[.?!])[”\"’)\]]*\s+(?=[^\W\d_]|\d|[“\"‘'(\[])|(?<=[?!][”\"])\s+")
_ABBREVIATIONS = word_set(
    "vs no vol dr mr mrs st mt e.g i.e cf ca approx ed eds suppl pt fig jr sr stat pub pp p"
)
_INITIALISMS = ("U.S.", "U.K.", "U.N.", "St.")
_SHORT_WORD = re.compile(r"^[A-Z][A-Za-z]{0,9}$")
_STARTERS = word_set(
    "j proc am ann arch br eur int natl nat acta clin exp curr crit rev adv scand can dtsch bull "
    "nutr opin med physiol pharmacol immunol surg biol biochem chem mol sci acad soc biomed appl "
    "environ hum reprod dermatol cardiol neurol pediatr psychol endocr metab diabetol"
)


def sentences(text: str) -> list[str]:
    """Return the parts of `text` between sentence ends, each without its own full stop.

    A full stop before a small letter, or after an abbreviation that announces more, ends nothing.
    """
    parts: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _is_end(text, start, match.start(), match.end()):
            parts.append(text[start : match.end()].strip())
            start = match.end()
    parts.append(text[start:].strip())
    return [_without_stop(part) for part in parts if part.strip(" .")]


def boundaries(text: str) -> list[tuple[int, int]]:
    """Return where each possible sentence end lies: end of the sentence, start of the next."""
    return [
        (match.start(), match.end())
        for match in _BOUNDARY.finditer(text)
        if not text.endswith(_INITIALISMS, 0, match.start())
    ]


def split_title(text: str) -> tuple[str, str]:
    """Split ``Title. Container`` at the last sentence end that an abbreviated name allows."""
    abbreviated = text.rstrip().endswith(".")
    parts = sentences(text)
    if len(parts) < 2:
        return text.strip(), ""
    cut = len(parts) - 1
    while cut > 1 and _continues(parts[cut - 1], abbreviated):
        cut -= 1
    glue = ". " if len(parts) - cut > 1 else ""
    container = glue.join(parts[cut:]) + ("." if glue and abbreviated else "")
    return _join(parts[:cut]), container


def _join(parts: list[str]) -> str:
    joined = ""
    for part in parts:
        joined += (" " if joined.endswith(("?", "!")) else ". " if joined else "") + part
    return joined


def _continues(part: str, abbreviated: bool) -> bool:
    words = part.split()
    if len(words) <= 2 and all(word.lower() in _STARTERS for word in words):
        return True
    return abbreviated and len(words) <= 3 and all(_SHORT_WORD.match(word) for word in words)


def _is_end(text: str, start: int, end: int, following: int) -> bool:
    if text[following].islower() and not _has_inner_capital(text, following):
        return False
    word = text[max(start, end - 12) : end].rpartition(" ")[2].strip(".()“”\"'").lower()
    return word not in _ABBREVIATIONS or text[end - 1] in "?!"


def _has_inner_capital(text: str, start: int) -> bool:
    """Tell whether a word that begins small is a name, as ``bioRxiv`` is."""
    word = re.match(r"[^\W_]+", text[start : start + 20])
    return word is not None and any(letter.isupper() for letter in word[0][1:])


def _without_stop(part: str) -> str:
    if part.endswith(".") and not part.endswith(".."):
        return part[:-1].rstrip()
    return part
