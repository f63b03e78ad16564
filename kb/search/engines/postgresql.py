"""PostgreSQL: a generated tsvector with a GIN index, ranked by ts_rank."""

from __future__ import annotations

from itertools import combinations
from math import log
from typing import Any, NamedTuple

from django.db import connection

from kb.search.engines.base import (
    BOUND,
    FEW,
    MOST_PAIRED,
    NAME_BOUND,
    TITLE_BOUND,
    Candidate,
    Found,
    Wanted,
    candidate,
    merged,
    pairs,
    shares,
)
from kb.search.expression import Every, Expression, Phrase

_COLUMNS = (
    "p.id, p.kind, p.key, p.tier, p.position, p.weight, p.review_due, "
    "p.review_state, p.topics, p.title_text, p.heading_text"
)
_WIDTH = 11
INDEXES = {"search_passage_document": "document", "search_passage_head": "head"}
"""What finds passages: the whole of them, and titles, names and headings alone."""

# Worth of a word in: body, heading, names, title. Divided by 1 + log of the length.
_RANK = "ts_rank('{0.1, 0.5, 0.8, 1.0}', p.document, to_tsquery('strata', %s), 1)"
_WHOLE = "document @@ to_tsquery('strata', %s)"
_HEAD = "head @@ to_tsquery('strata', %s)"
_NAMES, _NAMES_HEADING = "B", "BC"
# A common table is planned as if all of it were wanted, so the index is used, but read only as far
# as the limit. With the limit inside, the planner would rather read and unpack the whole table.
_PICK = (
    "(WITH matching AS MATERIALIZED (SELECT * FROM search_passage WHERE 1) "  # noqa: S608
    f"SELECT {_COLUMNS}, {_RANK}, %s::int FROM (SELECT * FROM matching LIMIT %s) p)"
)


_ALL, _TITLE, _NAME = range(3)


class _Pick(NamedTuple):
    """Passages to rank: what they match, in which column, how many."""

    number: int
    where: str
    asked: str
    limit: int


class PostgresqlEngine:
    """The column ``document`` of the passages, generated and indexed by the database."""

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part, and a few that have some of them in their name.

        Where more match than are ranked, those that match in title, names and heading are ranked
        besides the first ones met. Ranking itself sees how near the words stand to each other.
        """
        asked = " & ".join(_match(part) for part in wanted.parts)
        picks = [_Pick(_ALL, _WHOLE, asked, BOUND), _Pick(_TITLE, _HEAD, asked, TITLE_BOUND)]
        if two := pairs(wanted.parts):
            named = " | ".join(_match(pair, _NAMES_HEADING) for pair in two)
            picks.append(_Pick(_NAME, _HEAD, named, NAME_BOUND))
        return _ranked(wanted, picks)

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; rare parts count more."""
        parts = [_match(part) for part in wanted.parts]
        filters, values = _filters(wanted)
        pick = (
            "(WITH matching AS MATERIALIZED "  # noqa: S608
            f"(SELECT id FROM search_passage WHERE {_WHOLE}{filters}) "
            "SELECT id FROM matching LIMIT %s)"
        )
        one, couple = shares(len(parts))
        picked = [(part, one) for part in parts]
        picked += [(" & ".join(two), couple) for two in combinations(parts[:MOST_PAIRED], 2)]
        has = ", ".join("p.document @@ to_tsquery('strata', %s)" for _ in parts)
        sql = (
            f"SELECT {_COLUMNS}, {_RANK}, {has} FROM search_passage p "  # noqa: S608
            f"WHERE p.id IN ({' UNION '.join([pick] * len(picked))})"
        )
        arguments: list[Any] = [" | ".join(parts), *parts]
        for asked, limit in picked:
            arguments += [asked, *values, limit]
        rows = _rows(sql, arguments)
        return Found(_weighed(rows, len(parts)), is_bounded=len(rows) >= one)

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        sql = f"SELECT id FROM search_passage WHERE {_HEAD} LIMIT %s"  # noqa: S608
        return [row[0] for row in _rows(sql, [_match(asked, _NAMES), limit])]

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
                cursor.execute(f"CREATE INDEX {name} ON search_passage USING gin ({column})")


def _ranked(wanted: Wanted, picks: list[_Pick]) -> Found:
    """Return what each pick matches, up to its limit, ranked: one query.

    Ranking by the plain conjunction lets ts_rank see how near the words stand to each other.
    """
    filters, values = _filters(wanted)
    sql, arguments = [], []
    for pick in picks:
        sql.append(_PICK.replace("WHERE 1", f"WHERE {pick.where}{filters}"))
        arguments += [pick.asked, *values, pick.asked, pick.number, pick.limit]
    rows = _rows(" UNION ALL ".join(sql), arguments)
    met = sum(row[_WIDTH + 1] == _ALL for row in rows)
    share = {_ALL: 1.0, _TITLE: 1.0, _NAME: 2 / len(wanted.parts)}
    candidates = [
        candidate(row[:_WIDTH], 1.0 if met < FEW else row[_WIDTH], share[row[_WIDTH + 1]])
        for row in rows
    ]
    return Found(merged([candidates]), is_bounded=met >= BOUND)


def _weighed(rows: list[tuple[Any, ...]], parts: int) -> list[Candidate]:
    """Return rows as candidates, scored by the rarity of the parts they have."""
    counts = [sum(row[_WIDTH + 1 + part] for row in rows) for part in range(parts)]
    worth = [log(1 + len(rows) / count) if count else 0.0 for count in counts]
    candidates = []
    for row in rows:
        has = [part for part in range(parts) if row[_WIDTH + 1 + part]]
        score = sum(worth[part] for part in has) * (1 + row[_WIDTH])
        candidates.append(candidate(row[:_WIDTH], score, len(has) / parts))
    return candidates


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
