"""Terms that may be one: of one name but for hyphens and endings of case, or sharing a name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from glossary.linking import LINKED_KINDS
from glossary.models import Alias, Term
from kb.document.text import fold


@dataclass(frozen=True, slots=True)
class Twins:
    """Terms that one name means."""

    name: str
    """The name they share, folded."""
    terms: tuple[Term, ...]


def find_twins(most: int = 200) -> list[Twins]:
    """Return groups of terms that share a name, in the order of the names: three queries."""
    owners: dict[str, set[int]] = defaultdict(set)
    for pk, name in Term.objects.order_by().values_list("pk", "name").iterator():
        owners[_plain(name)].add(pk)
    aliases = Alias.objects.filter(kind__in=LINKED_KINDS).order_by()
    for pk, text in aliases.values_list("term", "text").iterator():
        owners[_plain(text)].add(pk)
    shared = sorted((name, pks) for name, pks in owners.items() if len(pks) > 1)[:most]
    terms = Term.objects.in_bulk({pk for _, pks in shared for pk in pks})
    return [Twins(name, tuple(terms[pk] for pk in sorted(pks))) for name, pks in shared]


NEAR = 90.0
"""Likeness of two names, 0 to 100, from which an editor is asked whether they are one."""
NEIGHBOURS = 4
"""Names after each in the alphabet that it is compared with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two terms whose names differ by a slip of a letter, an ending or a space."""

    first: Term
    second: Term
    score: float


def find_alike(most: int = 100) -> list[Pair]:
    """Return pairs of neighbours in the alphabet with names nearly the same, the nearest first.

    Names that number different things ("vitamin B1" and "vitamin B2") are not alike. Two queries.
    """
    from rapidfuzz import fuzz  # compiled; only this list and pages of terms need it

    names = list(Term.objects.order_by("sort_name", "pk").values_list("pk", "sort_name"))
    found = []
    for place, (pk, name) in enumerate(names):
        for other, other_name in names[place + 1 : place + 1 + NEIGHBOURS]:
            score = fuzz.ratio(name, other_name, score_cutoff=NEAR)
            if NEAR <= score < 100 and not _differ_in_number(name, other_name):
                found.append((score, pk, other))
    found = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:most]
    terms = Term.objects.in_bulk({pk for _, *pks in found for pk in pks})
    return [Pair(terms[first], terms[second], score) for score, first, second in found]


def _differ_in_number(one: str, other: str) -> bool:
    """Say whether one name has a number or a single letter that the other has not."""
    marks = ({word for word in name.split() if _is_mark(word)} for name in (one, other))
    return next(marks) != next(marks)


def _is_mark(word: str) -> bool:
    return len(word) == 1 or any(sign.isdigit() for sign in word)


def _plain(name: str) -> str:
    return fold(name).replace("-", " ").replace("'", "")
