"""Closed lists of small words, written as running text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of `text`, which are separated by spaces."""
    return frozenset(text.split())
