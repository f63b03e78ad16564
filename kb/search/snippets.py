"""Snippets: the words around what was looked for, from the text as readers see it.

The text is escaped before the marks are put in, so nothing but ``<mark>`` is ever markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import islice

from django.utils.safestring import SafeString, mark_safe

from kb.search.expression import Expression, Phrase
from kb.search.text import prepare

WORDS_SHOWN = 32
LONGEST_SCANNED = 4_000
_WORD = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
_SHORT = 4
_LOOSE_END = 2
_LONGEST_ENDING = 4


class Highlighter:
    """Marks the words of one query in texts."""

    def __init__(self, expressions: Iterable[Expression]) -> None:
        tokens = {token for expression in expressions for token in _telling(expression)}
        self._short = {token for token in tokens if len(token) < _SHORT}
        self._long: dict[str, list[str]] = {}
        for token in tokens - self._short:
            self._long.setdefault(token[:_SHORT], []).append(token)
        starts = {start for token in tokens for start in _starts(token)}
        self._starts = {cased for start in starts for cased in _cased(start)}
        self._known: dict[str, bool] = {}

    def snippet(self, text: str) -> SafeString:
        """Return the most telling stretch of ``text`` as HTML, its matches marked."""
        text = text[:LONGEST_SCANNED]
        words = _WORD.findall(text)
        if not words:
            return SafeString("")
        hits = self._hits(words)
        first = max(0, min(_densest(hits) - 6, len(words) - WORDS_SHOWN))
        window = islice(_WORD.finditer(text), first, first + WORDS_SHOWN)
        places = [found.span() for found in window]
        shown = [places[hit - first] for hit in hits if 0 <= hit - first < len(places)]
        start = places[0][0] if first else 0
        end = _end(text, places[-1][1], is_last=first + len(places) == len(words))
        lead, tail = ("… " if start else ""), (" …" if end < len(text.rstrip()) else "")
        return mark_safe(lead + _marked(text, start, end, shown) + tail)  # noqa: S308

    def _hits(self, words: list[str]) -> list[int]:
        """Return the places of the words that match. Most are plain and begin otherwise."""
        starts, is_match = self._starts, self.is_match
        return [
            place
            for place, word in enumerate(words)
            if (word[:2] in starts or not (word.isascii() and word.isalpha())) and is_match(word)
        ]

    def marked(self, text: str) -> SafeString:
        """Return a whole short text as HTML, its matches marked."""
        hits = self._hits(_WORD.findall(text))
        spans = [found.span() for found in _WORD.finditer(text)] if hits else []
        shown = [spans[hit] for hit in hits]
        return mark_safe(_marked(text, 0, len(text), shown))  # noqa: S308

    def is_match(self, word: str) -> bool:
        """Say whether a word of a text is one that was looked for, endings aside."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = any(self._matches(token) for token in _tokens(word))
        return known

    def _matches(self, token: str) -> bool:
        if token in self._short or (len(token) > 2 and token.removesuffix("s") in self._short):
            return True
        others = self._long.get(token[:_SHORT], ())
        return any(_same_stem(token, other) for other in others)


def _starts(token: str) -> tuple[str, ...]:
    """Return the two letters with which plain words of this token begin, in either spelling."""
    if token.startswith("e"):
        return (token[:2], "oe", "ae")
    return (token[:2], f"{token[0]}a", f"{token[0]}o") if token[1:2] == "e" else (token[:2],)


def _cased(start: str) -> tuple[str, ...]:
    return (start, start.upper(), start.capitalize(), start[0] + start[1:].upper())


def _telling(expression: Expression) -> Iterator[str]:
    """Yield the tokens worth marking: not the letters and digits that a longer name has in it."""
    if isinstance(expression, Phrase):
        is_name = len(expression.tokens) > 1
        yield from (token for token in expression.tokens if not is_name or len(token) > 2)
    else:
        for part in expression.parts:
            yield from _telling(part)


@lru_cache(maxsize=32_768)
def _tokens(word: str) -> tuple[str, ...]:
    return tuple(prepare(word).split())


def _same_stem(one: str, other: str) -> bool:
    """Say whether two words differ in their endings only."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return len(long) - len(short) <= _LONGEST_ENDING
    shared = max(_SHORT, len(long) - _LOOSE_END)
    return one[:shared] == other[:shared]


def _densest(hits: list[int]) -> int:
    """Return the hit from which most others lie within a snippet."""
    best, most, last = 0, 0, 0
    for first, hit in enumerate(hits):
        while last < len(hits) and hits[last] < hit + WORDS_SHOWN - 6:
            last += 1
        if last - first > most:
            best, most = hit, last - first
    return best


def _end(text: str, end: int, *, is_last: bool) -> int:
    """Return where a snippet ends whose last word ends there: after the signs that close it."""
    if is_last:
        return len(text)
    while end < len(text) and text[end] in ".,;:!?)]”’%":
        end += 1
    return end


def _marked(text: str, start: int, end: int, shown: list[tuple[int, int]]) -> str:
    pieces = []
    at = start
    for left, right in shown:
        pieces += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
        at = right
    pieces.append(escape(text[at:end]))
    return "".join(pieces)
