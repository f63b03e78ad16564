"""Which term of the glossary a name means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import Q

from glossary.models import Alias, FormerSlug, Term, sorted_as
from kb.among import Among
from kb.document.text import fold, slugify
from kb.document.tree import GlossaryEntry

SLUG_LENGTH = 100
# By a lay word people look for a term; an entry of that name may well define something else.
MATCHING_KINDS = frozenset({"synonym", "abbreviation", "spelling", "plural"})


def name_slug(name: str) -> str:
    """Return the slug of a name.

    A digest stands in for what a slug cannot hold: a name without Latin or Greek letters, the end
    of a very long one.
    """
    slug = slugify(name, len(name) * 10)
    if slug and len(slug) <= SLUG_LENGTH:
        return slug
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slug[: SLUG_LENGTH - 11].strip('-') or 'term'}-{digest}"


def by_name(names: Iterable[str]) -> list[Term]:
    """Return the terms whose own name is one of ``names``, but for case and punctuation."""
    return list(Term.objects.filter(_named(map(sorted_as, names))))


def _named(sort_names: Iterable[str]) -> Q:
    # Both values of is_public, so that the index on (is_public, sort_name) serves.
    return Q(is_public__in=[True, False], sort_name__in=Among(sort_names))


class Matcher:
    """Finds the terms that a batch of entries mean, in four queries whatever their number.

    A name means the term of that name, of that slug now or formerly, or of the one alias so
    spelled. Case, apostrophes and hyphens do not matter, except that an abbreviation keeps its
    capitals; plural and singular are different names.
    """

    def __init__(self, entries: Sequence[GlossaryEntry]) -> None:
        names = [entry.term for entry in entries]
        slugs = {name_slug(name) for name in names}
        self._terms: dict[str, Term] = {}
        self._aliases: dict[str, list[tuple[Term, str, str]]] = {}
        self._read_aliases(names)
        self._read_former(slugs)
        self._read_terms(names, slugs)

    def find(self, name: str) -> Term | None:
        """Return the term that ``name`` means, or None."""
        term = self._terms.get(name_slug(name))
        if term is not None:
            return term
        claimants = {
            term.slug: term
            for term, text, kind in self._aliases.get(fold(name), ())
            if kind != Alias.Kind.ABBREVIATION or text == name
        }
        return next(iter(claimants.values())) if len(claimants) == 1 else None

    def add(self, term: Term) -> None:
        """Count a new term in, so that a later entry of the same name means it."""
        self._terms[name_slug(term.name)] = term

    def add_alias(self, term: Term, text: str, kind: str) -> None:
        """Count in a name that a term is given, so that a later entry of that name means it."""
        kind = kind if kind in Alias.Kind.values else Alias.Kind.SYNONYM
        if kind in MATCHING_KINDS and text.strip():
            self._aliases.setdefault(fold(text), []).append((term, text, kind))

    def _read_terms(self, names: Sequence[str], slugs: set[str]) -> None:
        wanted = set(map(sorted_as, names))
        found = list(Term.objects.filter(Q(slug__in=Among(slugs)) | _named(wanted)))
        self._terms |= {term.slug: term for term in found if term.slug in slugs}
        self._terms |= {name_slug(term.name): term for term in found if term.sort_name in wanted}

    def _read_former(self, slugs: set[str]) -> None:
        for former in FormerSlug.objects.filter(slug__in=Among(slugs)).select_related("term"):
            self._terms[former.slug] = former.term

    def _read_aliases(self, names: Sequence[str]) -> None:
        forms = {form for name in names for form in _spellings(name)}
        aliases = Alias.objects.filter(folded__in=Among(forms), kind__in=MATCHING_KINDS)
        for alias in aliases.select_related("term"):
            self.add_alias(alias.term, alias.text, alias.kind)


def _spellings(name: str) -> set[str]:
    """Return the case-folded ways in which an alias of this name may be stored."""
    plain = fold(name)
    return {name.casefold(), plain, plain.replace("'", "’"), plain.replace("-", "‑")}
