"""Names met in a query: what it asks for outright, and the synonyms of what it mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from kb.search.models import Kind, Name
from kb.search.query import Query, Span
from kb.search.text import compact

MOST_ROWS = 600
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
    for key, sort, text, passage, kind, own_key, tier, other, other_sort in _rows(spans):
        for span in spans[key]:
            if kind != Kind.TERM and span not in wholes:
                continue
            exact = compact(text) == query.compact(span.start, span.end)
            named = found.setdefault(
                (passage, span, text),
                Named(passage, kind, own_key, tier, sort, text, span, exact),
            )
            named.others[other] = other_sort
    return list(found.values())


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
        if one.kind == Kind.TERM:
            spans.setdefault(one.span, []).append(one)
    found = {}
    for span, candidates in spans.items():
        exact = [one for one in candidates if one.is_exact] or candidates
        names = {name: sort for one in exact for name, sort in one.others.items()}
        kept = [name for name, sort in names.items() if sort != Name.Sort.LAY]
        found[span] = sorted(kept, key=lambda name: names[name] != Name.Sort.TERM)
    return found


def _rows(keys: Iterable[str]) -> Iterable[tuple]:
    return (
        Name.objects.filter(key__in=list(keys))
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
