"""Plain-text habits shared by every reader: characters, words, sentences, slugs.

Nothing here judges meaning; everything runs in time linear in its input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

T = TypeVar("T")

SIGNS = "∞∗⁎✱✲✳✻⋆∝⧞♾❖⟡"
"""Signs that captures put where a page had a colon, a dash or a range."""

_SPACES = re.compile(
    r"[\t\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_INVISIBLE = re.compile(
    r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f]"
    r"|[\x00-\x08\x0e-\x1b\x7f]"
)
_SELECTORS = ("\ufe0e", "\ufe0f")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ\-‐‑][^\W_]+)*")
_LONGEST_KEPT = 40
"""Longest string between spaces that is worth remembering."""
_MOST_KEPT = 32_768
"""Strings remembered before all are forgotten."""
_RUN_OF_SPACES = re.compile(r"  +")

_ABBREVIATIONS = frozenset(
    re.split(
        r"\s+",
        "e.g i.e eg ie cf vs al dr mr mrs ms prof st fig figs tab no nos vol vols ed eds pp "
        "approx ca viz resp incl inc ltd co corp jr sr u.s u.k a.m p.m b.i.d t.i.d q.i.d p.o i.v "
        "i.m s.c ph.d m.d sp spp subsp var avg est dept univ assoc suppl ch sec eq ref refs",
    )
)
_BEFORE_DOT = re.compile(r"(?:[^\W\d_]|\.)*\Z")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_SENTENCE_END = re.compile(r"[.!?…](?<![.!?…][.!?…])[.!?…]{0,8}[\"'”’)\]»]{0,4}(?=\s|$)")
"""Its first mark comes before the look behind it, for the search to leap from mark to mark."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau",
    "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i",
}  # fmt: skip
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def normalise(text: str) -> str:
    """``text`` with composed letters, plain spaces and no invisible characters.

    Line breaks stay where they are, so line numbers of the result are those of ``text``.
    """
    if is_normal(text):
        return text
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _INVISIBLE.sub("", _SPACES.sub(" ", text))


def is_normal(text: str) -> bool:
    """Whether ``text`` is one line that :func:`normalise` would leave alone; quickly seen."""
    if not text.isprintable():
        return False
    return text.isascii() or (
        unicodedata.is_normalized("NFC", text)
        and not any(selector in text for selector in _SELECTORS)
    )


def squeeze(text: str) -> str:
    """``text`` without outer spaces and with single spaces inside."""
    text = text.strip()
    return _RUN_OF_SPACES.sub(" ", text) if "  " in text else text


def words(text: str) -> list[str]:
    """The words of ``text``: runs of letters and digits with inner apostrophes and hyphens."""
    return _find_words(text)


def first_words(text: str, count: int) -> list[str]:
    """The first words of ``text``, at most ``count``."""
    found = chain.from_iterable(map(_words_of.__getitem__, text.split()))
    return list(islice(found, count))


def count_words(text: str) -> int:
    """How many words ``text`` has."""
    return sum(map(len, map(_words_of.__getitem__, text.split())))


class ByToken(dict[str, T]):
    """What a function gives for the strings that stand between spaces, remembered for short ones.

    Texts repeat their words, and a batch of texts repeats most of them.
    """

    def __init__(self, of_token: Callable[[str], T]) -> None:
        super().__init__()
        self._of_token = of_token

    def __missing__(self, token: str) -> T:
        given = self._of_token(token)
        if len(token) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[token] = given
        return given


def token_finder(pattern: re.Pattern[str]) -> Callable[[str], list[str]]:
    """A function that finds all matches of ``pattern``, which never spans spaces, in order."""
    return _finder(ByToken(lambda token: tuple(pattern.findall(token))))


def _finder(found: ByToken[tuple[str, ...]]) -> Callable[[str], list[str]]:
    within = found.__getitem__
    return lambda text: list(chain.from_iterable(map(within, text.split())))


_words_of = ByToken(lambda token: tuple(_WORD.findall(token)))
_find_words = _finder(_words_of)


def has_word(text: str) -> bool:
    """Whether ``text`` has any word."""
    return _WORD.search(text) is not None


def fold(text: str) -> str:
    """``text`` for comparing names: one case, one apostrophe, one hyphen, single spaces."""
    text = text.casefold().replace("’", "'").replace("ʼ", "'").replace("‑", "-").replace("‐", "-")
    return squeeze(text)


def is_abbreviation(text: str, dot: int) -> bool:
    """Whether the full stop at ``dot`` ends an abbreviation or an initial, not a sentence."""
    word = _word_before(text, dot)
    if len(word) == 1 and word.isalpha() and word.isupper():
        return word != "I"
    return word.lower() in _ABBREVIATIONS


def _word_before(text: str, dot: int) -> str:
    """The letters and full stops before ``dot``, or as many as tell that it is no abbreviation."""
    word = text[max(0, dot - _LONGEST_ABBREVIATION - 1) : dot]
    if not word.isalpha():
        word = word[word.rfind(" ") + 1 :]
        if not word.isalpha():
            found = _BEFORE_DOT.search(text, max(0, dot - 12), dot)
            return found[0] if found else ""
    return word


def sentence_ends(text: str) -> list[int]:
    """Offsets just after each sentence end of ``text``, closing quotes and brackets included.

    Abbreviations, initials and decimals end no sentence. A full stop before a lower-case letter
    counts, since sources run sentences into each other; callers that care look at what follows.
    """
    return [
        found.end()
        for found in _SENTENCE_END.finditer(text)
        if text[at := found.start()] != "." or _may_end[text[text.rfind(" ", 0, at) + 1 : at]]
    ]


_may_end = ByToken(lambda token: not is_abbreviation(f"{token}.", len(token)))
"""Whether a full stop after what stands since the last space may end a sentence."""


def sentences(text: str) -> list[str]:
    """``text`` cut into sentences, each stripped; what follows the last end is a sentence too."""
    return list(_sentences(text))


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[str, ...]:
    """Remembered, as several rules and the linker ask for the same paragraph's sentences."""
    found: list[str] = []
    start = 0
    for end in sentence_ends(text):
        if not text[end : end + 3].lstrip()[:1].islower():
            found.append(text[start:end].strip())
            start = end
    found.append(text[start:].strip())
    return tuple(filter(None, found))


@lru_cache(maxsize=4096)
def slugify(text: str, limit: int = 80) -> str:
    """``text`` as a lower-case ASCII slug of at most ``limit`` characters.

    Greek letters are spelled out (``ERα`` gives ``er-alpha``), accents fall away. The slug is
    empty when ``text`` has no letter or digit that can be written so; callers choose a fallback.
    """
    spelled = text.lower().replace("'", "") if text.isascii() else _spelled(text.lower())
    slug = _NOT_SLUG.sub("-", spelled).strip("-")
    if len(slug) <= limit:
        return slug
    cut = slug[: limit + 1].rpartition("-")[0]
    return cut or slug[:limit]


def _spelled(text: str) -> str:
    """``text`` with Greek and joined letters spelled out, without accents and apostrophes."""
    spelled = []
    for letter in unicodedata.normalize("NFKD", text):
        if letter in _GREEK:
            spelled.append(f"-{_GREEK[letter]}-")
        elif letter not in "'’ʼ" and not unicodedata.combining(letter):
            spelled.append(_LATIN.get(letter, letter))
    return "".join(spelled)
