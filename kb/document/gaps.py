"""The gaps between the words of a table row: how likely a cell begins at each.

Each gap is scored from the kinds of the words around it, where in the line it lies and what
recurs in other rows. The weights are log-odds fitted to tables of our own
(:mod:`kb.document.edge_weights`); a score of 0 means even chances.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.document.edge_weights import MOST_LENGTH, Weights, bucket, weights_of
from kb.document.gap_words import binds, is_name_or_figure, may_begin, may_end
from kb.document.language import (
    CONTINUERS,
    QUESTION_WORDS,
    bare,
    initials_before,
    is_acronym,
)
from kb.document.recurring import Recurring
from kb.document.row_kinds import (
    COMMON,
    KINDS,
    NONE,
    NUMBER,
    SHAPES,
    TAILS,
    kind,
    tail,
)
from kb.document.text import SIGNS

TORN, SENTENCES = "torn", "sentences"
"""A cell that has a full stop inside and none at its end; one that has both."""
NEVER = -9.0
"""Score of a place where no cell can begin."""
_UNIT, _AMOUNTS = NUMBER["unit"], (NUMBER["figure"], NUMBER["range"])
_LETTER_NAME = re.compile(r"[A-Z]-[a-z]")
"""How names of compounds begin, as ``L-arginine`` does."""
_PREP, _STOPPED, STOP = NUMBER["prep"], NUMBER["stopped"], TAILS.index("stop")
_LAST_PLACE = 4
SENTENCE_OPENING = 4
"""Words of a sentence among which one stands that ties it to the sentence before."""


def cell_features(kinds: Sequence[int], tails: Sequence[int], first: int, stop: int) -> list[str]:
    """Names of what :meth:`Row.cell` weighs in a cell of a line of words of ``kinds``."""
    length = stop - first
    start, end = (KINDS[kinds[at]].replace(" ", "_") for at in (first, stop - 1))
    place = "first" if first == 0 else "later"
    where = "first" if first == 0 else "last" if stop == len(kinds) else "inner"
    found = [
        f"opens {start} {min(length, 3)}",
        f"closes {place} {end}",
        f"closes {place} as {TAILS[tails[stop - 1]]}",
        f"length {where} {bucket(min(length, MOST_LENGTH))}",
    ]
    if STOP in tails[first : stop - 1]:
        found.append(TORN if tails[stop - 1] != STOP else SENTENCES)
    return found


def gap_scores(text: str) -> list[float]:
    """For each token of ``text``, a row taken alone, the evidence that a cell begins there."""
    return Gaps(text.split(), Recurring(), is_header=False).scores(weights_of("row"))


class Gaps:
    """The scores of one line."""

    def __init__(self, tokens: Sequence[str], known: Recurring, is_header: bool) -> None:
        self.tokens = tokens
        self.known = known
        self.is_header = is_header
        self.kinds = [kind(token) for token in tokens]
        self.tails = [tail(token) for token in tokens]
        self.shapes = [SHAPES[number] for number in self.kinds]
        self.unstopped = [token.rstrip(".") for token in tokens]
        self.repeated = _repeated(tokens)
        self.opened, self.inside = _spelled_out(tokens)

    def places(self) -> list[int]:
        """The tokens with which a cell can begin at all, but for the line's first."""
        depths = _depths(self.tokens)
        return [
            index
            for index in range(1, len(self.tokens))
            if depths[index] == 0 and index not in self.inside and self._is_possible(index)
        ]

    def scores(self, weights: Weights) -> list[float]:
        """For each token the evidence that a cell begins there."""
        found = [NEVER] * len(self.tokens)
        for index in self.places():
            found[index] = max(NEVER + 0.1, self._score(index, weights))
        return found

    def _is_possible(self, index: int) -> bool:
        before, here = self.tokens[index - 1], self.tokens[index]
        return may_begin(here, self.is_header) and may_end(before)

    def _score(self, index: int, weights: Weights) -> float:
        kinds = self.kinds
        following = kinds[index + 1] if index + 1 < len(kinds) else NONE
        earlier = kinds[index - 2] if index > 1 else NONE
        score = weights.around(earlier, kinds[index - 1], kinds[index], following)
        weight = weights.flags.get
        return score + sum([weight(name, 0.0) for name in self.flags(index)])

    def flags(self, index: int) -> list[str]:
        """What else is so of the gap before the token at ``index``."""
        before, here = self.tokens[index - 1], self.tokens[index]
        shapes, known = self.shapes, self.known
        following = shapes[index + 1] if index + 1 < len(shapes) else "end"
        found = list(_turns(shapes[index - 1], shapes[index], following, min(index, _LAST_PLACE)))
        if binds(before):
            found.append("binds" if before.islower() else "may bind")
        left, right = self.unstopped[index - 1], self.unstopped[index]
        if right in known.words:
            found.append("recurs here")
            if right in known.usual:
                found.append("usual here")
        if left in known.words:
            found.append("recurs before" if index > 1 else "recurs first")
            if left in known.usual:
                found.append(f"usual before {shapes[index]}")
        if (left, right) in known.pairs:
            found.append("recurs together")
        if index in self.opened:
            found.append("spelled out")
        if self.kinds[index] == _UNIT and self.kinds[index - 1] in _AMOUNTS:
            found.append("unit of a figure")
        if _LETTER_NAME.match(here):
            found.append("letter and hyphen")
        elif len(here.rstrip(",")) == 1 and following != "small":
            found.append("lone letter")
        if self.repeated:
            found.extend(self._repeats(index))
        if self.is_header and here.lower() in QUESTION_WORDS:
            found.append("question here")
        if self.is_header:
            found.extend(_common_words(before, here))
            if known.pairs and index > 1 and (self.tokens[index - 2], before) in known.pairs:
                found.append("pair before")
        found.extend(
            f"after prep {back}"
            for back in (2, 3)
            if index >= back and self.kinds[index - back] == _PREP
        )
        if self.tails[index - 1] == STOP:
            if self._goes_on(index):
                found.append("goes on")
            if self._is_parallel(index):
                found.append("parallel")
        return found

    def _repeats(self, index: int) -> list[str]:
        """Flags for the edges of what stands in the line twice: cells of it may be parallel."""
        found = []
        here = self.repeated.get(self.tokens[index].rstrip(".,;"), ())
        if len({self.tokens[at - 1] for at in here if at}) > 1 or 0 in here:
            found.append("opens twice")
        before = self.repeated.get(self.tokens[index - 1].rstrip(".,;"), ())
        last = len(self.tokens) - 1
        if len({self.tokens[at + 1] for at in before if at < last}) > 1 or last in before:
            found.append("closes twice")
        return found

    def _goes_on(self, index: int) -> bool:
        """Whether the sentence from ``index`` goes on from the one before it."""
        opening = self.tokens[index : index + SENTENCE_OPENING]
        if any(bare(token).lower() in CONTINUERS for token in opening):
            return True
        end = next((at for at in range(index, len(self.tokens)) if self.tails[at] == STOP), None)
        return end is not None and bare(self.tokens[end]) in ("too", "well", "again", "instead")

    def _is_parallel(self, index: int) -> bool:
        """Whether the sentences before and from ``index`` both have a sign or colon in them."""
        first = next((at for at in range(index - 2, 0, -1) if self.tails[at] == STOP), 0)
        end = next((at for at in range(index, len(self.tokens)) if self.tails[at] == STOP), 0)
        return _has_mark(self.tokens[first:index]) and _has_mark(self.tokens[index : end + 1])


