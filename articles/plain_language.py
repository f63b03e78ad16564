"""What makes a text hard to read, so that an editor can see where to begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from glossary.linking import current_linker
from kb.document.reading import HardWord, LongSentence, hard_words, longest_sentences
from kb.document.tree import Block
from kb.markup.text import reading_text

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Obstacles:
    """The longest sentences of a text, and its hard words that the glossary does not explain."""

    sentences: list[LongSentence]
    words: list[HardWord]


def obstacles(blocks: Iterable[Block]) -> Obstacles:
    """Return what to look at first; words within the name of a term are explained by it."""
    text = reading_text(tuple(blocks))
    explained = [text[match.start : match.end] for match in current_linker().find(text)]
    return Obstacles(longest_sentences(text), hard_words(text, explained, MOST_WORDS))
