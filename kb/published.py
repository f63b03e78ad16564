"""All that is published, as search and the change feed should know it.

The apps say it, each of its own records; here they are together for whoever makes or checks what is
derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Prefetch

from articles import feeding
from articles import indexing as articles
from glossary import digests, release
from glossary.models import Definition, Term
from kb import changes
from kb.changes import Fact
from kb.search.index import Entry
from references import indexing as references
from references.models import Reference

SEARCHED: dict[str, Callable[[], Iterator[dict[str, list[Entry]]]]] = {
    "article": articles.entries_in_batches,
    "term": release.entries_in_batches,
    "reference": references.entries_in_batches,
}
"""By kind: what search should know, in batches of entries by key."""


def _reference_facts() -> Iterator[Fact]:
    records = Reference.objects.public().order_by("key").iterator(chunk_size=500)
    return map(references.fact_of, records)


def _term_facts() -> Iterator[Fact]:
    chosen = Definition.objects.filter(status=Definition.Status.CHOSEN)
    ready = Term.objects.public().prefetch_related(
        "aliases", "codes", Prefetch("definitions", chosen)
    )
    return digests.facts(ready.order_by("slug").iterator(500))


TOLD: dict[str, Callable[[], Iterable[Fact]]] = {
    changes.ARTICLE: feeding.facts,
    changes.REFERENCE: _reference_facts,
    changes.TERM: _term_facts,
}
"""By subject: what the change feed should have told last, in the order it is to be told."""
