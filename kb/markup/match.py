"""Finding many patterns in a text at once: an automaton, and a plain dictionary in its stead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Finder(Protocol):
    """Finds where patterns stand in a text, wherever words begin or end."""

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return start and end of all patterns in ``text``, overlapping ones too, in any order."""
        ...


def finder(patterns: Sequence[str], *, automaton: bool = True) -> Finder:
    """Return a finder for patterns: the automaton if wanted and installed, else the dictionary."""
    if automaton and patterns:
        try:
            return AutomatonFinder(patterns)
        except ImportError:
            pass
    return DictionaryFinder(patterns)


class AutomatonFinder:
    """One Aho-Corasick automaton; a text costs the same whatever the number of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        import ahocorasick_rs  # a compiled library, loaded only where terms are linked

        self._automaton: Any = ahocorasick_rs.AhoCorasick(patterns, store_patterns=False)

    def spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Return start and end of all patterns in ``text``."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return ((start, end) for _, start, end in found)


_TOKEN = re.compile(r"[^\W_]+|[^\s]|_")


class DictionaryFinder:
    """Patterns in a set, tried at every word's start up to the number of tokens of the longest.

    It gives the spans that lie on whole tokens, which are all that a search for words can use.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = frozenset(patterns)
        self._lengths: dict[str, int] = {}
        for pattern in self._patterns:
            tokens = _TOKEN.findall(pattern)
            self._lengths[tokens[0]] = max(self._lengths.get(tokens[0], 0), len(tokens))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of the patterns in ``text`` that lie on whole tokens."""
        tokens = [(found.start(), found.end()) for found in _TOKEN.finditer(text)]
        for number, (start, end) in enumerate(tokens):
            longest = self._lengths.get(text[start:end], 0)
            for _, stop in tokens[number : number + longest]:
                if text[start:stop] in self._patterns:
                    yield start, stop
