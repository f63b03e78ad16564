"""Where, in a table row joined by single spaces, a cell may begin, and what cells look like.

The evidence at each gap comes from :mod:`kb.document.gaps`; here a whole line is made ready to be
divided into cells.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

from kb.document.edge_weights import MOST_LENGTH, weights_of
from kb.document.gaps import NEVER, SENTENCES, STOP, TORN, Gaps
from kb.document.language import (
    AUXILIARIES,
    NUMBER_WORDS,
    bare,
    is_acronym,
    looks_adjective,
    looks_verb_s,
)
from kb.document.recurring import Recurring
from kb.document.row_kinds import FIGURE, TAILS, tail

Pair: TypeAlias = tuple[str, str]
"""Two words that stand side by side, in lower case."""

UNLIKELY = -3.0
TOGETHER = 3.0
"""What a place loses between words that stand together in the article's prose."""
FEW_EDGES = 5
MOST_EDGES = 18
"""Places in a line where a cell may begin that are tried, the likeliest ones."""

KINDS = (
    "figure", "acronym", "small", "gerund", "adverb", "plural or verb", "adjective", "other",
    "bracket", "stop", "open",
)  # fmt: skip
"""Every kind of beginning and end of a cell."""


@dataclass(slots=True)
class Row:
    """One line of a table, ready to be divided."""

    tokens: list[str]
    words: list[str]
    """The tokens in small letters, without the marks that end them."""
    kinds: list[int]
    """For each token its kind, as an index of ``row_kinds.KINDS``."""
    scores: list[float]
    """For each token the evidence that a cell begins there."""
    edges: list[int]
    """Tokens at which a cell may begin, without the first, in order."""
    starts: list[str]
    """For each token what kind of beginning it would be."""
    ends: list[str]
    """For each token what kind of end it would be."""
    opening: list[tuple[float, float, float]]
    """For each token how well it opens a cell of one, two and more words."""
    closing: tuple[list[float], list[float]]
    """For each token how well it closes a cell that is not the first, and one that is."""
    lengths: tuple[tuple[float, ...], ...]
    """Scores of a cell by its place (first, inner, last) and its number of words."""

    stopped: list[int]
    """For each token how many before it end a sentence."""
    torn: float
    """Score of a cell with a full stop inside and none at its end."""
    sentences: float
    """Score of a cell of several sentences."""

    def cell(self, first: int, stop: int) -> float:
        """How well the tokens from ``first`` to before ``stop`` make a cell."""
        length = stop - first
        inner, whole = self.stopped[stop - 1], self.stopped[stop]
        extra = 0.0
        if inner > self.stopped[first]:
            extra = self.sentences if whole > inner else self.torn
        place = 0 if first == 0 else 2 if stop == len(self.tokens) else 1
        return (
            extra
            + self.opening[first][min(length, 3) - 1]
            + self.closing[first == 0][stop - 1]
            + self.lengths[place][min(length, MOST_LENGTH)]
        )


def read_row(
    text: str, pairs: Set[Pair], known: Recurring | None = None, *, is_header: bool = False
) -> Row:
    """``text`` as tokens with scores; see :class:`Row` and ``find_columns`` for ``pairs``."""
    tokens = text.split()
    scorer = Gaps(tokens, known or Recurring(), is_header)
    table = weights_of("header" if is_header else "row")
    scores = scorer.scores(table)
    for index in range(1, len(tokens)):
        if (
            scores[index] > NEVER
            and pairs
            and (tokens[index - 1].lower(), tokens[index].lower()) in pairs
        ):
            scores[index] -= TOGETHER
    starts = [_start_kind(token) for token in tokens]
    ends = [_end_kind(token) for token in tokens]
    opening = [table.opening[number] for number in scorer.kinds]
    closing = (
        [table.closing[0][pair] for pair in zip(scorer.kinds, scorer.tails, strict=True)],
        [table.closing[1][pair] for pair in zip(scorer.kinds, scorer.tails, strict=True)],
    )
    stopped = [0, *accumulate(at == STOP for at in scorer.tails)]
    return Row(
        tokens, [token.strip(".,;").lower() for token in tokens], scorer.kinds, scores,
        _best_edges(scores), starts, ends, opening, closing,
        table.lengths, stopped, table.flag(TORN), table.flag(SENTENCES),
    )  # fmt: skip


def _best_edges(scores: Sequence[float]) -> list[int]:
    """The likeliest places, in order; unlikely ones only where there are few others."""
    possible = [index for index, score in enumerate(scores) if score > NEVER]
    likely = [index for index in possible if scores[index] > UNLIKELY]
    if len(likely) >= FEW_EDGES:
        possible = likely
    if len(possible) > MOST_EDGES:
        possible = sorted(possible, key=lambda index: -scores[index])[:MOST_EDGES]
    return sorted(possible)


# --- beginnings and ends of cells ---------------------------------------------------------


@lru_cache(maxsize=16_384)
def _start_kind(token: str) -> str:
    """What kind of cell this token would begin."""
    word = bare(token)
    if FIGURE.match(token) or word.lower() in NUMBER_WORDS:
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


@lru_cache(maxsize=16_384)
def _end_kind(token: str) -> str:
    """What kind of cell this token would end."""
    ending = TAILS[tail(token)]
    if ending in ("close", "stop"):
        return "bracket" if ending == "close" else "stop"
    return "figure" if token[-1:].isdigit() else "open"
