"""Preparing medical text for search: what is indexed and what is typed go through the same door.

Pure functions over strings. ``IL-6``, ``IL6`` and ``IL 6`` meet, as do ``17β-estradiol`` and
"17 beta oestradiol", ``CO₂`` and "CO2". Stemming is left to the search engines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from kb.document.text import ByToken
from kb.search.spelling import american

LONGEST_WORD = 64
"""Characters of a word that count; the rest is cut."""
SHORTEST_STEM = 4

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LETTERS = str.maketrans(
    {letter: f"-{name}-" for letter, name in _GREEK.items()}
    | {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
_SIGNS = str.maketrans({"\x00": " ", "™": " ", "®": " ", "©": " ", "\xad": None})
_UNITS = re.compile(r"(?<![^\W\d_])(?:[μµ]g|ug|mcg)(?![^\W_])|[μµ](?=(?:mol|l|m|u|iu|kat)\b)")
_POSSESSIVE = re.compile(r"(?<=[^\W_])['’ʼ]s(?![^\W_])")
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ](?=[^\W_])")
_UNIT_MARKS = ("ug", "mcg", "μ", "µ")
_APOSTROPHES = ("'", "’", "ʼ")
_CHUNK = re.compile(r"[^\W_]+(?:[-‐‑()\[\]]{1,3}[^\W_]+)*")
_JOINERS = re.compile(r"[-‐‑()\[\]]+")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_MOST_RUNS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed: letters and digits, with what hyphens and brackets hold together."""

    text: str
    """The word in lower case, as folded, hyphens included."""
    forms: tuple[tuple[str, ...], ...]
    """What may stand for it in prepared text: sequences of adjacent tokens, the closest first."""

    @property
    def joined(self) -> str:
        """The word written as one."""
        return self.forms[0][0]


def clean(text: str) -> str:
    """Return text without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def fold(text: str) -> str:
    """Return text in one case, without accents, Greek letters spelled out between hyphens."""
    if text.isascii():
        lowered = text.lower().replace("\x00", " ")
    else:
        lowered = unicodedata.normalize("NFKC", _replaced(text, _SIGNS)).casefold()
    if any(mark in lowered for mark in _UNIT_MARKS):
        lowered = _UNITS.sub(_unit, lowered)
    if any(mark in lowered for mark in _APOSTROPHES):
        lowered = _APOSTROPHE.sub("", _POSSESSIVE.sub("", lowered))
    if lowered.isascii():
        return lowered
    return _replaced(_without_accents(unicodedata.normalize("NFKD", lowered)), _LETTERS)


def _replaced(text: str, letters: dict[int, str | int | None]) -> str:
    """Translate a text; most have none of the letters, which is quickly seen."""
    return text if letters.keys().isdisjoint(map(ord, set(text))) else text.translate(letters)


def _without_accents(text: str) -> str:
    accents = {ord(letter): None for letter in set(text) if unicodedata.combining(letter)}
    return text.translate(accents) if accents else text


def _unit(found: re.Match[str]) -> str:
    return "mcg" if found[0].endswith("g") else "u"


def prepare(text: str) -> str:
    """Return text as an index stores it: tokens parted by single spaces."""
    return " ".join(filter(None, map(_prepared.__getitem__, text.split())))


def words(text: str) -> list[Word]:
    """Return the words of a query in order."""
    return [_word(chunk) for chunk in _CHUNK.findall(fold(text))]


def plain_words(text: str) -> list[str]:
    """Return the words of a text as people write them."""
    return _CHUNK.findall(fold(text))


def vocables(tokens: Iterable[str]) -> set[str]:
    """Return the different words, as people write them, of what stands between texts' spaces."""
    return set(chain.from_iterable(map(_vocables.__getitem__, set(tokens))))


def compact(text: str) -> str:
    """Return a name without anything that spellings differ in: spaces, hyphens, case, accents."""
    return "".join(_word(chunk).joined for chunk in _CHUNK.findall(fold(text)))


def name_key(text: str) -> str:
    """Return the key under which a name is looked up: compact, its last word in the singular."""
    chunks = _CHUNK.findall(fold(text))
    if not chunks:
        return ""
    head = "".join(_word(chunk).joined for chunk in chunks[:-1])
    return head + singular(_word(chunks[-1]).joined)


@lru_cache(maxsize=16_384)
def singular(word: str) -> str:
    """Return a word without a regular plural ending; other words as they are."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word without the endings of number and tense, enough to know it again."""
    for ending in ("ies", "ing", "ed", "es", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=65_536)
def _indexed(chunk: str) -> str:
    """Return the tokens an index holds for a word: whole, then the parts it is made of."""
    word = _word(chunk)
    parts = [token for form in word.forms[1:] for token in form]
    return " ".join((word.joined, *parts))


_prepared = ByToken(lambda token: " ".join(map(_indexed, plain_words(token))))
_vocables = ByToken(lambda token: tuple(plain_words(token)))


@lru_cache(maxsize=65_536)
def _word(chunk: str) -> Word:
    pieces = [piece[:LONGEST_WORD] for piece in _JOINERS.split(chunk) if piece]
    joined = "".join(american(piece) for piece in pieces)[:LONGEST_WORD]
    forms: list[tuple[str, ...]] = [(joined,)]
    if len(pieces) > 1:
        forms.append(tuple(american(piece) for piece in pieces))
    runs = tuple(american(run) for piece in pieces for run in _RUNS.findall(piece))
    if len(pieces) < len(runs) <= _MOST_RUNS:
        forms.append(runs)
    return Word(chunk, tuple(forms))
