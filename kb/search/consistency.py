"""Whether search knows what it should, and making it so.

The apps say what there is to know, in batches of entries by key; nothing here knows the apps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.db import transaction

from kb.search import index, vocabulary
from kb.search.index import Entry
from kb.search.models import Name, Passage, Vocable

Batch: TypeAlias = Mapping[str, Sequence[Entry]]
"""Entries by key, all of one kind."""

_COMPARED = [
    field.attname
    for field in Passage._meta.concrete_fields
    if field.attname not in ("id", "kind", "key")
]


def differing(kind: str, batch: Batch) -> list[str]:
    """Return the keys of a batch of which search knows something else than it should."""
    known: dict[str, list[tuple[object, ...]]] = {key: [] for key in batch}
    rows = Passage.objects.filter(kind=kind, key__in=batch).order_by("position", "id")
    for key, *values in rows.values_list("key", *_COMPARED):
        known[key].append(tuple(values))
    names: dict[str, set[tuple[str, str, str]]] = {key: set() for key in batch}
    named = Name.objects.filter(passage__kind=kind, passage__key__in=batch)
    for key, *name in named.values_list("passage__key", "key", "sort", "text"):
        names[key].add(tuple(name))
    return [
        key
        for key, entries in batch.items()
        if known[key] != _passages(entries) or names[key] != _names(entries)
    ]


def _passages(entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    made = (index.passage_of(entry, position) for position, entry in enumerate(entries))
    return [tuple(getattr(passage, name) for name in _COMPARED) for passage in made]


def _names(entries: Sequence[Entry]) -> set[tuple[str, str, str]]:
    return {
        name
        for position, entry in enumerate(entries)
        for name in index.names_of(entry, is_lead=position == 0)
    }


def strays(kind: str, keys: Iterable[str]) -> list[str]:
    """Return the keys search knows of a kind that are none of ``keys``."""
    known = Passage.objects.filter(kind=kind).values_list("key", flat=True).distinct()
    return sorted(set(known) - set(keys))


@transaction.atomic
def forget_words() -> None:
    """Empty the vocabulary, so that writing entries fills it with words in use only."""
    Vocable.objects.all()._raw_delete(using=Vocable.objects.db)
    vocabulary.forget()
