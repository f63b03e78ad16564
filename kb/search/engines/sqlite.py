"""SQLite: FTS5 over the prepared columns, and over those of title, names and heading alone."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.utils import DatabaseError

from kb.search.engines.base import NEAR, TITLE_BOUND, Wanted
from kb.search.engines.database import (
    IS_FULL,
    NEARBY,
    SEQUENCE,
    DatabaseEngine,
    Limits,
    Pick,
    Picking,
    collected,
    statement,
)
from kb.search.expression import Every, Expression, Phrase, every

_DUE = 8
_NAMES = "{names_text heading_text}"
_PICK = "SELECT * FROM (SELECT rowid, %s FROM {0} WHERE {0} MATCH %s{1} LIMIT %s)"

INDEXES = {
    "search_index": ("title_text", "names_text", "heading_text", "marks_text", "body_text"),
    "search_head": ("title_text", "names_text", "heading_text", "marks_text"),
}
"""The full-text tables with their columns. Both hold numbers only; the texts are the passages'."""


def _adding(index: str) -> str:
    columns = INDEXES[index]
    values = ", ".join(f"new.{name}" for name in columns)
    return f"INSERT INTO {index} (rowid, {', '.join(columns)}) VALUES (new.id, {values});"  # noqa: S608


def _dropping(index: str) -> str:
    columns = INDEXES[index]
    values = ", ".join(f"old.{name}" for name in columns)
    return (
        f"INSERT INTO {index} ({index}, rowid, {', '.join(columns)}) "  # noqa: S608
        f"VALUES ('delete', old.id, {values});"
    )


_ADD = " ".join(map(_adding, INDEXES))
_DROP = " ".join(map(_dropping, INDEXES))
TRIGGERS = {
    "search_passage_added": f"AFTER INSERT ON search_passage BEGIN {_ADD} END",
    "search_passage_removed": f"AFTER DELETE ON search_passage BEGIN {_DROP} END",
    "search_passage_changed": f"AFTER UPDATE ON search_passage BEGIN {_DROP} {_ADD} END",
}
"""What keeps the indexes; a copy of what the migrations make, for when one was lost."""


class SqliteEngine(DatabaseEngine):
    """The FTS5 tables, kept by triggers."""

    def pick(self, picks: Sequence[Pick], wanted: Wanted, limits: Limits) -> Picking:
        """Return what the picks hold, of each the passages longest known."""
        filters = _filters(wanted)
        selects: list[str] = []
        arguments: list[Any] = []
        for one in picks:
            index = "search_head" if one.in_head or one.in_names else "search_index"
            selects.append(_PICK.format(index, f" AND {IS_FULL}" if one.is_last_resort else ""))
            arguments += [one.number, filters + _asked(one), one.limit]
        sql = statement(selects, limits)
        return collected([_dated(row) for row in _rows(sql, arguments)])

    def closer(self, wanted: Wanted) -> list[Pick]:
        """Return picks for passages that have the words near each other, or in sequence."""
        asked = every(list(wanted.parts))
        picks = []
        if len(wanted.typed) > 1:
            picks.append(Pick(NEARBY, asked, TITLE_BOUND, near=wanted.typed, is_last_resort=True))
        if wanted.adjacent:
            picks.append(Pick(SEQUENCE, wanted.adjacent, TITLE_BOUND, is_last_resort=True))
        return picks

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        sql = "SELECT rowid FROM search_head WHERE search_head MATCH %s LIMIT %s"
        return [row[0] for row in _rows(sql, [f"names_text : {_match(asked)}", limit])]

    def find_passages(self, asked: Expression) -> list[int]:
        """Find all passages that have what is asked anywhere, in no order."""
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH %s"
        return [row[0] for row in _rows(sql, [_match(asked)])]

    def problems(self) -> list[str]:
        """Return what is wrong with the index, in sentences."""
        with connection.cursor() as cursor:
            found = [f"The trigger {name} is missing." for name in _lost_triggers(cursor)]
            unsound = [name for name in INDEXES if not _is_sound(name, cursor)]
        if unsound:
            found.append("The full-text index does not agree with the passages.")
        return found

    def rebuild(self) -> None:
        """Make the index anew from the passages, and what keeps it."""
        with connection.cursor() as cursor:
            for name in _lost_triggers(cursor):
                cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
            for name in INDEXES:
                cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608


def _is_sound(index: str, cursor: Any) -> bool:
    """Say whether an index holds what its passages have."""
    try:
        with transaction.atomic():
            cursor.execute(
                f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
            )
    except DatabaseError:
        return False
    return True


def _lost_triggers(cursor: Any) -> list[str]:
    """Return the triggers that are missing, or are not as they should be."""
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_passage'"
    )
    return sorted(set(TRIGGERS) - {row[0] for row in cursor.fetchall()})


def _asked(pick: Pick) -> str:
    """Return what a pick asks for in FTS5's syntax."""
    asked = f"({_match(pick.asked)})"
    if pick.near:
        words = " ".join(f'"{word}"' for word in pick.near)
        return f"({asked} AND NEAR({words}, {NEAR}))"
    if pick.in_names:
        return f"({_NAMES} : {asked})"
    return f"(- marks_text : {asked})" if pick.in_head else asked


def _rows(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def _dated(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row with the date the passage's review is due as a date."""
    due = row[_DUE]
    if not isinstance(due, str):
        return row
    return (*row[:_DUE], datetime.date.fromisoformat(due), *row[_DUE + 1 :])


def _filters(wanted: Wanted) -> str:
    marks = [f"kindis{wanted.kind}"] if wanted.kind else []
    marks += [f"tieris{wanted.tier}"] if wanted.tier else []
    return "".join(f"marks_text : {mark} AND " for mark in marks)


def _match(expression: Expression) -> str:
    """Return an expression in FTS5's syntax. Tokens are letters and digits only."""
    if isinstance(expression, Phrase):
        quoted = '"' + " ".join(expression.tokens) + '"'
        return f"{quoted} *" if expression.is_prefix else quoted
    word = " AND " if isinstance(expression, Every) else " OR "
    return "(" + word.join(_match(part) for part in expression.parts) + ")"
