"""Citation keys: stable, short, made of a name and a year."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from kb.among import Among
from kb.document.citation_identity import Work
from kb.document.text import slugify
from kb.numbered import highest_number
from references.models import FormerKey, Reference

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
_STEM = 70
"""Letters of a key that a number follows."""
_LETTERS = ["", *"bcdefghijklmnopqrstuvwxyz"]


def base_key(work: Work, wanted: str = "") -> str:
    """Return the key a work would like to have: the one its document uses, else name and year."""
    if _SLUG.fullmatch(wanted):
        return wanted
    if slugify(wanted, 70):
        return slugify(wanted, 70)
    name = slugify(work.first_family, 40) or "-".join(work.title.split("-")[:3])
    if not re.search("[a-z]", slugify(name, 60)):
        digest = hashlib.sha256(repr(sorted(work.csl.items(), key=str)).encode()).hexdigest()
        name = f"work-{digest[:8]}"
    return f"{slugify(name, 60)}-{work.year or 'nd'}"


class Numbers(dict[str, int]):
    """The next numbers of keys whose letters ran out, by what they begin with.

    Kept for a whole import, they save looking the same beginnings up for each of its batches.
    """


class KeyMaker:
    """Gives free keys to a batch of new works with a few queries, whatever the batch's size."""

    def __init__(self, bases: Iterable[str], numbers: Numbers | None = None) -> None:
        wishes = Counter(bases)
        self._numbers = Numbers() if numbers is None else numbers
        self._taken = _taken(wishes)
        crowded = [base for base, count in wishes.items() if count > 1 or base in self._taken]
        if crowded:
            self._taken |= _taken(
                key for base in crowded for key in self._candidates(base, wishes[base])
            )

    def take(self, base: str) -> str:
        """Return ``base``, or the first free key after it: ``riggs-2002b`` and on."""
        for key in () if base in self._numbers else _lettered(base):
            if key not in self._taken:
                self._taken.add(key)
                return key
        stem = base[:_STEM]
        number = self._numbers.get(stem, 0)
        if not number or f"{stem}-{number}" in self._taken:
            number = _next_number(stem)
        self._numbers[stem] = number + 1
        return f"{stem}-{number}"

    def _candidates(self, base: str, count: int) -> list[str]:
        """Return the keys that ``count`` works may be given that all wish for ``base``."""
        stem = base[:_STEM]
        number = self._numbers.get(stem)
        numbered = [f"{stem}-{number + at}" for at in range(count)] if number else []
        return numbered if base in self._numbers else [*_lettered(base), *numbered]


def _next_number(stem: str) -> int:
    """Return the number after the highest that keys now or formerly end in; from 27."""
    models = (Reference, FormerKey)
    highest = (highest_number(model._default_manager.all(), "key", stem) for model in models)
    return max(26, *highest) + 1


def _taken(keys: Iterable[str]) -> set[str]:
    wanted = Among(keys)
    current = Reference.objects.filter(key__in=wanted).values_list("key", flat=True)
    former = FormerKey.objects.filter(key__in=wanted).values_list("key", flat=True)
    return {*current, *former}


def _lettered(base: str) -> list[str]:
    return [f"{base[:79]}{letter}" if letter else base for letter in _LETTERS]
