"""The words that published content uses, and the nearest of them to a word that it does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb.search.models import Vocable
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
