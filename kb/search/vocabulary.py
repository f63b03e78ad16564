"""The words that published content uses, and the nearest of them to a word that it does not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from kb.search.models import Vocable
from kb.search.spelling import american
from kb.search.text import plain_words

if TYPE_CHECKING:
    from kb.search.index import Entry

SHORTEST, LONGEST = 4, 40
DELICATE_SUBJECTS = frozenset({"drug", "test", "medicine", "laboratory test", "measurement"})
"""Kinds of terms whose names are never replaced without saying so."""


def add(entries: Iterable[Entry]) -> None:
    """Add the words of entries; words already there only gain what is newly known of them."""
    rows: dict[str, Vocable] = {}
    for entry in entries:
        _collect(entry.body, rows, is_name=False, is_delicate=False)
        _collect(entry.heading, rows, is_name=False, is_delicate=False)
        is_delicate = entry.kind == "term" and entry.subject.lower() in DELICATE_SUBJECTS
        names = [name if isinstance(name, str) else name.text for name in entry.names]
        is_name = entry.kind != "reference"
        for text in (entry.title, *names):
            _collect(text, rows, is_name=is_name, is_delicate=is_delicate)
    _write(rows)


def _collect(text: str, rows: dict[str, Vocable], *, is_name: bool, is_delicate: bool) -> None:
    for word in set(plain_words(text)):
        if SHORTEST <= len(word) <= LONGEST and not word[0].isdigit():
            row = rows.setdefault(word, Vocable(word=word))
            row.is_name |= is_name
            row.is_delicate |= is_delicate


def _write(rows: dict[str, Vocable]) -> None:
    known = {row.word: row for row in Vocable.objects.filter(word__in=list(rows))}
    new = [row for word, row in rows.items() if word not in known]
    Vocable.objects.bulk_create(new, ignore_conflicts=True)
    changed = []
    for word, row in rows.items():
        old = known.get(word)
        if old and (row.is_name > old.is_name or row.is_delicate > old.is_delicate):
            old.is_name |= row.is_name
            old.is_delicate |= row.is_delicate
            changed.append(old)
    Vocable.objects.bulk_update(changed, ["is_name", "is_delicate"])


# --- correcting -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Memory:
    """The vocabulary as this process knows it: words as compared, by length."""

    last: int = 0
    known: set[str] = field(default_factory=set)
    by_length: dict[int, dict[str, _Vocable]] = field(default_factory=dict)
    ordered: list[str] = field(default_factory=list)


class _Vocable(NamedTuple):
    word: str
    is_name: bool
    is_delicate: bool


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


def forget() -> None:
    """Drop what this process remembers, as when the database underneath was exchanged."""
    global _memory
    _memory = _Memory()


def refresh() -> None:
    """Read the words added since last time; all of them if the table was made anew."""
    global _memory
    newest = Vocable.objects.aggregate(newest=Max("id"))["newest"] or 0
    if newest == _memory.last:
        return
    with _reading:
        memory = _memory if newest > _memory.last else _Memory()
        rows = Vocable.objects.filter(id__gt=memory.last, id__lte=newest)
        for word, is_name, is_delicate in rows.values_list("word", "is_name", "is_delicate"):
            compared = american(word.replace("-", ""))
            memory.known.add(compared)
            words = memory.by_length.setdefault(len(compared), {})
            words.setdefault(compared, _Vocable(word, is_name, is_delicate))
        memory.last = newest
        memory.ordered = sorted(memory.known)
        _memory = memory


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

    most = 1 if len(typed) < 6 else 2 if len(typed) < 10 else 3
    best: tuple[tuple[float, str], _Vocable] | None = None
    for length in range(len(typed) - most, len(typed) + most + 1):
        words = _memory.by_length.get(length, {})
        found = process.extract(typed, list(words), scorer=OSA.distance, score_cutoff=most, limit=8)
        for other, distance, _ in found:
            vocable = words[other]
            order = (_cost(typed, other, distance, vocable.is_name), other)
            if best is None or order < best[0]:
                best = (order, vocable)
    return Replacement(best[1].word, best[1].is_delicate) if best else None


def _cost(typed: str, other: str, distance: float, is_name: bool) -> float:
    """Return how far a word is: edits, more for another first letter, less for a name."""
    first = 0.6 if typed[0] != other[0] else 0.0
    same_letters = 0.3 if sorted(typed) != sorted(other) else 0.0
    return distance + first + same_letters - (0.7 if is_name else 0.0)
