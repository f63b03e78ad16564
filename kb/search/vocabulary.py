"""The words that published content uses, and the nearest of them to a word that it does not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from kb.among import Among
from kb.rows import insert
from kb.search.models import Vocable
from kb.search.spelling import american
from kb.search.text import singular, stem, vocables

if TYPE_CHECKING:
    from kb.search.index import Entry

SHORTEST, LONGEST = 4, 40
SHORTEST_LOOKALIKE = 6
"""Letters of the shortest word that is taken for the name of a drug or test written wrongly."""
FRESH = 60.0
"""Seconds after which the words are read again even if a query has none that is unknown."""
LATE = 2_000
"""Words read anew then, the last ones known: those written beside them may come to light late."""
DELICATE_SUBJECTS = frozenset({"drug", "test", "medicine", "laboratory test", "measurement"})
"""Kinds of terms whose names are never replaced without asking; names of one word, since the words
of a longer one ("estradiol test") are common enough."""


class Words:
    """The words of entries, and what is known of each, on their way into the vocabulary."""

    def __init__(self) -> None:
        self._all: set[str] = set()
        self._names: set[str] = set()
        self._delicate: set[str] = set()

    def collect(self, entries: Iterable[Entry]) -> None:
        """Take the words of entries in, each string between spaces once for all of them."""
        texts: set[str] = set()
        names: set[str] = set()
        for entry in entries:
            called = [name if isinstance(name, str) else name.text for name in entry.names]
            parts = [token for name in (entry.title, *called) for token in name.split()]
            texts.update(entry.body.split(), entry.heading.split())
            (texts if entry.kind == "reference" else names).update(parts)
            if entry.kind == "term" and _is_delicate(entry):
                short = (name for name in (entry.title, *called) if " " not in name)
                self._delicate.update(*(vocables(name.split()) for name in short))
        self._names.update(vocables(names))
        self._all.update(vocables(texts), self._names)

    def write(self) -> None:
        """Add the words; those already there only gain what is newly known of them.

        A word that gains something is written anew, since workers read the rows with numbers higher
        than they know: else they would go on replacing a word by what is a drug's name by now.
        """
        words = [word for word in self._all if _is_kept(word)]
        rows = Vocable.objects.filter(word__in=Among(words))
        known = {word: said for word, *said in rows.values_list("word", "is_name", "is_delicate")}
        said = {word: self._said(word, *known.get(word, (False, False))) for word in words}
        gained = [word for word, before in known.items() if said[word] != tuple(before)]
        if gained:
            Vocable.objects.filter(word__in=gained).delete()
        new = [word for word in words if word not in known]
        rows = [(word, *said[word]) for word in sorted((*gained, *new))]
        insert(Vocable, ("word", "is_name", "is_delicate"), rows, ignore_conflicts=True)

    def _said(self, word: str, is_name: bool, is_delicate: bool) -> tuple[bool, bool]:
        return is_name or word in self._names, is_delicate or word in self._delicate


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
    delicate: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """Parts of names of drugs and tests, by first letter and length."""
    read_at: float = float("-inf")


_NOTHING = " "
_SIGNS = {(False, False): _NOTHING, (True, False): "n", (False, True): "d", (True, True): "b"}
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


def lookalike(word: str) -> str | None:
    """Return the name of a drug or test that a word in use may have been meant to be, or None.

    It is one typing error away: a letter more, less or another, or two changed about. A word that
    is a name itself, of whatever, was meant, and so was the plural of one. Call
    :func:`refresh_if_due` once before.
    """
    typed = american(word.replace("-", ""))
    said = _memory.known.get(typed)
    if said is None or said[0] != _NOTHING or len(typed) < SHORTEST_LOOKALIKE:
        return None
    own = singular(typed)
    alike = [
        name
        for length in range(len(typed) - 1, len(typed) + 2)
        for name in _memory.delicate.get((typed[0], length), ())
        if _is_one_edit_away(typed, name) and singular(name) != own
    ]
    return _memory.known[min(alike)][1:] if alike else None


def _is_one_edit_away(one: str, other: str) -> bool:
    """Say whether one insertion, deletion, replacement or change of neighbours parts two words."""
    if len(one) > len(other):
        one, other = other, one
    pairs = enumerate(zip(one, other, strict=False))
    start = next((at for at, pair in pairs if pair[0] != pair[1]), len(one))
    rest, others = one[start:], other[start:]
    if len(one) < len(other):
        return rest == others[1:]
    return rest[1:] == others[1:] or (rest[1::-1] == others[:2] and rest[2:] == others[2:])


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


def refresh_if_due() -> None:
    """Read the words added since last time, if that was a while ago."""
    if monotonic() > _memory.read_at + FRESH:
        refresh()


def refresh() -> None:
    """Read the words added since last time. Numbers of rows only grow.

    Once in a while some of those before are read too: of two transactions at a time, the one with
    the lower numbers may end later.
    """
    is_due = monotonic() > _memory.read_at + FRESH
    _memory.read_at = monotonic()
    rows = Vocable.objects.filter(id__gt=_memory.last - (LATE if is_due else 0)).order_by("id")
    found = list(rows.values_list("id", "word", "is_name", "is_delicate"))
    if not found:
        return
    with _reading:
        for number, word, is_name, is_delicate in found:
            _remember(word, bool(is_name), bool(is_delicate))
            _memory.last = max(_memory.last, number)
        _memory.ordered = sorted(_memory.known)


def _remember(word: str, is_name: bool, is_delicate: bool) -> None:
    """Take in a word; of two that are compared alike, what is known of either holds."""
    compared = american(word.replace("-", ""))
    said = _memory.known.get(compared)
    if said is None:
        _memory.by_length.setdefault(len(compared), []).append(compared)
        _memory.stems.add(stem(compared))
    else:
        word = word if is_name and said[0] not in _IS_NAME else said[1:]
        is_name |= said[0] in _IS_NAME
    if is_delicate and not (said and said[0] in _IS_DELICATE):
        _memory.delicate.setdefault((compared[0], len(compared)), []).append(compared)
    is_delicate |= bool(said and said[0] in _IS_DELICATE)
    _memory.known[compared] = _SIGNS[is_name, is_delicate] + word


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
