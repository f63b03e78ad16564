"""SQLite: FTS5 over the prepared columns, ranked by bm25."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import DatabaseError

from kb.search.engines.base import (
    BOUND,
    NAME_BOUND,
    NEAR,
    SCATTERED_BOUND,
    TITLE_BOUND,
    Candidate,
    Found,
    Wanted,
    merged,
    pairs,
)
from kb.search.expression import Every, Expression, Phrase

# Worth of a word in: title, names, heading, marks (filters only), body.
_RANK = "bm25(search_index, 10.0, 8.0, 6.0, 0.0, 1.0)"
_PICK = (
    f"SELECT rowid AS id, -{_RANK} AS score, %s AS matched FROM search_index "  # noqa: S608
    "WHERE search_index MATCH %s LIMIT %s"
)
_COLUMNS = (
    "p.id, p.kind, p.key, p.tier, p.position, p.weight, p.review_due, "
    "p.title_text, p.heading_text, c.score, c.matched"
)
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
        """Find passages that have every part, and a few that have some of them in their name.

        Where more match than are ranked, those that match in title, names or heading, and those
        that have the words near each other, are ranked besides the first ones met.
        """
        asked = " AND ".join(_match(part) for part in wanted.parts)
        filters, closer = _filters(wanted), _near(wanted)
        whole = f"({asked}) OR (({asked}) AND ({closer}))" if closer else asked
        picks = [(1.0, f"{filters}({whole})", BOUND)]
        if two := pairs(wanted.parts):
            named = " OR ".join(_match(pair) for pair in two)
            share = 2 / len(wanted.parts)
            picks.append((share, f"{filters}({{names_text heading_text}} : ({named}))", NAME_BOUND))
        first = _candidates(picks)
        if sum(one.matched == 1.0 for one in first) < BOUND:
            return Found(merged([first]))
        picks = [(1.0, f"{filters}({_TITLES} : ({asked}))", TITLE_BOUND)]
        if closer:
            picks.append((1.0, f"{filters}(({asked}) AND ({closer}))", TITLE_BOUND))
        return Found(merged([first, _candidates(picks)]), is_bounded=True)

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; bm25 makes rare parts count more."""
        share = 1 / len(wanted.parts)
        filters = _filters(wanted)
        rows = _candidates(
            [(share, f"{filters}({_match(part)})", SCATTERED_BOUND) for part in wanted.parts]
        )
        found: dict[int, Candidate] = {}
        for row in rows:
            if kept := found.get(row.id):
                row = row._replace(score=kept.score + row.score, matched=kept.matched + row.matched)
            found[row.id] = row
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


def _candidates(picks: list[tuple[float, str, int]]) -> list[Candidate]:
    """Return what each query matches, up to its limit; a passage may occur more than once."""
    union = " UNION ALL ".join([f"SELECT * FROM ({_PICK})"] * len(picks))  # noqa: S608
    sql = f"SELECT {_COLUMNS} FROM ({union}) c JOIN search_passage p ON p.id = c.id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for pick in picks for value in pick])
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(row: tuple[Any, ...]) -> Candidate:
    due = row[6]
    if isinstance(due, str):
        row = (*row[:6], datetime.date.fromisoformat(due), *row[7:])
    return Candidate(*row)


def _near(wanted: Wanted) -> str:
    """Return a query for the typed words near each other or in one sequence, if there are two."""
    ways = [_match(wanted.adjacent)] if wanted.adjacent else []
    if len(wanted.typed) > 1:
        words = " ".join(f'"{word}"' for word in wanted.typed)
        ways.append(f"NEAR({words}, {NEAR})")
    return " OR ".join(ways)


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
