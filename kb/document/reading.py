"""How hard a text is to read: Flesch-Kincaid grade, SMOG, words, minutes, and what makes it hard.

Both formulas measure the length of sentences and words, nothing else: they warn, they do not
judge. Give them running text (see :func:`kb.markup.text.reading_text`); headings and references
would only disturb.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.document.syllables import is_abbreviation, syllables
from kb.document.text import ByToken, has_word, sentences, words

WORDS_PER_MINUTE = {"fundamentals": 220, "intermediate": 200, "academic": 180}
"""Assumed speed of each tier's reader; deeper texts are read more slowly."""

DEFAULT_WORDS_PER_MINUTE = 200
"""Assumed speed where no tier is given."""

CEILINGS = {"fundamentals": 8, "intermediate": 12}
"""Highest grade a tier should have; the academic tier has none."""

HARD_SYLLABLES = 4
"""Syllables from which a word is hard unless it is listed as everyday."""

_EVERYDAY = frozenset(
    """ability activity actually additional additionally alternative appropriate approximately
    available carefully comfortable communication community completely conversation decision
    definitely development difficulty education eventually everybody experience experiences
    explanation february generally gradually immediately important importantly increasingly
    independent individual individuals information interesting january majority medication
    medications naturally necessary necessarily nevertheless occasionally opportunity ordinary
    organisation organization original particular particularly population possibility potentially
    probability professional professionals reality regularly responsibility security
    separately significantly similarly situation situations society supermarket technology
    television temperature temporary traditional underlying understanding unfortunately unnecessary
    usually variety vegetable vegetables voluntary""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured in one text."""

    words: int
    sentences: int
    syllables: int
    polysyllables: int
    """Words of three syllables and more."""
    grade: float
    """Flesch-Kincaid grade: years of school in the United States; 0 for an empty text."""
    smog: float
    """SMOG grade, of the same scale."""
    minutes: int
    """Minutes it takes to read, rounded up."""


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence and its length."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class HardWord:
    """A hard word that no known term explains."""

    word: str
    syllables: int
    count: int
    """How often the text has it."""


def measure(text: str, *, tier: str | None = None) -> Measures:
    """Measure running text. ``tier`` gives the speed by which minutes are reckoned."""
    found, sounds, poly = _tally(text)
    if not found:
        return _measures(0, 0, 0, 0, tier)
    counted = max(1, sum(map(has_word, sentences_of(text))))
    return _measures(found, counted, sounds, poly, tier)


def _tally(text: str) -> tuple[int, int, int]:
    """Count words, syllables and polysyllables."""
    tallies = map(_tallies.__getitem__, text.split())
    found, sounds, poly = map(sum, zip((0, 0, 0), *tallies, strict=True))
    return found, sounds, poly


def _tally_of(token: str) -> tuple[int, int, int]:
    lengths = [syllables(word) for word in words(token)]
    return len(lengths), sum(lengths), sum(1 for length in lengths if length >= 3)


_tallies = ByToken(_tally_of)


def measure_together(parts: Iterable[Measures], *, tier: str | None = None) -> Measures:
    """Return the measures of a text from those of its parts, as if it were measured whole."""
    found = list(parts)
    return _measures(
        sum(part.words for part in found),
        sum(part.sentences for part in found),
        sum(part.syllables for part in found),
        sum(part.polysyllables for part in found),
        tier,
    )


def _measures(
    word_count: int, sentence_count: int, syllable_count: int, polysyllables: int, tier: str | None
) -> Measures:
    if not word_count:
        return Measures(0, 0, 0, 0, 0.0, 0.0, 0)
    speed = WORDS_PER_MINUTE.get(tier or "", DEFAULT_WORDS_PER_MINUTE)
    return Measures(
        words=word_count,
        sentences=sentence_count,
        syllables=syllable_count,
        polysyllables=polysyllables,
        grade=flesch_kincaid(word_count, sentence_count, syllable_count),
        smog=smog(sentence_count, polysyllables),
        minutes=math.ceil(word_count / speed),
    )


def flesch_kincaid(word_count: int, sentence_count: int, syllable_count: int) -> float:
    """Return the Flesch-Kincaid grade, to one decimal, never below 0."""
    grade = 0.39 * word_count / sentence_count + 11.8 * syllable_count / word_count - 15.59
    return max(0.0, round(grade, 1))


def smog(sentence_count: int, polysyllable_count: int) -> float:
    """Return the SMOG grade, to one decimal; meant for texts of 30 sentences and more."""
    return round(1.0430 * math.sqrt(polysyllable_count * 30 / sentence_count) + 3.1291, 1)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of running text; the end of a line ends a sentence too."""
    return [sentence for line in text.splitlines() if line.strip() for sentence in sentences(line)]


def longest_sentences(text: str, limit: int = 5, *, over: int = 25) -> list[LongSentence]:
    """Return the longest sentences of more than ``over`` words, longest first."""
    counted = [LongSentence(sentence, len(words(sentence))) for sentence in sentences_of(text)]
    long = [sentence for sentence in counted if sentence.words > over]
    return sorted(long, key=lambda sentence: -sentence.words)[:limit]


def hard_words(text: str, known: Iterable[str] = (), limit: int = 50) -> list[HardWord]:
    """Return the hard words of a text that no known term has in its name, commonest first.

    A word is hard from four syllables, unless it is an everyday one; an abbreviation is hard
    unless it is known. ``known`` holds names and other forms of terms, in any case.
    """
    explained = {_base(word) for name in known for word in words(name)}
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for word in words(text):
        base = _base(word)
        if base not in explained and _is_hard(word, base):
            counts[base] = counts.get(base, 0) + 1
            shown.setdefault(base, word)
    order = sorted(counts, key=lambda base: -counts[base])[:limit]
    return [HardWord(shown[base], syllables(shown[base]), counts[base]) for base in order]


def _base(word: str) -> str:
    """Return a word for comparison: lower case, without a possessive or a plural s."""
    base = re.sub(r"['’]s$", "", word.lower())
    return base[:-1] if len(base) > 4 and base.endswith("s") and not base.endswith("ss") else base


def _is_hard(word: str, base: str) -> bool:
    if word.isdigit() or word.lower() in _EVERYDAY or base in _EVERYDAY:
        return False
    if is_abbreviation(word):
        return any(character.isalpha() for character in word)
    parts = re.split(r"[-‐‑]", word)
    return max(syllables(part) for part in parts if part) >= HARD_SYLLABLES
