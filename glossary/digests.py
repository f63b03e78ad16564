"""The digest of a term: by it a copy elsewhere is known to be whole and current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from glossary.models import Definition, Term
from kb.changes import Fact, digest_of
from kb.document.tree import TIERS

TIER_ORDER = ("", *TIERS)


def facts(terms: Iterable[Term]) -> Iterator[Fact]:
    """Yield what the change feed says of terms whose names, codes and chosen wordings are at hand.

    A term that is not public is gone.
    """
    for term in terms:
        yield Fact(term.slug, digest(term, term.definitions.all()) if term.is_public else "")


def digest(term: Term, chosen: Iterable[Definition]) -> str:
    """Return the digest of what a term is called, how it is coded and what it means."""
    return digest_of(content(term, chosen))


def content(term: Term, chosen: Iterable[Definition]) -> dict[str, Any]:
    """Return what the digest is made of, in the words of the API."""
    wordings = sorted(chosen, key=lambda each: TIER_ORDER.index(each.tier))
    codes = [code for code in term.codes.all() if code.is_shown]
    return {
        "slug": term.slug,
        "name": term.name,
        "kind": term.kind,
        "aliases": sorted(alias.text for alias in term.aliases.all()),
        "codes": sorted([code.system, code.code, code.display] for code in codes),
        "definitions": [[each.tier or None, each.text, each.source] for each in wordings],
    }
