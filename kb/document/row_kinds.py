"""What kind of word each word of a table row is: classes of grammar, as small integers.

The classes are those of English in general, guessed from closed lists, endings and the way a word
is written. They are evidence for :mod:`kb.document.edges`, never a decision.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb.document.language import (
    ARTICLES,
    AUXILIARIES,
    COMMON_ADJECTIVES,
    CONJUNCTIONS,
    HEADER_HEADS,
    NUMBER_WORDS,
    PREPOSITIONS,
    QUESTION_WORDS,
    SENTENCE_OPENERS,
    bare,
    is_acronym,
    is_capitalised,
    looks_adjective,
    looks_noun,
    looks_verb_s,
    word_set,
)
from kb.document.text import is_abbreviation

KINDS = (
    "none",  # before the first word and after the last
    "prep", "article", "conj", "aux", "small ing", "small adj", "small noun", "small s", "small",
    "Prep", "Opener", "Question", "Number", "Grade", "Verb", "Order", "Period", "Adj", "Ed",
    "Ing", "Ly", "Head", "Noun", "Plural", "Word", "Hyphen", "ACRONYM", "letter", "code",
    "figure", "range", "unit", "dash", "stopped", "closed",
)  # fmt: skip
"""Kinds of words; those with a capital are written with one. Whatever ends a sentence or a bracket
is ``stopped`` or ``closed``: what follows does not depend on more."""
NUMBER = {name: number for number, name in enumerate(KINDS)}
NONE = NUMBER["none"]
SHAPES = tuple(
    name if name in ("ACRONYM", "stopped", "closed", "letter", "code", "dash")
    else "figure" if name in ("figure", "range", "unit")
    else "Capital" if name[0].isupper()
    else "small"
    for name in KINDS
)  # fmt: skip
"""For each kind how its words are written."""

_BROAD = {
    "function": "prep article conj aux",
    "small": "small_ing small_adj small_noun small_s small",
    "quality": "Adj Ed Ing",
    "thing": "Head Noun Plural Word Hyphen",
    "opening": "Prep Opener Question Verb Order Period Ly",
    "grade": "Number Grade",
    "short": "ACRONYM letter code",
    "amount": "figure range unit",
}
BROAD = tuple(
    next((wide for wide, held in _BROAD.items() if name.replace(" ", "_") in held.split()), name)
    for name in KINDS
)
"""For each kind a wider one: what is known of a pair of kinds too rare to have been met."""

TAILS = ("open", "stop", "close", "abbreviated")
"""How a word ends: plainly, as a sentence, with a bracket, with an abbreviation's full stop."""

GRADES = word_set(
    "yes no none low lower high higher moderate mild strong weak limited variable neutral "
    "positive negative minimal significant rare common proven possible likely unlikely unknown "
    "unclear normal mixed stable optional required never always often sometimes absent present "
    "poor fair good excellent very insufficient slow fast slight slightly modest marked not"
)
"""Words by which a cell grades something."""
COMMON = HEADER_HEADS | COMMON_ADJECTIVES | word_set("side name long-term short-term follow-up")
"""Words of headers in any subject that are known one by one."""
VERBS = word_set(
    "increases decreases reduces raises lowers supports promotes enhances stimulates inhibits "
    "blocks regulates modulates improves restores maintains preserves prevents protects controls "
    "helps provides requires involves includes contains acts binds activates triggers drives "
    "causes leads allows enables produces releases signals suppresses stabilizes stabilises "
    "affects influences alters changes converts breaks builds forms makes keeps holds gives takes "
    "brings shows tells measures indicates suggests reflects describes detects monitors treats "
    "applies covers prohibits permits protects governs limits sets defines names lists adds "
    "removes clears slows speeds shortens lengthens delays advances strengthens weakens calms "
    "balances binds mimics competes serves works occurs begins ends peaks falls rises varies "
    "remains becomes has is are was can may must should will does interferes disrupts impairs "
    "accelerates facilitates mediates initiates induces elevates boosts optimizes minimizes "
    "encourages directs targets addresses manages mitigates evaluates assesses determines "
    "identifies guides rules replaces delivers carries spans starts stops uses prepares retains "
    "narrows widens relaxes dilates constricts attracts kills feeds frees stores burns senses"
)
"""Verbs in the third person with which sentences without a subject begin in any table."""
ORDERS = word_set(
    "start begin wait check keep use avoid limit reduce increase consider monitor repeat review "
    "treat refer train aim seek walk drink eat take stop add ask request compare submit measure "
    "adjust discuss test watch schedule choose ensure include support prevent improve begin "
    "continue initiate evaluate assess apply maintain restrict replace record report address "
    "prioritize prioritise focus practice practise incorporate establish go get make do try"
)
"""Verbs with which cells of advice begin."""
PERIODS = word_set(
    "week weeks day days month months year years hour hours minute minutes every approximately "
    "about roughly around nearly almost least most more less fewer than between up starting"
)
"""Words that lead to a figure."""
COMPARISONS = word_set("< > ≤ ≥ = ~ ≈ ±")
"""Signs that stand before a figure and belong to it."""
FIGURE = re.compile(r"[<>≤≥~≈±+−$€£(-]?\d|[<>≤≥~≈±]$")
"""How a figure begins."""
_FIGURE = re.compile(r"[<>≤≥~≈±+−-]?[$€£]?\d[\d.,]*[%x×°+]?[,;]?$")
_RANGE = re.compile(r"[<>≤≥~≈±+−-]?[$€£]?\d")
_UNIT = re.compile(
    r"(?:[mµμnkp]?(?:g|l|mol|iu|u|m)|dl|mcg|iu|kcal|mmhg|bpm|hz|ppm|°?[cf]|%|percent|"
    r"hours?|weeks?|days?|minutes?|months?|years?|seconds?|times|mg|grams?|units?|points?)"
    r"(?:/\S+)?$|\S{1,5}/(?:m?l|dl|kg|day|min|l|week|hour)$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w/.\-–+]+$")


