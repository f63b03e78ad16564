"""Giving a document a title its source does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kb.document.account import blocks_pieces
from kb.document.language import (
    AUXILIARIES,
    BACK_REFERENCES,
    FUNCTION_WORDS,
    PERSONS,
    looks_adjective,
    word_set,
)
from kb.document.text import words
from kb.document.tree import Tier

_EMPTY = (
    FUNCTION_WORDS
    | AUXILIARIES
    | BACK_REFERENCES
    | PERSONS
    | word_set(
        "not only more most less least well very often such these those each other another many "
        "some any all no into it its their this that can may where how what why when following "
        "table list include includes including lead leads leading role understanding"
    )
)
MOST_WORDS = 60_000


def derive_title(tiers: Sequence[Tier], name: str) -> str:
    """A title from the phrases ``tiers`` keep coming back to; from ``name`` if there are none."""
    phrases = Counter[str]()
    forms: dict[str, str] = {}
    budget = MOST_WORDS
    for weight, text in _texts(tiers):
        found = words(text)[:budget]
        budget -= len(found)
        _count_phrases(found, weight, phrases, forms)
        if budget <= 0:
            break
    chosen = _choose(phrases)
    if not chosen:
        stem = name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ").strip()
        return f"Untitled document ({stem})" if stem else "Untitled document"
    return " and ".join(title_case(forms[phrase]) for phrase in chosen)


def _texts(tiers: Sequence[Tier]) -> Iterable[tuple[int, str]]:
    for tier in tiers:
        for section in tier.sections:
            if section.heading:
                yield 4, section.heading
            for piece in blocks_pieces(section.blocks):
                yield 1, piece


def _count_phrases(
    found: Sequence[str], weight: int, phrases: Counter[str], forms: dict[str, str]
) -> None:
    """Count runs of two and three words that hold no empty word."""
    lower = [word.lower() for word in found]
    full = [word not in _EMPTY and len(word) > 2 and not word.isdigit() for word in lower]
    for index in range(len(found) - 1):
        if not (full[index] and full[index + 1]):
            continue
        for length in (2, 3):
            if length == 3 and not (index + 2 < len(found) and full[index + 2]):
                break
            key = " ".join(lower[index : index + length])
            phrases[key] += weight
            forms.setdefault(key, " ".join(found[index : index + length]))


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
    return count * tail * (1.5 if phrase.count(" ") == 2 else 1.0)


def title_case(text: str) -> str:
    """``text`` with capitals as headings have them; words with inner capitals stay."""
    return " ".join(
        token
        if any(c.isupper() for c in token[1:]) or token in FUNCTION_WORDS
        else token[:1].upper() + token[1:]
        for token in text.split()
    )
