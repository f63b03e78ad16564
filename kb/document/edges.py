"""Where, in a table row of words joined by single spaces, a cell may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from kb.document.language import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    CONTINUERS,
    HEADER_HEADS,
    NUMBER_WORDS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SENTENCE_OPENERS,
    bare,
    initials_before,
    is_acronym,
    is_capitalised,
    looks_adjective,
    looks_noun,
    looks_plain_adjective,
    looks_verb_s,
)
from kb.document.text import SIGNS, is_abbreviation

NEVER = -9.0
"""Score of a place where no cell can begin."""
STOP = 2.1
"""Score of a place after a sentence's end."""
UNLIKELY = -2.6
FEW_EDGES = 4
MOST_EDGES = 18
"""Places in a line where a cell may begin that are tried, the likeliest ones."""

KINDS = (
    "figure", "acronym", "small", "gerund", "adverb", "plural or verb", "adjective", "other",
    "bracket", "stop", "open",
)  # fmt: skip
"""Every kind of beginning and end of a cell."""

_STARTS_FIGURE = re.compile(r"[<>≤≥~≈±+−-]?[$€£]?\d")
_NUMBER = re.compile(r"[\d,.]+")
_BINDS = (
    PREPOSITIONS
    | ARTICLES
    | CONJUNCTIONS
    | QUESTION_WORDS
    | frozenset({"vs", "&", "+", "is", "are", "not", "no"})
)
_UNIT = re.compile(
    r"(?:[mµμnk]?g|[mdµμ]?l|mcg|iu|kcal|mmol|mmhg|bpm|hz|hours?|weeks?|days?|minutes?|months?|years?|%)(?:/\S+)?$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Row:
    """One line of a table, ready to be divided."""

    tokens: list[str]
    scores: list[float]
    """For each token the evidence that a cell begins there."""
    edges: list[int]
    """Tokens at which a cell may begin, without the first, in order."""
    starts: list[str]
    """For each token what kind of beginning it would be."""
    ends: list[str]
    """For each token what kind of end it would be."""


def read_row(text: str, pairs: Set[str], *, is_header: bool = False) -> Row:
    """``text`` as tokens with scores; see :class:`Row` and ``find_columns`` for ``pairs``."""
    tokens = text.split()
    depth = _depths(tokens)
    scores = [NEVER] * len(tokens)
    for index in range(1, len(tokens)):
        if depth[index] == 0 and not tokens[index].startswith("("):
            scores[index] = _edge_score(tokens, index, pairs, is_header)
    _forbid_inside_names(tokens, scores)
    _soften_parallel_sentences(tokens, scores)
    _soften_continuations(tokens, scores)
    edges = _best_edges(scores)
    starts = [_start_kind(token) for token in tokens]
    return Row(tokens, scores, edges, starts, [_end_kind(token) for token in tokens])


def _best_edges(scores: Sequence[float]) -> list[int]:
    """The likeliest places, in order; unlikely ones only where there are few others."""
    possible = [index for index, score in enumerate(scores) if score > NEVER / 2]
    likely = [index for index in possible if scores[index] > UNLIKELY]
    if len(likely) >= FEW_EDGES:
        possible = likely
    if len(possible) > MOST_EDGES:
        possible = sorted(possible, key=lambda index: -scores[index])[:MOST_EDGES]
    return sorted(possible)


def _depths(tokens: Sequence[str]) -> list[int]:
    """For each token how many brackets are open before it; unbalanced rows count none."""
    depths, depth = [], 0
    for token in tokens:
        depths.append(depth)
        depth = max(0, depth + token.count("(") - token.count(")"))
    return depths if depth == 0 else [0] * len(tokens)


def _edge_score(tokens: Sequence[str], index: int, pairs: Set[str], is_header: bool) -> float:
    before, here = tokens[index - 1], tokens[index]
    left, word = bare(before).lower(), bare(here).lower()
    if (
        before.endswith((",", ";", ":", "/", "&", "-", "–", "—", "+"))
        or before in SIGNS
        or here in SIGNS
    ):
        return NEVER
    if here[0] in "/&–—)],;:|" or (left in _BINDS and not before.endswith(".")):
        return NEVER
    if before.endswith((".", "!", "?")) and not is_abbreviation(before, len(before) - 1):
        return STOP if is_capitalised(here) or _STARTS_FIGURE.match(here) else NEVER
    if _STARTS_FIGURE.match(here):
        return _figure_score(tokens, index, is_header)
    if not is_capitalised(here):
        return NEVER if word in _BINDS or is_header else -3.5
    score = _capital_score(tokens, index, is_header)
    if f"{left} {word}" in pairs:
        score -= 2.0
    return score


def _figure_score(tokens: Sequence[str], index: int, is_header: bool) -> float:
    """Before a figure: a quantity with its unit opens a cell, a bare number belongs to a name."""
    if is_header:
        return -3.0
    before, here = tokens[index - 1], tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    is_quantity = not here.isdigit() or _UNIT.match(bare(following)) is not None
    if before.endswith(")"):
        return 1.5
    if bare(before).isdigit():
        return -3.0
    return 1.25 if is_quantity else -1.0


def _capital_score(tokens: Sequence[str], index: int, is_header: bool) -> float:
    before, here = tokens[index - 1], tokens[index]
    left, word = bare(before).lower(), bare(here).lower()
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    opens = _opening_score(word, after)
    if len(word) == 1 and not opens:
        return -3.0
    if before.endswith((")", "”")):
        return (0.5 if is_capitalised(after) else 1.75) + min(opens, 0.3)
    if here[1:2] == "-":
        return -3.0
    if _NUMBER.fullmatch(left) or _UNIT.match(left):
        return 1.25 + opens
    if left in NUMBER_WORDS and not is_header:
        return 0.6 + opens
    if not is_capitalised(before) and not before[:1].isdigit():
        score = 0.5 if is_acronym(here) else 2.0
        return score - (1.5 if looks_plain_adjective(left) else 0.0)
    if word in NUMBER_WORDS and not is_header:
        return 0.4
    if is_header:
        return _header_score(before, left, word, bare(after).lower())
    return _title_score(before, left, word, after) + opens


def _opening_score(word: str, after: str) -> float:
    """Evidence that a capitalised ``word`` followed by ``after`` opens a phrase with a verb."""
    if word in PREPOSITIONS:
        return 0.9
    if not after or is_capitalised(after):
        return 0.0
    if word in SENTENCE_OPENERS:
        return 1.5
    if bare(after).lower() in ARTICLES or word.endswith("ly"):
        return 0.7
    return 0.5 if looks_verb_s(word) else 0.0


def _title_score(before: str, left: str, word: str, after: str) -> float:
    """Between two capitalised words of a row: where one phrase ends and another begins."""
    score = -0.2 if after[:1].islower() else -1.1
    if looks_adjective(word) and after:
        score += 0.3 if word.endswith("ing") else 0.8
    if looks_plain_adjective(left) and not is_acronym(before):
        score -= 1.2
    elif looks_noun(left):
        score += 0.5
    if bare(after).lower() in PREPOSITIONS and not is_acronym(before) and after.islower():
        score += 0.2
    return score - (0.3 if is_acronym(before) else 0.0)


def _header_score(before: str, left: str, word: str, following: str) -> float:
    """Between two capitalised words of a header: where one column's name ends."""
    score = -0.8
    if looks_adjective(word) and following:
        score += 0.8
    if looks_plain_adjective(left) and not is_acronym(before):
        score -= 1.2
    elif left in HEADER_HEADS:
        score += 1.0
    elif looks_noun(left):
        score += 0.5
    if word in HEADER_HEADS and following not in PREPOSITIONS:
        score -= 0.5
    if following in PREPOSITIONS and not looks_plain_adjective(left):
        score += 0.5
    return score - (0.3 if is_acronym(before) else 0.0)


def _forbid_inside_names(tokens: Sequence[str], scores: list[float]) -> None:
    """No cell begins inside the words that a bracketed abbreviation stands for."""
    for index, token in enumerate(tokens):
        if not (token.startswith("(") and is_acronym(token)):
            continue
        count = initials_before(list(tokens[max(0, index - 8) : index]), bare(token))
        for inside in range(index - count + 1, index):
            scores[inside] = NEVER
        if count and scores[index - count] > NEVER / 2:
            scores[index - count] += 0.75


def _soften_continuations(tokens: Sequence[str], scores: list[float]) -> None:
    """A sentence that goes on from the one before it stands in the same cell."""
    stops = [index for index, score in enumerate(scores) if score == STOP]
    for first, end in pairwise([*stops, len(tokens)]):
        if any(bare(token) in CONTINUERS for token in tokens[first + 1 : end]):
            scores[first] -= 1.0


def _soften_parallel_sentences(tokens: Sequence[str], scores: list[float]) -> None:
    """Sentences that each have a sign or colon in them belong together."""
    marks = [i for i, token in enumerate(tokens) if token in SIGNS or token.endswith(":")]
    for first, second in pairwise(marks):
        ends = [i for i in range(first + 1, second) if scores[i] == STOP]
        if len(ends) == 1:
            scores[ends[0]] = -1.0


def _start_kind(token: str) -> str:
    """What kind of cell this token would begin."""
    word = bare(token)
    if _STARTS_FIGURE.match(token) or word.lower() in NUMBER_WORDS:
        return "figure"
    if is_acronym(token):
        return "acronym"
    if not word[:1].isupper():
        return "small"
    lower = word.lower()
    if lower.endswith("ing"):
        return "gerund"
    if lower.endswith("ly"):
        return "adverb"
    if looks_verb_s(lower) or lower in AUXILIARIES:
        return "plural or verb"
    return "adjective" if looks_adjective(lower) else "other"


def _end_kind(token: str) -> str:
    """What kind of cell this token would end."""
    if token.endswith(")"):
        return "bracket"
    if token.endswith((".", "!", "?")):
        return "stop"
    return "figure" if token[-1:].isdigit() else "open"
