"""Names met in a query: what it asks for outright, and the synonyms of what it mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from kb.search.models import Kind, Name
from kb.search.query import Query, Span
from kb.search.text import compact, singular, words

MOST_ROWS = 600
MOST_BEGUN = 12
"""Names looked at that only begin like the query."""
SHORTEST_BEGUN = 4
"""Letters a query needs for names that only begin like it to be looked at."""
_SEARCHED = {
    Name.Sort.TERM,
    Name.Sort.SYNONYM,
    Name.Sort.ABBREVIATION,
    Name.Sort.SPELLING,
}
"""Sorts of names that texts use. Plurals are the engines' business; texts have no codes."""
BEGUN = {
    "postgresql": "SELECT * FROM search_name WHERE key ~>=~ %s AND key ~<~ %s "
    "ORDER BY key USING ~<~, id LIMIT %s",
    "sqlite": "SELECT * FROM search_name WHERE key >= %s AND key < %s ORDER BY key, id LIMIT %s",
}
"""Names with keys in a range, each as its index can answer it: letters by their numbers."""
_COLUMNS = "n.key, n.sort, n.text, p.id, p.kind, p.key, p.tier, o.text, o.sort"
_JOINS = (
    "JOIN search_passage p ON p.id = n.passage_id JOIN search_name o ON o.passage_id = n.passage_id"
)
_SAID = {
    Name.Sort.SYNONYM: "also called",
    Name.Sort.ABBREVIATION: "abbreviated",
    Name.Sort.SPELLING: "also spelled",
    Name.Sort.PLURAL: "also called",
    Name.Sort.LAY: "in everyday words",
    Name.Sort.CODE: "identified by",
}


@dataclass(slots=True)
class Named:
    """Something whose name the query holds."""

    passage: int
    """The passage that stands for it."""
    kind: str
    key: str
    tier: str
    sort: str
    """What sort of name it was."""
    text: str
    """The name as written."""
    span: Span
    is_exact: bool
    """False where singular and plural differ."""
    share: float = 1.0
    """What share of the name was typed, 0 to 1; less than 1 where it only begins so."""
    is_unfinished: bool = False
    """Whether the last word typed is but the beginning of one of the name's."""
    others: dict[str, str] = field(default_factory=dict)
    """All names of the term, each with its sort."""

    @property
    def why(self) -> str:
        """Say by which name it was found, unless by its own."""
        said = _SAID.get(Name.Sort(self.sort), "")
        return f"{said} “{self.text}”" if said else ""


def names_in(*queries: Query) -> list[list[Named]]:
    """Return what each query names, in one query to the database.

    Inside a longer query only names of terms count; the query as a whole may also be an article's
    title or a reference's identifier.
    """
    asked = [_asked(query) for query in queries]
    rows = _rows(
        list(dict.fromkeys(key for one in asked for key in one.spans)),
        [one.whole for one in asked if one.whole],
    )
    return [_named(query, one, rows) for query, one in zip(queries, asked, strict=True)]


@dataclass(slots=True)
class _Asked:
    """The spans of a query that are looked up, by key."""

    spans: dict[str, list[Span]]
    wholes: list[Span]

    @property
    def whole(self) -> Span | None:
        return self.wholes[-1] if self.wholes else None


def _asked(query: Query) -> _Asked:
    spans: dict[str, list[Span]] = {}
    wholes = whole_spans(query)
    for span in [*query.spans(), *wholes]:
        spans.setdefault(span.key, []).append(span)
    return _Asked(spans, wholes)


def _named(query: Query, asked: _Asked, rows: Sequence[tuple[Any, ...]]) -> list[Named]:
    found: dict[tuple[int, Span, str], Named] = {}
    whole = asked.whole
    for key, sort, text, *passage, other, other_sort in rows:
        begun = [whole] if whole and _begins(key, whole) else []
        for span in asked.spans.get(key, begun):
            if passage[1] != Kind.TERM and span not in asked.wholes:
                continue
            exact = compact(text) == query.compact(span.start, span.end)
            share = min(1.0, len(span.key) / len(key))
            unfinished = share < 1.0 and not _ends_a_word(span.key, text)
            named = found.setdefault(
                (passage[0], span, text),
                Named(*passage, sort, text, span, exact, share, unfinished),
            )
            named.others[other] = other_sort
    return list(found.values())


def _begins(key: str, whole: Span) -> bool:
    """Say whether a name that was looked up for its beginning begins like this query."""
    return _looks_on(whole) and key.startswith(whole.key)


def _looks_on(whole: Span) -> bool:
    return len(whole.key) >= SHORTEST_BEGUN and whole.last > 2


def _ends_a_word(typed: str, name: str) -> bool:
    """Say whether what was typed stops where a word of the name does."""
    so_far = ""
    for word in words(name):
        so_far += word.joined
        if singular(so_far) == typed or so_far == typed:
            return True
    return False


def whole_spans(query: Query) -> list[Span]:
    """Return the spans that are the whole query: with the small words around it and without."""
    if not query.has_words:
        return []
    ends = {(0, len(query.words)), (query.subjects[0], query.subjects[-1] + 1)}
    return [
        Span(start, end, query.key(start, end), len(query.words[end - 1].joined))
        for start, end in sorted(ends)
    ]


def synonyms(named: Iterable[Named]) -> dict[Span, list[str]]:
    """Return for each span the names that may stand in its place, the term's own name first.

    A name met in the plural counts only where nothing has it outright. Lay words are looked up,
    not searched for: "bone strength" leads to bone density, not the other way round.
    """
    spans: dict[Span, list[Named]] = {}
    for one in named:
        if one.kind == Kind.TERM and one.share == 1.0:
            spans.setdefault(one.span, []).append(one)
    found = {}
    for span, candidates in spans.items():
        exact = [one for one in candidates if one.is_exact] or candidates
        names = {name: sort for one in exact for name, sort in one.others.items()}
        kept = [name for name, sort in names.items() if sort in _SEARCHED]
        found[span] = sorted(kept, key=lambda name: names[name] != Name.Sort.TERM)
    return found


def _rows(keys: list[str], wholes: Sequence[Span]) -> list[tuple[Any, ...]]:
    if not keys:
        return []
    found = f"SELECT * FROM search_name WHERE key IN ({', '.join(['%s'] * len(keys))})"  # noqa: S608
    arguments: list[Any] = [*keys]
    for whole in filter(_looks_on, wholes):
        found += f" UNION ALL SELECT * FROM ({BEGUN[connection.vendor]}) begun"  # noqa: S608
        arguments += [*range_of(whole.key), MOST_BEGUN]
    sql = f"SELECT {_COLUMNS} FROM ({found}) n {_JOINS} ORDER BY n.id, o.id LIMIT {MOST_ROWS}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def range_of(start: str) -> list[str]:
    """Return the range of keys that begin so, as :data:`BEGUN` takes it."""
    return [start, start + "\U0010ffff"]
