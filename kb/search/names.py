"""Names met in a query: what it asks for outright, and the synonyms of what it mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Q, QuerySet

from kb.search.models import Kind, Name
from kb.search.query import Query, Span
from kb.search.text import compact

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
    others: dict[str, str] = field(default_factory=dict)
    """All names of the term, each with its sort."""

    @property
    def why(self) -> str:
        """Say by which name it was found, unless by its own."""
        said = _SAID.get(Name.Sort(self.sort), "")
        return f"{said} “{self.text}”" if said else ""


def names_in(query: Query) -> list[Named]:
    """Return what the query names, in one query to the database.

    Inside a longer query only names of terms count; the query as a whole may also be an article's
    title or a reference's identifier.
    """
    spans: dict[str, list[Span]] = {}
    for span in query.spans():
        spans.setdefault(span.key, []).append(span)
    wholes = whole_spans(query)
    for span in wholes:
        spans.setdefault(span.key, []).append(span)
    found: dict[tuple[int, Span, str], Named] = {}
    whole = wholes[-1] if wholes else None
    for key, sort, text, *passage, other, other_sort in _rows(spans, whole):
        begun = [whole] if whole and key not in spans else []
        for span in spans.get(key, begun):
            if passage[1] != Kind.TERM and span not in wholes:
                continue
            exact = compact(text) == query.compact(span.start, span.end)
            share = min(1.0, len(span.key) / len(key))
            named = found.setdefault(
                (passage[0], span, text), Named(*passage, sort, text, span, exact, share)
            )
            named.others[other] = other_sort
    return list(found.values())


def beginning(start: str, limit: int) -> QuerySet[Name]:
    """Return the first names, in the order of their keys, whose key begins so."""
    if connection.vendor == "postgresql":
        names = Name.objects.filter(key__startswith=start)
    else:  # a range is what SQLite's index can answer
        names = Name.objects.filter(key__gte=start, key__lt=start + "\U0010ffff")
    return names.order_by("key", "id")[:limit]


def whole_spans(query: Query) -> list[Span]:
    """Return the spans that are the whole query: with the small words around it and without."""
    if not query.has_words:
        return []
    ends = {(0, len(query.words)), (query.subjects[0], query.subjects[-1] + 1)}
    return [Span(start, end, query.key(start, end)) for start, end in sorted(ends)]


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


def _rows(keys: Iterable[str], whole: Span | None) -> Iterable[tuple]:
    wanted = Q(key__in=list(keys))
    if whole and len(whole.key) >= SHORTEST_BEGUN:
        wanted |= Q(pk__in=beginning(whole.key, MOST_BEGUN).values("pk"))
    return (
        Name.objects.filter(wanted)
        .order_by("id")
        .values_list(
            "key",
            "sort",
            "text",
            "passage_id",
            "passage__kind",
            "passage__key",
            "passage__tier",
            F("passage__search_names__text"),
            F("passage__search_names__sort"),
        )[:MOST_ROWS]
    )
