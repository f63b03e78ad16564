"""Which section of another tier tells the same matter: the way to "simpler" and "more depth".

Sections are compared by the words they share, rare words counting more than common ones and words
of the heading more than those of the text. A tier's opening belongs to the others' openings, and
sections under the same heading belong together whatever their words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TypeAlias

from kb.document.anchors import with_anchors
from kb.document.text import ByToken, words
from kb.document.tree import Document, Section
from kb.markup.text import plain_blocks

Counterparts: TypeAlias = dict[tuple[str, str], dict[str, str | None]]
"""For each ``(tier, anchor)``, the anchor of its counterpart in every other tier, or None."""

THRESHOLD = 0.12
"""Least likeness, from 0 to 1, of a section and its counterpart."""
OPENING_SHARE = 0.7
"""Share of its likeness that an opening keeps as counterpart of a headed section."""
HEADING_WEIGHT = 3
"""How often a word of a heading counts."""

_STOP = frozenset(
    """a about above after again all also although always am among an and any are as at be because
    been before being between both but by can cannot could did do does during each either even every
    few for from further had has have having he her here his how however i if in into is it its
    itself just less like many may might more most much must no nor not of off often on once one
    only or other our out over own rather same several she should since so some such than that the
    their them then there these they this those through thus to too two under until up upon use
    used using very was way we well were what when where whether which while who why will with
    within without would you your""".split()  # noqa: SIM905
)
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|ly)$")


def counterparts(document: Document) -> Counterparts:
    """Return every section's counterpart in each other tier of the document.

    The counterpart is None where no section there is like enough. A tier that is a single section
    is the counterpart of every section, for it tells the whole matter.
    """
    document = with_anchors(document)
    profiles = {
        tier.name: [_profile(section) for section in tier.sections] for tier in document.tiers
    }
    weights = _weights([profile for group in profiles.values() for profile in group])
    vectors = {name: [_vector(p, weights) for p in group] for name, group in profiles.items()}
    likeness = cache(_likeness)
    found: Counterparts = {}
    for name, group in vectors.items():
        for vector in group:
            found[(name, vector.anchor)] = {
                other: _counterpart(vector, candidates, likeness)
                for other, candidates in vectors.items()
                if other != name
            }
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """A section's words and how often each is met, or what that weighs."""

    anchor: str
    is_opening: bool
    counts: Mapping[str, float]


def _profile(section: Section) -> _Profile:
    tokens = plain_blocks(section.blocks).split()
    tokens += (section.heading or "").split() * HEADING_WEIGHT
    counts = Counter(chain.from_iterable(map(_stems.__getitem__, tokens)))
    return _Profile(section.anchor, section.heading is None, counts)


def _stems_of(token: str) -> tuple[str, ...]:
    """Return the stems of what stands between two spaces, small words left out."""
    found = (word.lower() for word in words(token))
    return tuple(_stem(word) for word in found if word not in _STOP and len(word) > 2)


_stems = ByToken(_stems_of)


def _stem(word: str) -> str:
    """Return a word without its commonest endings, so that its forms meet."""
    stem = _ENDING.sub("", word)
    return stem.rstrip("e") if len(stem) > 3 else word


def _weights(profiles: Sequence[_Profile]) -> dict[str, float]:
    """Return each word's weight: the fewer sections have it, the more it tells."""
    sections = Counter(chain.from_iterable(profile.counts for profile in profiles))
    total = len(profiles) + 1
    by_count = {count: math.log(total / count) + 0.1 for count in set(sections.values())}
    return {word: by_count[count] for word, count in sections.items()}


class _Often(dict[float, float]):
    """What it counts that a word is met so many times: 1 for once, ever less for each more."""

    def __missing__(self, count: float) -> float:
        self[count] = 1 + math.log(count)
        return self[count]


_often = _Often()


def _vector(profile: _Profile, weights: Mapping[str, float]) -> _Profile:
    """Return a profile with weighted counts, of length 1."""
    weighted = {word: _often[count] * weights[word] for word, count in profile.counts.items()}
    length = math.sqrt(sum([value * value for value in weighted.values()])) or 1.0
    counts = {word: value / length for word, value in weighted.items()}
    return _Profile(profile.anchor, profile.is_opening, counts)


def _counterpart(
    section: _Profile,
    candidates: Sequence[_Profile],
    likeness: Callable[[_Profile, _Profile], float],
) -> str | None:
    """Return the anchor of the candidate that tells the section's matter, if any does."""
    if not candidates:
        return None
    if len(candidates) == 1:
        return candidates[0].anchor
    if section.is_opening and candidates[0].is_opening:
        return candidates[0].anchor
    if any(other.anchor == section.anchor for other in candidates):
        return section.anchor
    pairs = (sorted((section, other), key=_size) for other in candidates)
    score, place = max((likeness(few, many), -at) for at, (few, many) in enumerate(pairs))
    return candidates[-place].anchor if score >= THRESHOLD else None


def _size(profile: _Profile) -> int:
    return len(profile.counts)


def _likeness(few: _Profile, many: _Profile) -> float:
    """Return the cosine of two weighted profiles, less where only one is an opening.

    ``few`` is the one of fewer words. Asked for from both sections' sides, so remembered.
    """
    other = many.counts
    score = sum([value * other[word] for word, value in few.counts.items() if word in other])
    return score * OPENING_SHARE if few.is_opening != many.is_opening else score
