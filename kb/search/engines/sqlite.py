"""SQLite: FTS5 over the prepared columns, ranked by bm25."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import DatabaseError

from kb.search.engines.base import (
    BOUND,
    SCATTERED_BOUND,
    TITLE_BOUND,
    Candidate,
    Found,
    Wanted,
    merged,
)
from kb.search.expression import Every, Expression, Phrase

# Worth of a word in: title, names, heading, marks (filters only), body.
_RANK = "bm25(search_index, 10.0, 8.0, 6.0, 0.0, 1.0)"
_PICK = (
    f"SELECT rowid AS id, -{_RANK} AS score FROM search_index "  # noqa: S608
    "WHERE search_index MATCH %s LIMIT %s"
)
_COLUMNS = "p.id, p.kind, p.key, p.tier, p.position, p.weight, p.review_due, c.score"
_TITLES = "{title_text names_text heading_text}"

_INDEXED = ("title_text", "names_text", "heading_text", "marks_text", "body_text")
_NAMES = ", ".join(_INDEXED)
_NEW = ", ".join(f"new.{name}" for name in _INDEXED)
_OLD = ", ".join(f"old.{name}" for name in _INDEXED)
_ADD = f"INSERT INTO search_index (rowid, {_NAMES}) VALUES (new.id, {_NEW});"  # noqa: S608
_DROP = (
    f"INSERT INTO search_index (search_index, rowid, {_NAMES}) "  # noqa: S608
    f"VALUES ('delete', old.id, {_OLD});"
)
TRIGGERS = {
    "search_passage_added": f"AFTER INSERT ON search_passage BEGIN {_ADD} END",
    "search_passage_removed": f"AFTER DELETE ON search_passage BEGIN {_DROP} END",
    "search_passage_changed": f"AFTER UPDATE ON search_passage BEGIN {_DROP} {_ADD} END",
}
"""What keeps the index; a copy of what the migration makes, for when one was lost."""


class SqliteEngine:
    """The FTS5 table ``search_index``, kept by triggers."""

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part.

        Where more match than are ranked, those that match in title, names or heading, and those
        that have the query word for word, are ranked besides the first ones met.
        """
        asked = " AND ".join(_match(part) for part in wanted.parts)
        whole = f"({asked}) OR {_match(wanted.adjacent)}" if wanted.adjacent else asked
        first = _candidates((_PICK,), (f"{_filters(wanted)}({whole})", BOUND))
        if len(first) < BOUND:
            return Found(first)
        arguments: list[Any] = [f"{_filters(wanted)}({_TITLES} : ({asked}))", TITLE_BOUND]
        picks = [_PICK]
        if wanted.adjacent:
            picks.append(_PICK)
            arguments += [f"{_filters(wanted)}{_match(wanted.adjacent)}", TITLE_BOUND]
        return Found(merged([first, _candidates(tuple(picks), tuple(arguments))]), is_bounded=True)

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; bm25 makes rare parts count more."""
        parts = len(wanted.parts)
        arguments: list[Any] = []
        for part in wanted.parts:
            arguments += [f"{_filters(wanted)}({_match(part)})", SCATTERED_BOUND]
        rows = _candidates((_PICK,) * parts, tuple(arguments))
        found: dict[int, Candidate] = {}
        for row in rows:
            kept = found.get(row.id)
            score, matched = (kept.score, kept.matched) if kept else (0.0, 0.0)
            found[row.id] = row._replace(score=score + row.score, matched=matched + 1 / parts)
        return Found(list(found.values()), is_bounded=len(rows) >= SCATTERED_BOUND)

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_index WHERE search_index MATCH %s LIMIT %s",
                (f"names_text : {_match(asked)}", limit),
            )
            return [row[0] for row in cursor.fetchall()]

    def problems(self) -> list[str]:
        """Return what is wrong with the index, in sentences."""
        with connection.cursor() as cursor:
            found = [f"The trigger {name} is missing." for name in _lost_triggers(cursor)]
            try:
                with transaction.atomic():
                    cursor.execute(
                        "INSERT INTO search_index (search_index, rank) "
                        "VALUES ('integrity-check', 1)"
                    )
            except DatabaseError:
                found.append("The full-text index does not agree with the passages.")
        return found

    def rebuild(self) -> None:
        """Make the index anew from the passages, and what keeps it."""
        with connection.cursor() as cursor:
            for name in _lost_triggers(cursor):
                cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def _lost_triggers(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_passage'"
    )
    return sorted(set(TRIGGERS) - {row[0] for row in cursor.fetchall()})


def _candidates(picks: tuple[str, ...], arguments: tuple[Any, ...]) -> list[Candidate]:
    union = " UNION ALL ".join(f"SELECT * FROM ({pick})" for pick in picks)  # noqa: S608
    sql = f"SELECT {_COLUMNS} FROM ({union}) c JOIN search_passage p ON p.id = c.id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(row: tuple[Any, ...]) -> Candidate:
    due = row[6]
    if isinstance(due, str):
        row = (*row[:6], datetime.date.fromisoformat(due), row[7])
    return Candidate(*row)


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
