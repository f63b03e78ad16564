"""Giving a document a title its source does not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from kb.document.account import blocks_pieces
from kb.document.language import (
    AUXILIARIES,
    BACK_REFERENCES,
    FUNCTION_WORDS,
    PERSONS,
    QUESTION_WORDS,
    looks_adjective,
    word_set,
)
from kb.document.text import token_finder
from kb.document.tree import GlossaryEntry, Tier

_EMPTY = (
    FUNCTION_WORDS
    | AUXILIARIES
    | BACK_REFERENCES
    | PERSONS
    | QUESTION_WORDS
    | word_set(
        "not only more most less least well very often many some any all no into following table "
        "list include includes including lead leads leading role understanding keep"
    )
)
MOST_CHARACTERS = 16_000
MOST_PHRASES = 120
TERM_WEIGHT = 3
"""A phrase that the document defines counts this many times."""
_find_tokens = token_finder(re.compile(r"\w+(?:[-'’]\w+)*|[|,;:.()]"))


def derive_title(tiers: Sequence[Tier], glossary: Sequence[GlossaryEntry], name: str) -> str:
    """A title from the phrases ``tiers`` keep coming back to; from ``name`` if there are none."""
    lower = _find_tokens(" | ".join(_texts(tiers))[:MOST_CHARACTERS].lower())
    phrases = _count_phrases(lower)
    for entry in glossary:
        term = entry.term.lower()
        if term in phrases:
            phrases[term] *= TERM_WEIGHT
    chosen = _choose(phrases) or _choose_word(lower)
    if chosen:
        return " and ".join(title_case(phrase) for phrase in chosen)
    stem = name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ").strip()
    return f"Untitled document ({stem})" if stem else "Untitled document"


def _texts(tiers: Sequence[Tier]) -> Iterable[str]:
    for tier in tiers:
        for section in tier.sections:
            if section.heading:
                yield section.heading
            yield from blocks_pieces(section.blocks)


def _is_full(word: str) -> bool:
    return word not in _EMPTY and len(word) > 2 and not word.isdigit()


def _count_phrases(lower: Sequence[str]) -> Counter[str]:
    """Runs of two and three words that hold no empty word and no mark."""
    found: Counter[str] = Counter()
    for count in (2, 3):
        runs = Counter(zip(*(lower[start:] for start in range(count)), strict=False))
        repeated = [(run, times) for run, times in runs.items() if times > 1]
        repeated.sort(key=itemgetter(1), reverse=True)
        for run, times in repeated[:MOST_PHRASES]:
            if all(map(_is_full, run)):
                found[" ".join(run)] = times
    return found


def _choose(phrases: Counter[str]) -> list[str]:
    """The best phrase and, if it speaks of something else, the next."""
    ranked = sorted(phrases.items(), key=lambda item: (-_worth(*item), item[0]))[:40]
    chosen: list[str] = []
    for phrase, count in ranked:
        if count < 3 or len(chosen) == 2:
            break
        tokens = set(phrase.split())
        if not any(tokens & set(other.split()) for other in chosen):
            chosen.append(phrase)
    return chosen


def _worth(phrase: str, count: int) -> float:
    last = phrase.rsplit(" ", 1)[-1]
    tail = 0.4 if looks_adjective(last) or last.endswith("ly") else 1.0
    return count * tail * (1.4 if phrase.count(" ") == 2 else 1.0)


def _choose_word(lower: Sequence[str]) -> list[str]:
    """The noun-like word used most, where no phrase recurs."""
    counted = Counter(word for word in lower if len(word) > 4 and _is_full(word))
    for word, count in counted.most_common(20):
        if count >= 3 and not looks_adjective(word) and not word.endswith("ly"):
            return [word]
    return []


def title_case(text: str) -> str:
    """``text`` with capitals as headings have them; words with inner capitals stay."""
    return " ".join(
        token
        if token in FUNCTION_WORDS or any(letter.isupper() for letter in token[1:])
        else token[:1].upper() + token[1:]
        for token in text.split()
    )
