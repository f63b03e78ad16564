"""The A–Z list of terms: what it can be narrowed by, and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_uppercase
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value

from glossary.linking import ShownDefinition, definitions_for
from glossary.models import Alias, Code, Term

INITIALS = (*ascii_uppercase, "#")
ORDER = ("sort_name", "pk")
UNKNOWN = "unknown"
"""Stands in addresses for terms whose kind nobody has stated."""
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
    """The list as asked for, with the ways to ask otherwise."""

    initial: str
    kind: str
    topic: str
    code: str
    counts: Mapping[tuple[str, str], int]
    """Public terms of the topic and with the code by (initial, kind)."""
    topic_names: Mapping[str, tuple[str, int]]
    """Topics whose articles use terms: name and number of terms by slug."""

    def terms(self) -> QuerySet[Term]:
        """Return the terms asked for, in the order of the list."""
        terms = _narrowed(self.topic, self.code)
        if self.initial:
            terms = terms.filter(initial=self.initial)
        return terms.filter(kind=_kind(self.kind)) if self.kind else terms

    @property
    def total(self) -> int:
        """How many terms are asked for."""
        return sum(
            count
            for (initial, kind), count in self.counts.items()
            if self.initial in ("", initial) and (not self.kind or _kind(self.kind) == kind)
        )

    def letters(self) -> list[Choice]:
        """Return the alphabet; a letter without terms has no count."""
        counts: Counter[str] = Counter()
        for (initial, kind), count in self.counts.items():
            if not self.kind or _kind(self.kind) == kind:
                counts[initial] += count
        return [
            Choice(letter, self._url(initial=letter), counts[letter], letter == self.initial)
            for letter in INITIALS
        ]

    @property
    def all_letters(self) -> str:
        """The address of all letters, narrowed as now."""
        return self._url(initial="")

    def kinds(self) -> list[Choice]:
        """Return the kinds of term there are, all of them first; none if there is but one."""
        counts: Counter[str] = Counter()
        for (initial, kind), count in self.counts.items():
            if self.initial in ("", initial):
                counts[kind or UNKNOWN] += count
        if len(counts) < 2 and not self.kind:
            return []
        everything = Choice("All", self._url(kind=""), 0, not self.kind)
        return [everything] + [
            Choice(kind, self._url(kind=kind), counts[kind], kind == self.kind)
            for kind in sorted(counts, key=lambda kind: (kind == UNKNOWN, kind))
        ]

    def topics(self) -> list[Choice]:
        """Return the topics whose articles use terms, all of them first; none if there is none."""
        if not self.topic_names:
            return []
        everything = Choice("All", self._url(topic=""), 0, not self.topic)
        named = sorted(self.topic_names.items(), key=lambda pair: pair[1][0].casefold())
        return [everything] + [
            Choice(name, self._url(topic=slug), count, slug == self.topic)
            for slug, (name, count) in named
        ]

    @property
    def kept(self) -> dict[str, str]:
        """What the form for a code keeps of the address."""
        return {name: one for name, one in self._asked().items() if one and name != "code"}

    @property
    def topic_name(self) -> str:
        return self.topic_names[self.topic][0] if self.topic else ""

    def _asked(self) -> dict[str, str]:
        return {
            "initial": self.initial,
            "kind": self.kind,
            "topic": self.topic,
            "code": self.code,
        }

    def _url(self, **changes: str) -> str:
        asked = {**self._asked(), **changes}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/glossary/?{query}" if query else "/glossary/"


def browse(asked: Mapping[str, str]) -> Browsing:
    """Read the filters of an address: one query.

    Raises UnknownFilter for a letter, kind or topic there is not; a code nobody has finds nothing.
    """
    initial, kind = asked.get("initial", ""), asked.get("kind", "")
    topic, code = asked.get("topic", ""), _code(asked.get("code", ""))
    counts, topics = _counts(topic, code)
    if topic and topic not in topics:
        raise UnknownFilter("There is no such topic.")
    if initial and initial not in INITIALS:
        raise UnknownFilter("There is no such letter.")
    is_narrowed = bool(topic or code)
    if kind and not is_narrowed and _kind(kind) not in {known for _, known in counts}:
        raise UnknownFilter("There is no such kind of term.")
    return Browsing(initial, kind, topic, code, counts, topics)


def _narrowed(topic: str, code: str) -> QuerySet[Term]:
    terms = Term.objects.public()
    if topic:
        terms = terms.filter(in_topics__topic__slug=topic)
    if code:
        system, _, number = code.rpartition(" ")
        codes = Code.objects.filter(
            term=OuterRef("pk"), code__iexact=number, confidence=Code.Confidence.HIGH
        )
        terms = terms.filter(Exists(codes.filter(system__iexact=system) if system else codes))
    return terms


def _counts(topic: str, code: str) -> tuple[dict[tuple[str, str], int], dict[str, tuple[str, int]]]:
    """Return the numbers of terms by initial and kind, and by topic: one query.

    Topics are those of published articles that use terms, each with its name.
    """
    number = Count("pk")
    terms = _narrowed(topic, code).order_by().values_list("initial", "kind", _said("kind"))
    used = Term.objects.public().filter(in_topics__isnull=False).order_by()
    topics = used.values_list("in_topics__topic__slug", "in_topics__topic__name", _said("topic"))
    counts, names = {}, {}
    for one, other, said, count in terms.annotate(n=number).union(
        topics.annotate(n=number), all=True
    ):
        if said == "kind":
            counts[one, other] = count
        else:
            names[one] = (other, count)
    return counts, names


def _said(what: str) -> Value:
    return Value(what, output_field=CharField())


def _code(text: str) -> str:
    """Return a code as typed, with its system before it or without: ``MeSH D000001``."""
    return " ".join(text.replace("\x00", " ").replace("|", " ").split())[:80]


def _kind(kind: str) -> str:
    return "" if kind == UNKNOWN else kind


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
