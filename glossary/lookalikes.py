"""Terms that are easily taken for one another."""

from __future__ import annotations

from collections.abc import Iterable

from glossary.models import Term

ALIKE = 80.0
"""Likeness of two names, 0 to 100, from which they are taken for each other."""


def look_alike(term: Term, others: Iterable[Term]) -> list[Term]:
    """Return the terms with a similar name, the most similar first.

    Names with the same first word of two or more count too: "bone loss" and "bone density" are
    looked up for each other.
    """
    scored = [(_likeness(term.sort_name, other.sort_name), other) for other in others]
    alike = [(score, other) for score, other in scored if score >= ALIKE]
    return [other for _, other in sorted(alike, key=lambda pair: (-pair[0], pair[1].sort_name))]


def _likeness(one: str, other: str) -> float:
    from rapidfuzz import fuzz  # compiled; only pages of terms need it

    same_head = " " in one and " " in other and one.split()[0] == other.split()[0]
    return max(fuzz.ratio(one, other), ALIKE if same_head else 0.0)
