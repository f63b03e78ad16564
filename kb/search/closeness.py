"""How well the words of a text answer a query: how often they stand there, and how near each other.

The databases can measure this too, but read for it all they hold of every word, to know how rare it
is; which for common words is most of the index. This reads only the texts that are to be ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.search.expression import Expression, Phrase
from kb.search.text import stem

LONGEST_READ = 6_000
"""Characters of a prepared text that are looked at."""
NEAR = 70
"""Characters between which words are near: about ten words."""
HEAD = 8.0
"""How many mentions in the text one in the title or heading is worth."""
SATURATION = 1.2
"""The number of mentions, in a text of the usual length, that is worth half of very many."""
USUAL_LENGTH = 1_000.0
"""Characters of a text of the usual length."""
LENGTH_COUNTS = 0.6
"""Share of a length beyond the usual that mentions are divided by."""
IN_SEQUENCE, CLOSE = 0.2, 0.3
"""What is added to 1 and multiplied with the worth of the words where they stand together."""
MOST_PLACES = 24
"""Places of a word that are compared with those of the others."""


class Closeness:
    """Measures texts for one query."""

    def __init__(
        self, parts: Sequence[Expression], adjacent: Phrase | None, typed: Sequence[str]
    ) -> None:
        self._parts = [tuple(dict.fromkeys(_sought(part))) for part in parts]
        self._typed = [f" {stem(word)}" for word in dict.fromkeys(typed)]
        self._sequence = _in_sequence(adjacent) if adjacent else ""

    def score(self, head: str, body: str) -> float:
        """Return the worth of a text with a head (title and heading), both prepared; 0 and up."""
        head, body = f" {head}", f" {body}"
        length = 1 + LENGTH_COUNTS * (len(body) / USUAL_LENGTH - 1)
        worth = 0.0
        for sought in self._parts:
            often = 0.0
            for one in sought:
                often += body.count(one) + HEAD * head.count(one)
            often = max(often, 0.5)  # the index knows endings that are not known here
            worth += often / (often + SATURATION * length)
        return worth * self.togetherness(body)

    def togetherness(self, body: str) -> float:
        """Return by what to multiply the worth of the words for standing together; 1 and up."""
        if len(self._typed) < 2:
            return 1.0
        worth = 1.0
        if self._sequence and self._sequence in body:
            worth += IN_SEQUENCE
        return worth + CLOSE if self._are_near(body) else worth

    def _are_near(self, body: str) -> bool:
        """Say whether somewhere all words stand near each other."""
        lists = [list(_places(body, word)) for word in self._typed]
        if not all(lists):
            return False
        rarest = min(lists, key=len)
        return any(
            all(any(abs(other - place) <= NEAR for other in places) for places in lists)
            for place in rarest
        )


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    for _ in range(MOST_PLACES):
        if place < 0:
            return
        yield place
        place = text.find(word, place + 1)


def _sought(expression: Expression) -> Iterator[str]:
    """Yield what stands in a text, after a space, where a part of a query is said."""
    if isinstance(expression, Phrase):
        yield _in_sequence(expression)
    else:
        for part in expression.parts:
            yield from _sought(part)


def _in_sequence(phrase: Phrase) -> str:
    *whole, last = phrase.tokens
    return " ".join(("", *whole, last if phrase.is_prefix else stem(last)))
