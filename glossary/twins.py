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


def _plain(name: str) -> str:
    return fold(name).replace("-", " ").replace("'", "")
