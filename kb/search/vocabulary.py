"""The words that published content uses, and the nearest of them to a word that it does not."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from kb.rows import insert
from kb.search.models import Vocable
from kb.search.spelling import american
from kb.search.text import stem, vocables

if TYPE_CHECKING:
    from kb.search.index import Entry

SHORTEST, LONGEST = 4, 40
DELICATE_SUBJECTS = frozenset({"drug", "test", "medicine", "laboratory test", "measurement"})
"""Kinds of terms whose names are never replaced without asking; names of one word, since the words
of a longer one ("estradiol test") are common enough."""


class Words:
    """The words of entries, and what is known of each, on their way into the vocabulary."""

    def __init__(self) -> None:
        self._all: set[str] = set()
        self._names: set[str] = set()
        self._delicate: set[str] = set()

    def collect(self, entry: Entry) -> None:
        """Take the words of an entry in."""
        words = self._all
        words.update(vocables(entry.body), vocables(entry.heading))
        for name in (entry.title, *entry.names):
            text = name if isinstance(name, str) else name.text
            found = vocables(text)
            words.update(found)
            if entry.kind != "reference":
                self._names.update(found)
            if entry.kind == "term" and " " not in text and _is_delicate(entry):
                self._delicate.update(found)

    def write(self) -> None:
        """Add the words; those already there only gain what is newly known of them."""
        words = [word for word in self._all if _is_kept(word)]
        rows = Vocable.objects.filter(word__in=words)
        known = {word: said for word, *said in rows.values_list("word", "is_name", "is_delicate")}
        names = ("word", "is_name", "is_delicate")
        new = sorted(word for word in words if word not in known)
        insert(Vocable, names, [(word, *self._said(word)) for word in new], ignore_conflicts=True)
        for place, flag in enumerate(names[1:]):
            gained = [word for word, said in known.items() if self._said(word)[place] > said[place]]
            if gained:
                Vocable.objects.filter(word__in=gained).update(**{flag: True})

    def _said(self, word: str) -> tuple[bool, bool]:
        return word in self._names, word in self._delicate


def _is_delicate(entry: Entry) -> bool:
    return entry.subject.lower() in DELICATE_SUBJECTS


def _is_kept(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and not word[0].isdigit()


# --- correcting -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Memory:
    """The vocabulary as this process knows it: words as compared, by length."""

    last: int = 0
    known: dict[str, str] = field(default_factory=dict)
    """Each word as it is written, after signs for what it is. Plain strings: the garbage collector
    need not look at tens of thousands of objects again and again."""
    by_length: dict[int, list[str]] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)


_SIGNS = {(False, False): " ", (True, False): "n", (False, True): "d", (True, True): "b"}
_IS_NAME, _IS_DELICATE = "nb", "db"


_memory = _Memory()
_reading = Lock()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A word for one that is written nowhere."""

    word: str
    is_delicate: bool = False


def correct(word: str) -> Replacement | None:
    """Return the published word that ``word`` was most likely meant to be, or None.

    None too if the word is in use itself. ``word`` is in lower case, as folded. Call
    :func:`refresh` once before.
    """
    typed = american(word.replace("-", ""))
    if typed in _memory.known or len(typed) < 3 or typed.isdigit():
        return None
    return _split(typed) or _nearest(typed)


def is_known(word: str) -> bool:
    """Say whether published content uses a word. Call :func:`refresh` once before."""
    return american(word) in _memory.known


def begins(word: str) -> bool:
    """Say whether a published word begins so. Call :func:`refresh` once before."""
    typed = american(word)
    place = bisect_left(_memory.ordered, typed)
    return place < len(_memory.ordered) and _memory.ordered[place].startswith(typed)


def is_unheard(word: str) -> bool:
    """Say whether a word is surely in no text, not even with another ending.

    Only words that the vocabulary would hold can be told so: short ones and such with digits are
    not kept. Call :func:`refresh` once before.
    """
    typed = american(word)
    if not typed.isalpha() or not SHORTEST <= len(typed) <= LONGEST:
        return False
    return typed not in _memory.known and stem(typed) not in _memory.stems


def forget() -> None:
    """Drop what this process remembers, as when the database underneath was exchanged."""
    global _memory
    _memory = _Memory()


def refresh() -> None:
    """Read the words added since last time. Numbers of rows only ever grow."""
    rows = Vocable.objects.filter(id__gt=_memory.last).order_by("id")
    found = list(rows.values_list("id", "word", "is_name", "is_delicate"))
    if not found:
        return
    with _reading:
        for number, word, is_name, is_delicate in found:
            compared = american(word.replace("-", ""))
            if compared not in _memory.known:
                _memory.by_length.setdefault(len(compared), []).append(compared)
                _memory.stems.add(stem(compared))
            _memory.known[compared] = _SIGNS[bool(is_name), bool(is_delicate)] + word
            _memory.last = max(_memory.last, number)
        _memory.ordered = sorted(_memory.known)


def _split(typed: str) -> Replacement | None:
    """Return two published words that were typed as one."""
    for place in range(SHORTEST, len(typed) - SHORTEST + 1):
        left, right = typed[:place], typed[place:]
        if left in _memory.known and right in _memory.known:
            return Replacement(f"{left} {right}")
    return None


def _nearest(typed: str) -> Replacement | None:
    # Compiled, and needed only after a search that found nothing.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 1 if len(typed) < 6 else 2
    best: tuple[tuple[float, str], str] | None = None
    for length in range(len(typed) - most, len(typed) + most + 1):
        words = _memory.by_length.get(length, [])
        found = process.extract(typed, words, scorer=OSA.distance, score_cutoff=most, limit=8)
        for other, distance, _ in found:
            vocable = _memory.known[other]
            is_name = vocable[0] in _IS_NAME
            if distance > 1 and (typed[0] != other[0] or (len(typed) < 8 and not is_name)):
                continue
            order = (_cost(typed, other, distance, is_name), other)
            if best is None or order < best[0]:
                best = (order, vocable)
    return Replacement(best[1][1:], best[1][0] in _IS_DELICATE) if best else None


def _cost(typed: str, other: str, distance: float, is_name: bool) -> float:
    """Return how far a word is: edits, more for another first letter, less for a name."""
    first = 0.6 if typed[0] != other[0] else 0.0
    same_letters = 0.3 if sorted(typed) != sorted(other) else 0.0
    return distance + first + same_letters - (0.7 if is_name else 0.0)
