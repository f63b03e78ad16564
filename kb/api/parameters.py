"""Query parameters are refused by name when an address does not know them."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

MAX_LENGTH = 1000
UNKNOWN = "There is no such parameter here. Known: {known}."
REPEATED = "Give this parameter once."
TOO_LONG = f"A value may have at most {MAX_LENGTH} characters."
EMPTY = "Give a value, or leave the parameter out."
UNREADABLE = "A value may not contain the character NUL."


def check(given: QueryDict, known: Collection[str]) -> None:
    """Raise a ValidationError that names every parameter that cannot be used."""
    problems = {name: [said] for name in given if (said := _problem(name, given, known))}
    if problems:
        raise ValidationError(problems)


def _problem(name: str, given: QueryDict, known: Collection[str]) -> str:
    if name not in known:
        return UNKNOWN.format(known=", ".join(sorted(known)) or "none")
    values = given.getlist(name)
    if len(values) > 1:
        return REPEATED
    if not values[0]:
        return EMPTY
    if len(values[0]) > MAX_LENGTH:
        return TOO_LONG
    if "\0" in values[0]:
        return UNREADABLE
    return ""
