"""Deciding between wordings: which definition of a term the readers of a tier are shown."""

from __future__ import annotations

from django.db import transaction

from glossary.models import Definition, Term
from glossary.release import index_terms
from kb import state


class Changed(Exception):
    """The wording is another one than the person saw; nothing was decided."""


@transaction.atomic
def choose(definition_id: int, *, seen: str) -> Definition:
    """Make a definition the chosen one of its tier; the one before it waits as a candidate.

    ``seen`` is the digest of the wording that the person read. Raises :class:`Changed`.
    """
    definition = _locked(definition_id, seen)
    Definition.objects.filter(
        term=definition.term_id, tier=definition.tier, status=Definition.Status.CHOSEN
    ).exclude(pk=definition.pk).update(status=Definition.Status.CANDIDATE)
    return _settle(definition, Definition.Status.CHOSEN)


@transaction.atomic
def reject(definition_id: int, *, seen: str) -> Definition:
    """Put a definition aside; it is kept. Raises :class:`Changed`."""
    return _settle(_locked(definition_id, seen), Definition.Status.REJECTED)


def _locked(definition_id: int, seen: str) -> Definition:
    list(Term.objects.select_for_update().filter(definitions=definition_id))
    definition = Definition.objects.filter(pk=definition_id, text_sha256=seen).first()
    if definition is None:
        raise Changed
    return definition


def _settle(definition: Definition, status: str) -> Definition:
    definition.status = status
    definition.save(update_fields=["status"])
    index_terms([definition.term_id])
    state.advance(glossary=True)
    return definition
