"""What the undoubted prose of a capture says: the measure for its doubtful lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise, zip_longest

from kb.document.lines import Line
from kb.document.text import token_finder

_find_words = token_finder(re.compile(r"\w+(?:[-'’]\w+)*"))
_TWO_SENTENCES = re.compile(r"[.!?][”\"’)]{0,3} [A-Z“]")
_ENDS = (".", "!", "?", ":", "”")
MOST_CHARACTERS = 400_000
"""Characters of prose looked at; a longer source is judged by its beginning."""


class Prose:
    """Words and word pairs of the paragraphs that are surely part of an article.

    With ``is_spaced`` only lines between blank lines count: others are rows or items.
    """

    def __init__(self, lines: Sequence[Line], *, is_spaced: bool) -> None:
        self._lines = lines
        self._is_spaced = is_spaced

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._chosen()).lower()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words used, in lower case."""
        return frozenset(_find_words(" ".join(set(self._text.split()))))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbouring words used, in lower case."""
        return frozenset(pairwise(_find_words(self._text)))

    def _chosen(self) -> list[str]:
        """Paragraphs of several sentences with a full stop: hardly ever a caption or a row."""
        chosen, size = [], 0
        for line, following in zip_longest(self._lines, self._lines[1:]):
            text = line.text
            if len(text) <= 160 or not text.endswith(_ENDS):
                continue
            if self._is_spaced and (line.gap == 0 or (following and following.gap == 0)):
                continue
            if _TWO_SENTENCES.search(text):
                chosen.append(text)
                size += len(text)
                if size > MOST_CHARACTERS:
                    break
        return chosen
