"""The A–Z list of terms: what it can be narrowed by, and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_uppercase
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from glossary.linking import ShownDefinition, definitions_for
from glossary.models import Alias, Term

INITIALS = (*ascii_uppercase, "#")
ORDER = ("sort_name", "pk")
PAGE_SIZE = 500
"""A glossary of usual size on one page, where a browser's own search finds every term."""


class UnknownFilter(ValueError):
    """A filter was given a value that no link of the site gives it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Browsing:
    """The list as asked for, with the ways to ask otherwise. One query for all counts."""

    initial: str
    kind: str
    counts: Mapping[tuple[str, str], int]
    """Public terms by (initial, kind)."""

    def terms(self) -> QuerySet[Term]:
        """Return the terms asked for, in the order of the list."""
        wanted = {"initial": self.initial, "kind": self.kind}
        return Term.objects.public().filter(**{name: one for name, one in wanted.items() if one})

    @property
    def total(self) -> int:
        """How many terms are asked for."""
        return sum(
            count
            for (initial, kind), count in self.counts.items()
            if self.initial in ("", initial) and self.kind in ("", kind)
        )

    def letters(self) -> list[Choice]:
        """Return the alphabet; a letter without terms has no count."""
        counts: Counter[str] = Counter()
        for (initial, kind), count in self.counts.items():
            if self.kind in ("", kind):
                counts[initial] += count
        return [
            Choice(letter, self._url(initial=letter), counts[letter], letter == self.initial)
            for letter in INITIALS
        ]

    def kinds(self) -> list[Choice]:
        """Return the kinds of term there are, all of them first; none if there is but one."""
        counts: Counter[str] = Counter()
        for (initial, kind), count in self.counts.items():
            if kind and self.initial in ("", initial):
                counts[kind] += count
        if len(counts) < 2 and not self.kind:
            return []
        everything = Choice("All", self._url(kind=""), 0, not self.kind)
        return [everything] + [
            Choice(kind, self._url(kind=kind), counts[kind], kind == self.kind)
            for kind in sorted(counts)
        ]

    def _url(self, **changes: str) -> str:
        asked = {"initial": self.initial, "kind": self.kind, **changes}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/glossary/?{query}" if query else "/glossary/"


def browse(asked: Mapping[str, str]) -> Browsing:
    """Read the filters of an address; raises UnknownFilter for a letter or kind there is not."""
    counted = Term.objects.public().order_by().values_list("initial", "kind")
    counts = {(initial, kind): count for initial, kind, count in counted.annotate(Count("pk"))}
    initial, kind = asked.get("initial", ""), asked.get("kind", "")
    if initial and initial not in INITIALS:
        raise UnknownFilter("There is no such letter.")
    if kind and kind not in {known for _, known in counts}:
        raise UnknownFilter("There is no such kind of term.")
    return Browsing(initial, kind, counts)


def letter_groups(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Return terms under their letters, each with its definition and abbreviations: two queries."""
    ids = [term.pk for term in terms]
    definitions = definitions_for(ids, "fundamentals")
    abbreviations = _abbreviations(ids)
    return [
        {
            "letter": letter,
            "terms": [
                _row(term, definitions.get(term.pk), abbreviations.get(term.pk, []))
                for term in group
            ],
        }
        for letter, group in groupby(terms, key=lambda term: term.initial)
    ]


def _abbreviations(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    aliases = Alias.objects.filter(term__in=list(ids), kind=Alias.Kind.ABBREVIATION)
    for term, text in aliases.order_by("text").values_list("term", "text"):
        found.setdefault(term, []).append(text)
    return found


def _row(
    term: Term, definition: ShownDefinition | None, abbreviations: Sequence[str]
) -> dict[str, Any]:
    return {
        "slug": term.slug,
        "name": term.name,
        "kind": term.kind,
        "abbreviations": abbreviations,
        "definition": definition.text if definition else "",
    }
