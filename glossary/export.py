"""The glossary as entries of the document tree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from glossary.models import Definition, Term
from kb.document.tree import GlossaryEntry, TermAlias, TermCode, TermDefinition


def glossary_entries() -> Iterator[GlossaryEntry]:
    """Yield every term with its chosen definitions, in the order of the list."""
    chosen = Definition.objects.filter(status=Definition.Status.CHOSEN)
    terms = Term.objects.prefetch_related(
        "aliases",
        "codes",
        "related",
        Prefetch("definitions", chosen.prefetch_related("references")),
    )
    for term in terms.order_by("sort_name", "id").iterator(chunk_size=500):
        yield _entry(term)


def _entry(term: Term) -> GlossaryEntry:
    definitions = list(term.definitions.all())
    keys = {record.key for definition in definitions for record in definition.references.all()}
    return GlossaryEntry(
        term=term.name,
        definitions=tuple(
            TermDefinition(definition.text, definition.tier or None)  # type: ignore[arg-type]
            for definition in definitions
        ),
        aliases=tuple(TermAlias(alias.text, alias.kind) for alias in term.aliases.all()),
        codes=tuple(
            TermCode(code.system, code.code, code.display, code.confidence, code.evidence)
            for code in term.codes.all()
        ),
        kind=term.kind,
        related=tuple(sorted(other.name for other in term.related.all())),
        references=tuple(sorted(keys)),
    )
