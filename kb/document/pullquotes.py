"""Telling a pull quote from a paragraph of one sentence.

The page sets one sentence of each tier apart from the text it restates. What is left in a
capture is a paragraph of one sentence that neither leans on the one before nor leads to what
follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from kb.document.captions import mentions_figure
from kb.document.language import (
    BACK_REFERENCES,
    CONNECTIVES,
    FUNCTION_WORDS,
    NUMBER_WORDS,
    title_share,
)
from kb.document.text import ByToken, sentences, words

ENOUGH = 0.75
"""Evidence from which a lone sentence is a pull quote."""


_ARGUES = re.compile(
    r" if | because |, (?:since|although|whereas) | (?:among|between|of) them\b"
    r"| (?:therefore|thus|hence|consequently|however) |^Whether "
)
"""Clauses by which a sentence argues, and words that lean on the text before it."""
_REPORTS = re.compile(
    r"^(?:[\w-]+ ){0,3}(?:[Tt]rials?|[Ss]tud(?:y|ies)) |\b(?:has|have) (?:not )?been (?:\w+ly )?"
    r"(?:demonstrat|describ|report|observ|shown|studied|validat|identif|establish|propos|confirm)"
    r"|\d[.,]\d|\d ?%"
)
"""Words by which a sentence tells what was found: news, where a quote restates."""
_ORDERS = re.compile(
    r"(?!\w*(?:ing|ly) |Only |Such |Even |Half |All |Both |Not |What |How |When |Where )"
    r"[A-Z][a-z]+ (?:an?|the|your|our|their|its|his|her|my) "
)
"""How an order begins: with a verb before an article or a possessive."""
_NUMBER = re.compile(r"(?<![\w-])\d")
"""A number, where names such as ``IGF-1`` have none."""
_INTRODUCES = re.compile(
    r"\b(?:following|below|these|includ|such as|outlin|summari|compar|list|table|steps?|several|"
    r"key|here|consider|common|main)",
    re.IGNORECASE,
)
"""How words begin by which a sentence leads to the list or table under it."""
RESTATES_TIER = 0.75
"""What a sentence gains all of whose words other paragraphs of the tier use."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph of a tier with what surrounds it."""

    text: str
    before: str
    """Text of the paragraph before, in the same section; empty if the section begins here."""
    after: str
    """Text of the paragraph after; empty if the section ends here."""
    introduces: bool = False
    """Whether a list or table follows."""
    is_first: bool = False
    """Whether it opens its section."""


def choose(candidates: Sequence[Candidate]) -> int | None:
    """Index of the tier's pull quote among ``candidates``, if there is one."""
    best, found = ENOUGH, None
    texts = [candidate.text for candidate in candidates]
    for index, candidate in enumerate(candidates):
        score = pullquote_score(candidate)
        if score > 0.0 and score + RESTATES_TIER >= best:
            score += RESTATES_TIER * _share_elsewhere(texts, index)
        if score > best or (score == best and found is None):
            best, found = score, index
    return found


def pullquote_score(candidate: Candidate) -> float:
    """Evidence that ``candidate`` is a pull quote; see :data:`ENOUGH`."""
    text = candidate.text
    if not 40 <= len(text) <= 260 or not text.endswith((".", "!", ".”", "…")):
        return -9.0
    found = words(text)
    if candidate.is_first or len(found) < 7 or len(sentences(text)) != 1 or has_lead(text):
        return -9.0
    if candidate.introduces and _INTRODUCES.search(text):
        return -9.0
    rest = {word.lower() for word in found[1:]}
    score = _length_score(len(found))
    score += _opening_score(found)
    score -= 0.0 if rest.isdisjoint(("this", "these", "such")) else 0.5
    score -= 2.0 if mentions_figure(text) else 0.0
    score -= 0.75 * (_NUMBER.search(text) is not None) + 0.75 * ("(" in text)
    score -= 0.5 * (_ARGUES.search(text) is not None) + 0.5 * candidate.introduces
    score -= 0.75 * (_REPORTS.search(text) is not None) + 1.0 * (_ORDERS.match(text) is not None)
    has_number = found[0].lower() in NUMBER_WORDS or not rest.isdisjoint(NUMBER_WORDS)
    score -= 1.25 * (": " in text) + 0.5 * has_number
    return score + _restates(candidate)


def _length_score(count: int) -> float:
    """Quotes mostly have 11 to 24 words."""
    if count > 24:
        return 0.5 if count <= 30 else -0.5
    return 1.0 if count > 10 else 0.8 if count > 7 else 0.5


def has_lead(text: str) -> bool:
    """Whether ``text`` is set as ``Name: what is said of it``, the name in capitals of a title."""
    lead, colon, rest = text.partition(": ")
    tokens = lead.split()
    return bool(colon and rest) and len(tokens) <= 6 and title_share(tokens) == 1.0


def _opening_score(found: Sequence[str]) -> float:
    first = found[0].lower()
    if first in BACK_REFERENCES:
        return -2.5
    if first in ("you", "we", "i"):
        return 0.0
    return -1.25 if first in CONNECTIVES else 0.5


def _restates(candidate: Candidate) -> float:
    """Up to 1.0 for words shared with the paragraphs around."""
    content = _content(candidate.text)
    around = _content(candidate.before) | _content(candidate.after)
    return 1.0 * len(content & around) / max(len(content), 1)


@lru_cache(maxsize=512)
def _content(text: str) -> frozenset[str]:
    """Stems of the words of ``text`` that say something; asked for a paragraph's own and for its
    neighbours' sake."""
    return frozenset(chain.from_iterable(map(_stems.__getitem__, text.split())))


def _share_elsewhere(texts: Sequence[str], index: int) -> float:
    """Share of the words of one of a tier's ``texts`` that others use as well, 0 to 1."""
    content = _content(texts[index])
    others = [(text.casefold(), text) for at, text in enumerate(texts) if at != index]
    used = 0
    for stem in content:
        letters = stem.casefold()  # most texts do not have them, let alone as a word's beginning
        used += any(letters in folded and stem in _content(text) for folded, text in others)
    return used / max(len(content), 1)


def _stems_of(token: str) -> tuple[str, ...]:
    stems = (word.lower()[:6] for word in words(token))
    return tuple(stem for stem in stems if stem not in FUNCTION_WORDS)


_stems = ByToken(_stems_of)
