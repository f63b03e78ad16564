"""What single words tell of a line that may describe a decorative picture.

Most signs by which :mod:`kb.document.captions` judges a line lie in one word each. They are looked
for once in each different string between spaces, and remembered, as texts repeat their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.document.language import word_set
from kb.document.text import ByToken, words

_STANDS_FOR = re.compile(
    r"\b(?:symboli[sz]|represent|embod|signif(?=y|ie)|visuali[sz]|evok|illustrat|depict|portray|"
    r"reflect|highlight|convey|underscor|emphasi[sz]|showcas|exemplif|denot|echo(?=e[sd]|ing|\b)|mirror|"
    r"metaphoric|suggest|hint|capture|express|parallel|emblematic|reminiscent|imagery|metaphor)"
    r"[a-z]*\b",
    re.IGNORECASE,
)
_SYMBOL = re.compile(
    r"symboli|embod|visuali|evok|depict|portray|metaphor|emblem|imagery|reminisc", re.IGNORECASE
)
"""Of these verbs, the ones that prose hardly uses."""
_LOOKS = word_set(
    "smooth textured delicate translucent transparent luminous vibrant glowing soft fuzzy "
    "spiky fractured cracked porous intricate abstract pristine opened skeletal "
    "skeletonized woven spiraling spiral layered backlit weathered wooden glass metallic "
    "crystalline granular white green golden blue red yellow orange pink purple gray grey "
    "beige brown black silver dark light pale bright colorful colourful muted warm serene "
    "calm sunlit minimalist modern ancient rounded spherical circular curved symmetrical "
    "concentric interwoven twisted branching sphere spheres orb orbs backdrop background "
    "foreground surface close-up closeup macro cross-section petals petal leaf leaves stem "
    "stems flower flowers branch roots seed pod shell feather feathers fibers fibres "
    "threads strands droplets vials vial pebbles stones stone sand driftwood moss vine bark "
    "sky shadow shadows silhouette hands smile smiling gaze gazing holding standing seated "
    "sitting rests resting nestled floating floats cradled cradling emerging emerges "
    "encased surrounded arranged stacked scattered draped rows couple woman man desk window "
    "chair linen ceramic bowl jar landscape horizon sunrise garden meadow waves ocean "
    "clouds mist dew frost bubbles foam forms structures elements texture"
)
_ARGUES = re.compile(
    r"\b(?:because|however|therefore|although|whereas|if|unless|thus|since|should|must|may|might|"
    r"could|would|can|cannot|will|e\.g\.|i\.e\.|not|studies|study|trial|trials|evidence|data)\b",
    re.IGNORECASE,
)
_OF_A_PHRASE = re.compile(r"example|instance|contrast", re.IGNORECASE)
_FIGURE = re.compile(
    r"fig|diagram|chart|graph|schematic|equation|table|shown|pictured|illustrated|image",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"visual|image|picture|photo|scene|composition|illustration|depiction|metaphor|arrangement|"
    r"portrait|close-up|artwork|rendering|representation|form"
)
_PERSON = re.compile(
    r"person|woman|man|couple|individual|clinician|practitioner|patient|physician|child|girl|boy|"
    r"hand",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_ADDRESSES = re.compile(r"\b(?:you|your|we|our|us|I)\b")
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|been|be|there)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What one string between spaces tells."""

    stands_for: tuple[bool, ...] = ()
    """For each verb by which pictures stand for something, whether prose hardly uses it."""
    looks: tuple[str, ...] = ()
    """Words for what something looks like, in lower case."""
    argues: int = 0
    """How many words of argument it holds."""
    has_digit: bool = False
    addresses: bool = False
    """Whether it speaks to the reader or of the writers."""
    has_verb: bool = False
    """Whether it holds a verb that captions mostly lack."""
    may_argue: bool = False
    """Whether it may end a phrase of argument, as in ``for example``."""
    may_be_figure: bool = False
    """Whether it may belong to the naming of a figure, chart or table."""
    may_be_picture: bool = False
    """Whether it may belong to the naming of the picture itself."""
    may_be_person: bool = False
    """Whether it may name somebody shown."""


_NOTHING = Signs()


def _signs_of(token: str) -> Signs | None:
    found = Signs(
        tuple(_SYMBOL.match(word) is not None for word in _STANDS_FOR.findall(token)),
        tuple(word for word in words(token.lower()) if word in _LOOKS or "-like" in word),
        len(_ARGUES.findall(token)),
        _DIGIT.search(token) is not None,
        _ADDRESSES.search(token) is not None,
        _CLAUSE.search(token) is not None,
        _OF_A_PHRASE.search(token) is not None,
        _FIGURE.search(token) is not None,
        _PICTURE.search(token) is not None,
        _PERSON.search(token) is not None,
    )
    return None if found == _NOTHING else found


_signs = ByToken(_signs_of)


def signs_of(text: str) -> list[Signs]:
    """What the words of ``text`` tell, in order; words that tell nothing are left out."""
    return [signs for signs in map(_signs.__getitem__, text.split()) if signs is not None]
