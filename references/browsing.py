"""The library as a page: which records an address asks for, and the filters it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from urllib.parse import urlencode

from django.db.models import QuerySet

from kb.document.text import slugify
from references.models import Reference, Verification

ORDER = ("author_year", "key")
"""Fields the list is ordered by: first maker and year, then key."""


class UnknownFilter(ValueError):
    """The address filters by something that does not exist."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a link."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for."""

    verification: str = ""
    letter: str = ""
    author: str = ""
    year: str = ""

    @property
    def are_set(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.verification or self.letter or self.author or self.year)

    @property
    def verification_choices(self) -> list[Choice]:
        """Every state of verification, and any."""
        states = [("", "Any"), *Verification.choices]
        return [
            Choice(str(label), self._address(verification=state), state == self.verification)
            for state, label in states
        ]

    @property
    def letter_choices(self) -> list[Choice]:
        """The letters a first maker's name can begin with, and all."""
        letters = [("", "All"), *((letter, letter.upper()) for letter in ascii_lowercase)]
        return [
            Choice(label, self._address(letter=letter), letter == self.letter)
            for letter, label in letters
        ]

    def records(self) -> QuerySet[Reference]:
        """Return the public records that the address asks for."""
        found = Reference.objects.public()
        if self.verification:
            found = found.filter(verification=self.verification)
        if self.year:
            found = found.filter(year=int(self.year))
        if self.author:
            found = found.filter(author_year__startswith=slugify(self.author) or self.author)
        return starting_with(found, self.letter) if self.letter else found

    def _address(self, **changed: str) -> str:
        query = {
            "verification": self.verification,
            "letter": self.letter,
            "author": self.author,
            "year": self.year,
            **changed,
        }
        kept = {name: value for name, value in query.items() if value}
        return "/references/" + (f"?{urlencode(kept)}" if kept else "")


def read_filters(query: Mapping[str, str]) -> Filters:
    """Return the filters of an address; raise UnknownFilter for a value that cannot be one."""
    filters = Filters(
        verification=query.get("verification", ""),
        letter=query.get("letter", "").lower(),
        author=query.get("author", "").strip()[:80],
        year=query.get("year", "").strip(),
    )
    if filters.verification and filters.verification not in Verification.values:
        raise UnknownFilter(f"States of verification are {', '.join(Verification.values)}.")
    if filters.letter and filters.letter not in ascii_lowercase:
        raise UnknownFilter("A letter is one from a to z.")
    if filters.year and not (
        len(filters.year) == 4 and filters.year.isascii() and filters.year.isdigit()
    ):
        raise UnknownFilter("A year has four figures.")
    if "\x00" in filters.author:
        raise UnknownFilter("A name has no control characters.")
    return filters


def starting_with(records: QuerySet[Reference], letter: str) -> QuerySet[Reference]:
    """Return the records whose first maker's name begins with a letter, by the index's order."""
    records = records.filter(author_year__gte=letter)
    following = ascii_lowercase.index(letter) + 1
    if following < len(ascii_lowercase):
        return records.filter(author_year__lt=ascii_lowercase[following])
    return records.filter(author_year__startswith=letter)
