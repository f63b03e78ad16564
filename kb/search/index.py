"""Writing to the search index, inside the transaction that changes what the public sees."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import transaction

from kb.among import Among
from kb.rows import insert
from kb.search import outbox, remembered, vocabulary
from kb.search.models import Kind, Name, Passage
from kb.search.text import clean, name_key, prepare

LONGEST_BODY = 60_000
"""Characters of a passage that are searched."""
_LONGEST_NAME_KEY = 200


@dataclass(frozen=True, slots=True)
class EntryName:
    """Another name of what an entry is about."""

    text: str
    sort: str = "synonym"
    """``synonym``, ``abbreviation``, ``spelling``, ``plural``, ``lay`` or ``code``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to find: a section of an article, a term, a reference."""

    kind: str
    """``article``, ``term`` or ``reference``."""
    key: str
    """The slug or citation key; all entries of one article share it."""
    title: str
    """The article's title, the term's name, the reference's title."""
    url: str
    """Where a reader is sent: for a section, its very place."""
    tier: str = ""
    """The section's tier; empty for what belongs to none."""
    anchor: str = ""
    """The section's anchor within its tier."""
    heading: str = ""
    """The section's heading; empty for a tier's opening."""
    names: tuple[EntryName | str, ...] = ()
    """Other names; a plain string is a synonym."""
    body: str = ""
    """Plain text, as a reader sees it."""
    topics: tuple[str, ...] = ()
    """Names of topics."""
    review_state: str = ""
    """``unreviewed`` or ``reviewed``; overdue follows from ``review_due``."""
    review_due: datetime.date | None = None
    """The day after which the review counts as overdue."""
    weight: int = 0
    """Importance among equals; higher comes first."""
    subject: str = ""
    """What kind of thing a term names: drug, test, hormone."""


def replace(kind: str, key: str, entries: Iterable[Entry]) -> None:
    """Make ``entries`` all that search knows of one article, term or reference."""
    replace_many(kind, {key: list(entries)})


@transaction.atomic
def replace_many(kind: str, entries_by_key: Mapping[str, Sequence[Entry]]) -> None:
    """Do for many what :func:`replace` does for one, in a constant number of queries.

    The first entry of a key stands for the whole: its title leads to it, and to the address
    without an anchor.
    """
    _forget(kind, entries_by_key)
    rows: list[dict[str, Any]] = []
    leads: list[tuple[Entry, int]] = []
    for group in entries_by_key.values():
        for position, entry in enumerate(group):
            rows.append(_values(entry, position))
            leads += [(entry, position)] if position == 0 or entry.names else []
    if rows:
        insert(Passage, list(rows[0]), [tuple(row.values()) for row in rows])
    _insert_names(kind, leads)
    words = vocabulary.Words()
    words.collect(chain.from_iterable(entries_by_key.values()))
    words.write()
    outbox.note(kind, list(entries_by_key))


def _insert_names(kind: str, named: Sequence[tuple[Entry, int]]) -> None:
    """Write the names of entries whose passages were just written."""
    passages = Passage.objects.filter(kind=kind, key__in=Among(entry.key for entry, _ in named))
    ids = {(key, at): pk for pk, key, at in passages.values_list("id", "key", "position")}
    rows = [
        (ids[entry.key, position], *name)
        for entry, position in named
        for name in names_of(entry, is_lead=position == 0)
    ]
    insert(Name, ("passage_id", "key", "sort", "text"), rows)


def remove(kind: str, key: str) -> None:
    """Make search forget one article, term or reference."""
    remove_many(kind, [key])


@transaction.atomic
def remove_many(kind: str, keys: Iterable[str]) -> None:
    """Make search forget many of one kind."""
    keys = list(keys)
    _forget(kind, keys)
    outbox.note(kind, keys)


def _forget(kind: str, keys: Iterable[str]) -> None:
    remembered.forget()
    passages = Passage.objects.filter(kind=kind, key__in=Among(keys))
    Name.objects.filter(passage__in=passages)._raw_delete(using=passages.db)
    passages._raw_delete(using=passages.db)


def passage_of(entry: Entry, position: int) -> Passage:
    """Return the unsaved row of an entry, the first of its key at position 0."""
    return Passage(**_values(entry, position))


def _values(entry: Entry, position: int) -> dict[str, Any]:
    """Return the row of an entry by column, always in the same order."""
    body = clean(entry.body[:LONGEST_BODY])
    names = " ".join(prepare(name.text) for name in entry_names(entry))
    title = prepare(entry.title)
    return {
        "kind": entry.kind,
        "key": entry.key,
        "tier": entry.tier,
        "anchor": entry.anchor,
        "position": position,
        "weight": entry.weight,
        "review_state": entry.review_state,
        "review_due": entry.review_due,
        "subject": entry.subject[:40],
        "title": entry.title,
        "heading": entry.heading,
        "url": entry.url,
        "topics": list(entry.topics),
        "title_text": title,
        "names_text": names if position else f"{title} {names}".strip(),
        "heading_text": prepare(entry.heading),
        "marks_text": marks(entry.kind, entry.tier),
        "body_text": prepare(body),
        "body": body,
    }


def marks(kind: str, tier: str) -> str:
    """Return the words that stand for a kind and a tier in the index."""
    return f"kindis{kind} tieris{tier or 'none'}"


def entry_names(entry: Entry) -> list[EntryName]:
    """Return an entry's other names, plain strings as synonyms."""
    return [EntryName(name) if isinstance(name, str) else name for name in entry.names]


def names_of(entry: Entry, *, is_lead: bool) -> list[tuple[str, str, str]]:
    """Return the names under which an entry is looked up: key, sort and text of each."""
    named = entry_names(entry)
    if is_lead:
        sort = Name.Sort.TERM if entry.kind == Kind.TERM else Name.Sort.TITLE
        named = [EntryName(entry.title, sort), *named]
    rows: dict[str, tuple[str, str, str]] = {}
    for name in named:
        key = name_key(name.text)[:_LONGEST_NAME_KEY]
        if key:
            rows.setdefault(name.text, (key, name.sort, name.text[:300]))
    return list(rows.values())
