"""Making terms public, and telling search and the linker of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch

from glossary.models import Definition, Term
from kb import state
from kb.search import index
from kb.search.index import Entry


def release(term_ids: Sequence[int]) -> None:
    """Make terms public, inside the caller's transaction. Terms already public stay as they are."""
    hidden = list(Term.objects.filter(pk__in=term_ids, is_public=False).values_list("pk", flat=True))
    if not hidden:
        return
    Term.objects.filter(pk__in=hidden).update(is_public=True)
    index_terms(hidden)
    state.advance(glossary=True)


def index_terms(term_ids: Sequence[int]) -> None:
    """Bring what search knows of terms up to date; hidden ones are taken out."""
    terms = Term.objects.filter(pk__in=term_ids).prefetch_related(
        "aliases",
        Prefetch("definitions", Definition.objects.filter(status=Definition.Status.CHOSEN)),
    )
    for term in terms:
        if term.is_public:
            index.replace("term", term.slug, [entry_of(term)])
        else:
            index.remove("term", term.slug)


def entry_of(term: Term) -> Entry:
    """Return the search entry of a term whose aliases and definitions are at hand."""
    return Entry(
        kind="term",
        key=term.slug,
        title=term.name,
        names=tuple(alias.text for alias in term.aliases.all()),
        body="\n\n".join(definition.text for definition in term.definitions.all()),
        url=term.get_absolute_url(),
    )
