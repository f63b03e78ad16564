"""Names offered while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from kb.search.engines.base import engine
from kb.search.expression import Phrase, every
from kb.search.models import Kind, Name
from kb.search.names import BEGUN, range_of
from kb.search.query import MOST_WORDS
from kb.search.results import Suggestion
from kb.search.text import clean, compact, words

MOST = 8
_SCANNED = 60
_LONGEST = 80
_ALIKE = 3
_OWN = (Name.Sort.TERM.value, Name.Sort.TITLE.value)
_COLUMNS = "n.key, n.sort, n.text, p.id, p.kind, p.key, p.title, p.url"
_JOINED = "JOIN search_passage p ON p.id = n.passage_id"


class _Offer(NamedTuple):
    """A name with what is shown of its passage."""

    key: str
    sort: str
    text: str
    passage: int
    kind: str
    thing: str
    title: str
    url: str


def suggest(text: str, *, limit: int = MOST) -> list[Suggestion]:
    """Return names that begin with what was typed, then names that have its words, the last begun.

    Terms come before articles, own names before other names. Takes at most three queries.
    """
    text = clean(text[:_LONGEST])
    start = compact(text)
    if not start:
        return []
    names = _beginning(start)
    if len({name.passage for name in names}) < limit:
        names += _containing(text)
    return _offered(names, start)[:limit]


def begin_alike(text: str, *, limit: int = MOST) -> list[Suggestion]:
    """Return names that begin like the longest word of a query that found nothing: one query."""
    longest = max((word.joined for word in words(clean(text[:_LONGEST]))), key=len, default="")
    start = longest[:_ALIKE]
    return _offered(_beginning(start), start)[:limit] if len(start) > 2 else []


def _beginning(start: str) -> list[_Offer]:
    sql = f"SELECT {_COLUMNS} FROM ({BEGUN[connection.vendor]}) n {_JOINED}"  # noqa: S608
    return _rows(sql, [*range_of(start), _SCANNED])


def _containing(text: str) -> list[_Offer]:
    *whole, last = words(text)[-MOST_WORDS:]
    begun = Phrase((last.joined,), is_prefix=True)
    asked = every([*(Phrase((word.joined,)) for word in whole), begun])
    ids = engine().find_names(asked, _SCANNED)
    if not ids:
        return []
    sql = (
        f"SELECT {_COLUMNS} FROM search_name n {_JOINED} "  # noqa: S608
        f"WHERE n.passage_id IN ({', '.join(map(str, ids))}) AND n.sort IN (%s, %s)"
    )
    return _rows(sql, _OWN)


def _rows(sql: str, arguments: Sequence[Any]) -> list[_Offer]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [_Offer(*row) for row in cursor.fetchall()]


def _offered(names: Sequence[_Offer], start: str) -> list[Suggestion]:
    """Return names in order of promise, each thing once."""
    best: dict[tuple[str, str], tuple[tuple[object, ...], _Offer]] = {}
    for name in names:
        if name.kind == Kind.REFERENCE:
            continue
        order = (
            not name.key.startswith(start),
            name.kind != Kind.TERM,
            name.sort not in _OWN,
            len(name.text),
            name.text,
        )
        thing = (name.kind, name.thing)
        if thing not in best or order < best[thing][0]:
            best[thing] = (order, name)
    return [_suggestion(name) for _, name in sorted(best.values(), key=lambda pair: pair[0])]


def _suggestion(name: _Offer) -> Suggestion:
    note = "" if name.sort in _OWN else name.title
    return Suggestion(name.text, name.kind, name.url.partition("#")[0], note)
