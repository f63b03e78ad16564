"""Making terms public, and telling search and the linker of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from glossary import digests
from glossary.models import Definition, Term
from kb import changes, state
from kb.document.tree import TIERS
from kb.search import index
from kb.search.index import Entry, EntryName


def release(term_ids: Sequence[int]) -> None:
    """Make terms public, inside the caller's transaction. Terms already public stay as they are."""
    hidden = list(
        Term.objects.filter(pk__in=term_ids, is_public=False).values_list("pk", flat=True)
    )
    if not hidden:
        return
    Term.objects.filter(pk__in=hidden).update(is_public=True)
    index_terms(hidden)
    state.advance(glossary=True)


def choose_first(term_ids: Sequence[int], sources: Collection[str]) -> None:
    """Choose wordings that ``sources`` brought for terms and tiers that have none chosen."""
    chosen = Definition.objects.filter(term=OuterRef("term"), status=Definition.Status.CHOSEN)
    candidates = (
        Definition.objects.filter(
            term__in=term_ids, status=Definition.Status.CANDIDATE, source__in=sources
        )
        .exclude(Exists(chosen.filter(tier=OuterRef("tier"))))
        .exclude(Q(tier="") & Exists(chosen))
    )
    first = {(row.term_id, row.tier): row.pk for row in candidates.order_by("-pk")}
    if first:
        Definition.objects.filter(pk__in=first.values()).update(status=Definition.Status.CHOSEN)
        index_terms([term for term, _ in first])


def index_terms(term_ids: Sequence[int]) -> None:
    """Bring what search knows of terms up to date; hidden ones are taken out."""
    terms = _ready(Term.objects.filter(pk__in=term_ids))
    entries = {term.slug: [entry_of(term)] if term.is_public else [] for term in terms}
    index.replace_many("term", entries)
    changes.record(changes.TERM, digests.facts(terms))


def entries_in_batches(size: int = 500) -> Iterator[dict[str, list[Entry]]]:
    """Yield the search entries of all public terms by slug, some at a time."""
    last = 0
    while terms := list(_ready(Term.objects.public().filter(pk__gt=last).order_by("pk"))[:size]):
        yield {term.slug: [entry_of(term)] for term in terms}
        last = terms[-1].pk


def _ready(terms: QuerySet[Term]) -> QuerySet[Term]:
    chosen = Definition.objects.filter(status=Definition.Status.CHOSEN)
    return terms.prefetch_related("aliases", "codes", Prefetch("definitions", chosen))


def entry_of(term: Term) -> Entry:
    """Return the search entry of a term whose aliases, codes and definitions are at hand."""
    names = [EntryName(alias.text, alias.kind) for alias in term.aliases.all()]
    chosen = term.definitions.all()
    codes = [EntryName(code.code, "code") for code in term.codes.all() if code.is_shown]
    return Entry(
        kind="term",
        key=term.slug,
        title=term.name,
        names=(*names, *codes),
        subject=term.kind,
        body="\n\n".join(definition.text for definition in sorted(chosen, key=_depth)),
        url=term.get_absolute_url(),
    )


def _depth(definition: Definition) -> int:
    """Return where a wording stands: for everybody first, then the simplest."""
    return ("", *TIERS).index(definition.tier)
