"""What one word of a table row allows of the gap before or behind it, remembered by word."""

from __future__ import annotations

from functools import lru_cache

from kb.document.language import (
    ARTICLES,
    CONJUNCTIONS,
    PREPOSITIONS,
    QUESTION_WORDS,
    bare,
    is_acronym,
    is_capitalised,
)
from kb.document.row_kinds import COMPARISONS, FIGURE
from kb.document.text import SIGNS

_NEVER_END = (
    ARTICLES
    | CONJUNCTIONS
    | frozenset({"of", "vs", "versus", "per", "via", "than", "&", "+", "is", "are", "into", "onto"})
)
"""Words that no cell ends with, unless they are a whole cell."""
_BINDS = PREPOSITIONS | QUESTION_WORDS | frozenset({"no"})
"""Words that cells hardly ever end with."""


@lru_cache(maxsize=16_384)
def may_begin(token: str, is_header: bool) -> bool:
    """Whether a cell may begin with ``token``."""
    if token[0] in "(/&–—)],;:|" or token in SIGNS:
        return False
    if is_name_or_figure(token):
        return True
    return not is_header and _is_name_in_small_letters(token)


@lru_cache(maxsize=16_384)
def may_end(token: str) -> bool:
    """Whether a cell may end with ``token``."""
    if token in SIGNS or token in COMPARISONS:
        return False
    if token.endswith((",", ";", ":", "/", "&", "-", "–", "—", "+")):
        return False
    is_bound = bare(token).lower() in _NEVER_END and not token.endswith(".")
    return not is_bound or _is_whole_cell(token)


@lru_cache(maxsize=16_384)
def binds(token: str) -> bool:
    """Whether ``token`` is a word that cells hardly ever end with."""
    return bare(token).lower() in _BINDS and not token.endswith(".")


@lru_cache(maxsize=16_384)
def is_name_or_figure(token: str) -> bool:
    """Whether ``token`` has a capital or begins as a figure does."""
    return is_capitalised(token) or FIGURE.match(token) is not None


def _is_name_in_small_letters(token: str) -> bool:
    """Whether ``token`` may open a cell though it has no capital: ``mTOR``, ``hs-CRP``, ``p``."""
    return len(bare(token)) == 1 or not token.islower() or any(map(str.isdigit, token))


def _is_whole_cell(token: str) -> bool:
    """Whether a word that otherwise binds may be a cell: ``No``, or an acronym such as ``AS``."""
    return token in {"No"} or is_acronym(token)
