"""SQLite: FTS5 over the prepared columns, ranked by bm25."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.utils import DatabaseError

from kb.search.engines.base import (
    BOUND,
    FEW,
    MOST_PAIRED,
    NAME_BOUND,
    NEAR,
    TITLE_BOUND,
    Found,
    Wanted,
    candidate,
    pairs,
    shares,
)
from kb.search.expression import Every, Expression, Phrase

# Worth of a word in: title, names, heading, marks (filters only), body.
_RANK = "bm25(search_index, 10.0, 8.0, 6.0, 0.0, 1.0)"
_PICK = (
    "SELECT rowid AS id, %s AS pick, 0.0 AS rank FROM search_index "
    "WHERE search_index MATCH %s LIMIT %s"
)
# Ranked by bm25 only where that tells something and is quick; the count is taken once.
_RANKED_PICK = (
    "SELECT rowid AS id, %s AS pick, "  # noqa: S608
    f"CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH %s "
    f"LIMIT {BOUND})) BETWEEN {FEW} AND {BOUND - 1} THEN -{_RANK} ELSE 0.0 END AS rank "
    "FROM search_index WHERE search_index MATCH %s LIMIT %s"
)
_COLUMNS = (
    "c.pick, c.rank, p.id, p.kind, p.key, p.tier, p.position, p.weight, p.review_due, "
    "p.review_state, p.topics, "
    "p.title_text, p.heading_text"
)
_TITLES = "{title_text names_text heading_text}"
_NAMES = "{names_text heading_text}"

# bm25 reads all there is of every word to know how rare it is, which for common words is most of
# the index. So passages are picked by where they have the words, and only few are ranked by it.
_ALL, _TITLE, _NEAR, _PHRASE, _NAME = range(5)
_WORTH = {_ALL: 0.3, _TITLE: 0.5, _NEAR: 0.4, _PHRASE: 0.3, _NAME: 0.3}
"""Points of a passage for each way it was picked, where too many match for bm25."""
_CLOSER = {_NEAR: 0.3, _PHRASE: 0.2}
"""What is added to 1 and multiplied with bm25 where words stand together."""


class _Pick(NamedTuple):
    """Where to look for passages, and how many are taken."""

    number: int
    match: str
    limit: int
    is_ranked: bool = False
    """Whether bm25 may rank them."""


@dataclass(slots=True)
class _Picked:
    """A passage with the numbers of the picks that it is in."""

    facts: tuple[Any, ...]
    picks: set[int] = field(default_factory=set)
    rank: float = 0.0
    """By bm25, where there is any."""


_INDEXED = ("title_text", "names_text", "heading_text", "marks_text", "body_text")
_LISTED = ", ".join(_INDEXED)
_NEW = ", ".join(f"new.{name}" for name in _INDEXED)
_OLD = ", ".join(f"old.{name}" for name in _INDEXED)
_ADD = f"INSERT INTO search_index (rowid, {_LISTED}) VALUES (new.id, {_NEW});"  # noqa: S608
_DROP = (
    f"INSERT INTO search_index (search_index, rowid, {_LISTED}) "  # noqa: S608
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

        Where more match than are ranked, those count most that match in title, names or heading,
        and those that have the words near each other.
        """
        asked = " AND ".join(_match(part) for part in wanted.parts)
        found = _pick(_picks(wanted, asked))
        is_bounded = sum(_ALL in one.picks for one in found) >= BOUND
        best = max((one.rank for one in found), default=0.0)
        share = 2 / len(wanted.parts)
        candidates = [
            candidate(one.facts, _score(one, best), share if one.picks == {_NAME} else 1.0)
            for one in found
        ]
        return Found(candidates, is_bounded)

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; rare parts count more."""
        count = len(wanted.parts)
        sets: list[tuple[int, ...]] = [(part,) for part in range(count)]
        sets += combinations(range(min(count, MOST_PAIRED)), 2)
        picks = [_together(wanted, number, chosen) for number, chosen in enumerate(sets)]
        found = _pick(picks)
        has = [{part for number in one.picks for part in sets[number]} for one in found]
        counts = Counter(part for parts in has for part in parts)
        worth = {part: 1 + log(len(found) / often) for part, often in counts.items()}
        candidates = [
            candidate(one.facts, sum(worth[part] for part in parts), len(parts) / count)
            for one, parts in zip(found, has, strict=True)
        ]
        met = Counter(number for one in found for number in one.picks)
        return Found(candidates, any(met[pick.number] >= pick.limit for pick in picks))

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH %s LIMIT %s"
        return [row[0] for row in _rows(sql, [f"names_text : {_match(asked)}", limit])]

    def find_passages(self, asked: Expression) -> list[int]:
        """Find all passages that have what is asked anywhere, in no order."""
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH %s"
        return [row[0] for row in _rows(sql, [_match(asked)])]

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


def _picks(wanted: Wanted, asked: str) -> list[_Pick]:
    """Return where to look for passages with every part, and for names with some."""
    filters = _filters(wanted)
    picks = [
        _Pick(_ALL, f"{filters}({asked})", BOUND, is_ranked=True),
        _Pick(_TITLE, f"{filters}({_TITLES} : ({asked}))", TITLE_BOUND),
    ]
    if len(wanted.typed) > 1:
        words = " ".join(f'"{word}"' for word in wanted.typed)
        picks.append(_Pick(_NEAR, f"{filters}(({asked}) AND NEAR({words}, {NEAR}))", TITLE_BOUND))
    if wanted.adjacent:
        picks.append(_Pick(_PHRASE, f"{filters}{_match(wanted.adjacent)}", TITLE_BOUND))
    if two := pairs(wanted.parts):
        named = " OR ".join(_match(pair) for pair in two)
        picks.append(_Pick(_NAME, f"{filters}({_NAMES} : ({named}))", NAME_BOUND))
    return picks


def _together(wanted: Wanted, number: int, parts: Sequence[int]) -> _Pick:
    """Return where to look for passages with certain parts of what is wanted."""
    asked = " AND ".join(_match(wanted.parts[part]) for part in parts)
    limit = shares(len(wanted.parts))[len(parts) > 1]
    return _Pick(number, f"{_filters(wanted)}({asked})", limit)


def _pick(picks: list[_Pick]) -> list[_Picked]:
    """Return the passages of all picks, each once, in the order met: one query."""
    selects, values = [], []
    for pick in picks:
        selects.append(f"SELECT * FROM ({_RANKED_PICK if pick.is_ranked else _PICK})")  # noqa: S608
        matched = [pick.match] * (2 if pick.is_ranked else 1)
        values += [pick.number, *matched, pick.limit]
    union = " UNION ALL ".join(selects)
    sql = f"SELECT {_COLUMNS} FROM ({union}) c JOIN search_passage p ON p.id = c.id"  # noqa: S608
    found: dict[int, _Picked] = {}
    for number, rank, *facts in _rows(sql, values):
        known = found.get(facts[0])
        if known is None:
            known = found[facts[0]] = _Picked(_dated(facts))
        known.picks.add(number)
        known.rank = max(known.rank, rank)
    return list(found.values())


def _score(one: _Picked, best: float) -> float:
    """Return a passage's score: by bm25 where there is any, else by the picks it is in."""
    if not best:
        return sum(_WORTH[number] for number in one.picks)
    own = one.rank or best / 2
    return own * (1 + sum(_CLOSER.get(number, 0.0) for number in one.picks))


def _rows(sql: str, arguments: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def _dated(facts: list[Any]) -> tuple[Any, ...]:
    """Return a passage's facts with the date its review is due as a date."""
    if isinstance(facts[6], str):
        facts[6] = datetime.date.fromisoformat(facts[6])
    return tuple(facts)


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
