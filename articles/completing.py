"""What is offered while an editor writes: names of the glossary, works of the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from articles.models import Article, BibliographyEntry
from glossary.models import Alias, Term
from kb.document.text import slugify
from references.models import Reference

MOST = 8
"""Offers at a time."""
LONGEST = 80
"""Characters of what was typed that are looked at."""
MOST_WORDS = 6
"""Words of what was typed that are looked for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something an editor can choose instead of typing it to the end."""

    value: str
    """What is put into the text: a key, or a name."""
    label: str
    """What it is called."""
    note: str
    """What tells it from others like it; may be empty."""


def _typed_words(typed: str) -> list[str]:
    """Return what to look for; PostgreSQL refuses text with a null character."""
    return typed[:LONGEST].replace("\0", " ").split()[:MOST_WORDS]


# --- works ----------------------------------------------------------------------------------


def works(typed: str, article: Article | None = None) -> list[Offer]:
    """Return works that have every typed word in key, title, makers or year: one query.

    Works the article lists already come first.
    """
    records = Reference.objects.all()
    for word in _typed_words(typed):
        records = records.filter(_has_word(word))
    if article is not None:
        listed = BibliographyEntry.objects.filter(article=article, reference=OuterRef("pk"))
        records = records.annotate(is_listed=Exists(listed)).order_by("-is_listed", "key")
    found = records.only("key", "title", "authors", "year", "verification")[:MOST]
    return [Offer(record.key, record.title or record.key, _facts(record)) for record in found]


def _has_word(word: str) -> Q:
    has = Q(key__icontains=word) | Q(title__icontains=word) | Q(authors__icontains=word)
    is_year = len(word) == 4 and word.isascii() and word.isdigit()
    return has | Q(year=int(word)) if is_year else has


def _facts(record: Reference) -> str:
    facts = [record.authors[:60], str(record.year or "")]
    if record.verification != "verified":
        facts.append(record.get_verification_display().lower())
    return ", ".join(fact for fact in facts if fact)


# --- terms ----------------------------------------------------------------------------------


def terms(typed: str) -> list[Offer]:
    """Return names of terms, then other names, that hold what was typed; beginnings first.

    Two queries at most. Terms that readers cannot open yet are offered too, and say so.
    """
    start = " ".join(_typed_words(typed))
    plain = slugify(start).replace("-", " ")
    if not plain:
        return []
    named = _beginning_first(Term.objects.filter(sort_name__contains=plain), "sort_name", plain)
    offers = {term.pk: Offer(term.name, term.name, _standing(term)) for term in named}
    if len(offers) < MOST:
        for alias in _other_names(start.casefold(), offers):
            note = f"another name of {alias.term.name}"
            offers.setdefault(alias.term_id, Offer(alias.text, alias.text, note))
    return list(offers.values())[:MOST]


def _other_names(folded: str, but: Iterable[int]) -> QuerySet[Alias]:
    aliases = Alias.objects.filter(folded__contains=folded).exclude(term__in=list(but))
    return _beginning_first(aliases.select_related("term"), "folded", folded)


def _beginning_first(rows: QuerySet, field: str, start: str) -> QuerySet:
    begins = When(**{f"{field}__startswith": start}, then=Value(0))
    rank = Case(begins, default=Value(1), output_field=IntegerField())
    return rows.annotate(rank=rank).order_by("rank", field, "pk")[:MOST]


def _standing(term: Term) -> str:
    if not term.is_public:
        return "not public yet"
    return term.kind if term.is_linked else "not linked in articles"