@lru_cache(maxsize=4096)
def _turns(before: str, here: str, following: str, place: int) -> tuple[str, ...]:
    """Flags that every gap has: how the words around are written, and where it lies."""
    turn = f"turn {before} {here}"
    return "bias", turn, f"{turn} {following}", f"place {place}"


def _repeated(tokens: Sequence[str]) -> dict[str, list[int]]:
    """Names and figures that stand in a line more than once, with their places."""
    words = [token.rstrip(".,;") for token in tokens]
    if len(words) == len(set(words)):
        return {}
    places: dict[str, list[int]] = {}
    for at, (token, word) in enumerate(zip(tokens, words, strict=True)):
        if is_name_or_figure(token):
            places.setdefault(word, []).append(at)
    return {word: held for word, held in places.items() if len(held) > 1}


def _has_mark(tokens: Sequence[str]) -> bool:
    return any(token in SIGNS or token.endswith(":") for token in tokens)


def _common_words(before: str, here: str) -> list[str]:
    """Flags for the words at a gap, and for both together, that headers of any subject have."""
    left, right = bare(before).lower(), bare(here).lower()
    found = [f"word before {left}"] if left in COMMON else []
    if right in COMMON:
        found.append(f"word here {right}")
        if found[0] is not found[-1]:
            found.append(f"words {left} {right}")
    return found


def _spelled_out(tokens: Sequence[str]) -> tuple[set[int], set[int]]:
    """Where names begin that a bracketed abbreviation stands for, and the places inside them."""
    opened: set[int] = set()
    inside: set[int] = set()
    for index, token in enumerate(tokens):
        if token.startswith("(") and is_acronym(token):
            count = initials_before(list(tokens[max(0, index - 8) : index]), bare(token))
            inside.update(range(index - count + 1, index))
            if count:
                opened.add(index - count)
    return opened, inside


def _depths(tokens: Sequence[str]) -> list[int]:
    """For each token how many brackets are open before it; unbalanced rows count none."""
    depths, depth = [], 0
    for token in tokens:
        depths.append(depth)
        if "(" in token or ")" in token:
            depth = max(0, depth + token.count("(") - token.count(")"))
    return depths if depth == 0 else [0] * len(tokens)
