"""Making two terms one, with everything that was said of either and pointed at either."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction

from glossary.models import Alias, Code, Definition, FormerSlug, Term
from glossary.release import index_terms
from kb import changes, state
from kb.document.text import fold
from kb.search import index

OWN = (Alias, Definition, Code)
"""What is said of a term; each has its own way of being carried over."""


@transaction.atomic
def merge(gone: Term, kept: Term) -> None:
    """Carry names, definitions, codes and uses of ``gone`` over to ``kept``, and redirect to it.

    The chosen definitions of ``kept`` stay chosen; those of ``gone`` wait as candidates where the
    two differ. Articles that link ``gone`` are to be shown anew afterwards.
    """
    if gone.pk == kept.pk:
        raise ValueError("A term cannot be merged into itself.")
    list(Term.objects.select_for_update().filter(pk__in=(gone.pk, kept.pk)).order_by("pk"))
    _carry_names(gone, kept)
    _carry_definitions(gone, kept)
    _carry_codes(gone, kept)
    kept.related.add(*gone.related.exclude(pk=kept.pk))
    for relation in Term._meta.related_objects:
        if relation.related_model not in (*OWN, Term):
            _move(relation, gone, kept)
    _carry_facts(gone, kept)
    slug = gone.slug
    gone.delete()
    FormerSlug.objects.update_or_create(slug=slug, defaults={"term": kept})
    index.remove("term", slug)
    changes.record(changes.TERM, [changes.Fact(slug, renamed_to=kept.slug)])
    index_terms([kept.pk])
    state.advance(glossary=True)


# --- what is said of a term -----------------------------------------------------------------


def _carry_names(gone: Term, kept: Term) -> None:
    known = {fold(kept.name), *(fold(alias.text) for alias in kept.aliases.all())}
    own_name = Alias(text=gone.name, kind=Alias.Kind.SYNONYM)
    for alias in (own_name, *gone.aliases.all()):
        if fold(alias.text) not in known:
            known.add(fold(alias.text))
            alias.term = kept
            alias.save()


def _carry_definitions(gone: Term, kept: Term) -> None:
    known = {(row.tier, row.text_sha256): row for row in kept.definitions.all()}
    chosen = {row.tier for row in known.values() if row.status == Definition.Status.CHOSEN}
    for row in gone.definitions.all():
        if row.status == Definition.Status.CHOSEN and row.tier in chosen:
            row.status = Definition.Status.CANDIDATE
        same = known.get((row.tier, row.text_sha256))
        if same is None:
            row.term = kept
            row.save()
        else:
            _carry_facts_of_wording(row, same)


def _carry_facts_of_wording(row: Definition, same: Definition) -> None:
    """Keep what only one of two equal wordings has: references, a sign-off, being chosen."""
    same.references.add(*row.references.all())
    if row.reviewed_at and not same.reviewed_at:
        for name in ("reviewed_at", "reviewed_by", "reviewed_by_name"):
            setattr(same, name, getattr(row, name))
    if row.status == Definition.Status.CHOSEN:
        same.status = row.status
    same.source = same.source or row.source
    row.delete()
    same.save()


def _carry_codes(gone: Term, kept: Term) -> None:
    known = {(code.system, code.code): code for code in kept.codes.all()}
    for code in gone.codes.all():
        same = known.get((code.system, code.code))
        if same is None:
            code.term = kept
            code.save()
        elif code.is_shown and not same.is_shown:
            same.confidence = code.confidence
            same.evidence = same.evidence or code.evidence
            same.save()


def _carry_facts(gone: Term, kept: Term) -> None:
    kept.kind = kept.kind or gone.kind
    kept.is_public = kept.is_public or gone.is_public
    kept.save()


# --- what points at a term ------------------------------------------------------------------


def _move(relation: Any, gone: Term, kept: Term) -> None:
    """Re-point every row of one relation; a row that would repeat another falls away."""
    is_many = relation.many_to_many
    model: type[models.Model] = relation.through if is_many else relation.related_model
    name = relation.field.m2m_reverse_field_name() if is_many else relation.field.name
    for pk in list(model._base_manager.filter(**{name: gone}).values_list("pk", flat=True)):
        row = model._base_manager.filter(pk=pk)
        try:
            with transaction.atomic():
                row.update(**{name: kept})
        except IntegrityError:
            row.delete()
