"""Words that stand in several rows of a table, or in its header more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Recurring:
    """Words, and pairs of neighbours, that stand in more than one row of a table."""

    words: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    usual: frozenset[str] = frozenset()
    """Words that stand in most rows."""


def recurring(lines: Iterable[str]) -> Recurring:
    """What recurs in ``lines``."""
    count = 0
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        count += 1
        tokens = [token.rstrip(".") for token in line.split()]
        words.update(set(tokens))
        pairs.update(set(pairwise(tokens)))
    return Recurring(
        frozenset(word for word, times in words.items() if times > 1),
        frozenset(pair for pair, times in pairs.items() if times > 1),
        frozenset(word for word, times in words.items() if times > 1 and times * 5 >= count * 3),
    )


def recurring_in_header(line: str) -> Recurring:
    """What recurs within one header."""
    tokens = line.split()
    words = frozenset(word for word, times in Counter(tokens).items() if times > 1)
    if not words:
        return Recurring()
    pairs = Counter(pairwise(tokens))
    return Recurring(words, frozenset(pair for pair, times in pairs.items() if times > 1))