@lru_cache(maxsize=16_384)
def kind(token: str) -> int:
    """The kind of ``token``, as an index of :data:`KINDS`."""
    return NUMBER[_kind(token)]


@lru_cache(maxsize=16_384)
def tail(token: str) -> int:
    """How ``token`` ends, as an index of :data:`TAILS`."""
    if token.endswith(")"):
        return 2
    inner = token.rstrip("\"'”’")
    if inner.endswith((".", "!", "?")):
        return 3 if is_abbreviation(inner, len(inner) - 1) else 1
    return 0


def _kind(token: str) -> str:
    word = bare(token)
    if token in COMPARISONS:
        return "figure"
    if not word:
        return "dash"
    if tail(token) in (1, 2):
        return "closed" if token.endswith(")") else "stopped"
    if _RANGE.match(token.lstrip("(")):
        return "figure" if _FIGURE.match(token.lstrip("(").rstrip(")")) else "range"
    if len(word) == 1:
        return ("letter" if word.isupper() else "small") if word.isalpha() else "dash"
    if _UNIT.match(word) and not (word[0].isupper() and word.isalpha()):
        return "unit"
    if is_acronym(word):
        return "ACRONYM"
    if _CODE.match(word):
        return "code"
    return _capital_kind(word) if is_capitalised(word) else _small_kind(word)


def _small_kind(word: str) -> str:
    for name, members in (
        ("prep", PREPOSITIONS),
        ("article", ARTICLES),
        ("conj", CONJUNCTIONS),
        ("aux", AUXILIARIES),
    ):
        if word in members:
            return name
    if word.endswith("ing"):
        return "small ing"
    if looks_adjective(word):
        return "small adj"
    if looks_noun(word) and not word.endswith("s"):
        return "small noun"
    return "small s" if word.endswith("s") and len(word) > 3 else "small"


def _capital_kind(written: str) -> str:
    word = written.lower()
    for name, members in (
        ("Period", PERIODS),
        ("Prep", PREPOSITIONS),
        ("Question", QUESTION_WORDS),
        ("Number", NUMBER_WORDS),
        ("Grade", GRADES),
        ("Verb", VERBS),
        ("Opener", SENTENCE_OPENERS),
        ("Head", HEADER_HEADS),
        ("Order", ORDERS),
    ):
        if word in members:
            return name
    if looks_adjective(word):
        return "Ing" if word.endswith("ing") else "Ed" if word.endswith("ed") else "Adj"
    if word.endswith("ly"):
        return "Ly"
    if "-" in written:
        return "Hyphen"
    if looks_noun(word):
        return "Plural" if word.endswith("s") else "Noun"
    return "Plural" if looks_verb_s(word) else "Word"
