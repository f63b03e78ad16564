"""PostgreSQL: generated tsvectors of passages and of their heads, each with a GIN index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from kb.search.engines.base import TITLE_BOUND, Wanted
from kb.search.engines.database import (
    IS_FULL,
    SEQUENCE,
    DatabaseEngine,
    Limits,
    Pick,
    Picking,
    collected,
    statement,
)
from kb.search.expression import Every, Expression, Phrase

SAMPLE = "(id & 15) = 0"
"""One passage of sixteen: enough to answer for common words, in a sixteenth of the time."""
INDEXES = {
    "search_passage_document": "(document)",
    "search_passage_head": "(head)",
    "search_passage_sample": f"(document) WHERE {SAMPLE}",
}
"""What finds passages: all there is of them, titles, names and headings alone, and the sample."""
MOST_COMPARED, MOST_SAMPLED = 800, 600
"""Passages with all words that are read to see whether these stand in sequence; of the sample."""

_WHOLE = "document @@ to_tsquery('strata', %s)"
_HEAD = "head @@ to_tsquery('strata', %s)"
_NAMES, _NAMES_HEADING = "B", "BC"
# A common table is planned as if all of it were wanted, so the index is used, but read only as far
# as the limit. With the limit inside, the planner would rather read and unpack the whole table.
_HEAD_PICK = (
    "(WITH matching AS MATERIALIZED (SELECT id FROM search_passage WHERE {where}) "
    "SELECT id, {number:d} FROM matching LIMIT {limit:d})"
)
# The index gives all passages that match before the first can be taken, so the sample is asked
# first, and all of them only where it has too few.
_SAMPLED = (
    "sample AS MATERIALIZED "  # noqa: S608
    f"(SELECT id FROM search_passage WHERE {SAMPLE} AND {{where}}), "
    "taken AS MATERIALIZED (SELECT id FROM sample LIMIT {limit:d}), "
    "matching AS MATERIALIZED (SELECT id FROM search_passage WHERE {where} "
    "AND (SELECT count(*) FROM taken) < {enough:d})"
)
_TAKEN = (
    "SELECT id, {number:d} FROM taken WHERE (SELECT count(*) FROM taken) >= {enough:d} "
    "UNION ALL (SELECT id, {number:d} FROM matching LIMIT {limit:d})"
)
# Whether words stand in sequence is in the passages, not in the index.
_IN_SEQUENCE = (
    "(SELECT p.id, {number:d} FROM ("  # noqa: S608
    f"(SELECT id FROM sample WHERE {IS_FULL} AND NOT EXISTS (SELECT FROM matching) "
    f"LIMIT {MOST_SAMPLED}) "
    f"UNION ALL (SELECT id FROM matching WHERE {IS_FULL} LIMIT {MOST_COMPARED})"
    ") m JOIN search_passage p ON p.id = m.id WHERE p.{where} LIMIT {limit:d})"
)


class PostgresqlEngine(DatabaseEngine):
    """The columns ``document`` and ``head`` of the passages, made and indexed by the database."""

    def pick(self, picks: Sequence[Pick], wanted: Wanted, limits: Limits) -> Picking:
        """Return what the picks hold."""
        selects = [_Select.of(pick, wanted, is_first=not at) for at, pick in enumerate(picks)]
        sql = statement([one.sql for one in selects], limits, before=f"{selects[0].before}, ")
        return collected(_rows(sql, [value for one in selects for value in one.values]))

    def closer(self, wanted: Wanted) -> list[Pick]:
        """Return a pick for passages that have the words in sequence."""
        if not wanted.adjacent:
            return []
        return [Pick(SEQUENCE, wanted.adjacent, TITLE_BOUND, is_last_resort=True)]

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        sql = _HEAD_PICK.format(where=_HEAD, number=0, limit=limit)
        return [row[0] for row in _rows(sql, [_match(asked, _NAMES)])]

    def find_passages(self, asked: Expression) -> list[int]:
        """Find all passages that have what is asked anywhere, in no order."""
        sql = f"SELECT id FROM search_passage WHERE {_WHOLE}"  # noqa: S608
        return [row[0] for row in _rows(sql, [_match(asked)])]

    def problems(self) -> list[str]:
        """Return what is wrong with the index. The database keeps it, so only loss can be."""
        rows = _rows("SELECT indexname FROM pg_indexes WHERE tablename = 'search_passage'", [])
        lost = set(INDEXES) - {row[0] for row in rows}
        return [f"The index {name} is missing." for name in sorted(lost)]

    def rebuild(self) -> None:
        """Make the indexes anew."""
        with connection.cursor() as cursor:
            for name, column in INDEXES.items():
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
                cursor.execute(f"CREATE INDEX {name} ON search_passage USING gin {column}")


class _Select(NamedTuple):
    """The query for one pick."""

    sql: str
    values: list[str]
    before: str = ""
    """Tables it is made from, for others to use too."""

    @classmethod
    def of(cls, pick: Pick, wanted: Wanted, *, is_first: bool) -> _Select:
        """Return the query for a pick; of the first one, others use the tables."""
        asked = _match(pick.asked, _NAMES_HEADING if pick.in_names else "")
        if pick.is_last_resort:
            return cls(_filled(_IN_SEQUENCE, pick, _WHOLE), [asked])
        filters, values = _filters(wanted)
        if pick.in_head or pick.in_names:
            return cls(_filled(_HEAD_PICK, pick, _HEAD + filters), [asked, *values])
        before = _filled(_SAMPLED, pick, _WHOLE + filters)
        taken = _filled(_TAKEN, pick, "")
        sql = taken if is_first else f"(WITH {before} {taken})"
        return cls(sql, [asked, *values] * 2, before)


def _filled(sql: str, pick: Pick, where: str) -> str:
    return sql.format(
        where=where, number=pick.number, limit=pick.limit, enough=pick.enough or pick.limit
    )


def _filters(wanted: Wanted) -> tuple[str, list[str]]:
    filters, values = "", []
    for column, value in (("kind", wanted.kind), ("tier", wanted.tier)):
        if value:
            filters += f" AND {column} = %s"
            values.append(value)
    return filters, values


def _rows(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def _match(expression: Expression, labels: str = "") -> str:
    """Return an expression in the syntax of to_tsquery. Tokens are letters and digits only."""
    if isinstance(expression, Phrase):
        quoted = [f"'{token}'" + (f":{labels}" if labels else "") for token in expression.tokens]
        if expression.is_prefix:
            quoted[-1] += "*" if labels else ":*"
        return "(" + " <-> ".join(quoted) + ")"
    sign = " & " if isinstance(expression, Every) else " | "
    return "(" + sign.join(_match(part, labels) for part in expression.parts) + ")"
