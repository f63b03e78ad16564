"""Making two records of one work into one, with everything that pointed at either."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from kb import changes
from kb.search import index
from references import indexing
from references.columns import doi_of, pmid_of
from references.models import FormerKey, MergeProposal, Reference


@transaction.atomic
def merge(gone: Reference, kept: Reference, *, by: Any = None) -> None:
    """Move what points at `gone` to `kept`, keep its key as an address, and delete it.

    Identifiers only `gone` had are taken over; everything else of `kept` stays as it is.
    """
    if gone.pk == kept.pk:
        raise ValueError("A record cannot be merged into itself.")
    _settle_proposals(gone, kept, by)
    for relation in Reference._meta.related_objects:
        if relation.related_model is not MergeProposal:
            _move(relation, gone, kept)
    key, csl, was_public = gone.key, gone.csl, gone.is_public
    gone.delete()
    FormerKey.objects.create(key=key, reference=kept)
    _take_identifiers(csl, kept)
    index.remove("reference", key)
    changes.record(changes.REFERENCE, [changes.Fact(key, renamed_to=kept.key)])
    if was_public:
        indexing.show(Reference.objects.filter(pk=kept.pk))


@transaction.atomic
def keep_apart(proposal: MergeProposal, *, by: Any = None) -> None:
    """Settle that two records are different works."""
    _settle(MergeProposal.objects.filter(pk=proposal.pk), MergeProposal.State.APART, by)


def _settle_proposals(gone: Reference, kept: Reference, by: Any) -> None:
    pair = Q(first=gone, second=kept) | Q(first=kept, second=gone)
    MergeProposal.objects.filter(pair).delete()
    others = MergeProposal.objects.filter(Q(first=gone) | Q(second=gone))
    for proposal in others:
        other = proposal.second if proposal.first_id == gone.pk else proposal.first
        first, second = sorted((other, kept), key=lambda record: record.pk)
        if not MergeProposal.objects.filter(first=first, second=second).exists():
            MergeProposal.objects.filter(pk=proposal.pk).update(first=first, second=second)
    others.delete()


def _settle(proposals: models.QuerySet[MergeProposal], state: str, by: Any) -> None:
    proposals.update(state=state, settled_by=by, settled_at=timezone.now())


def _move(relation: Any, gone: Reference, kept: Reference) -> None:
    """Re-point every row of one relation; a row that would repeat another falls away."""
    is_many = relation.many_to_many
    model = relation.through if is_many else relation.related_model
    name = relation.field.m2m_reverse_field_name() if is_many else relation.field.name
    for pk in list(model._base_manager.filter(**{name: gone}).values_list("pk", flat=True)):
        row = model._base_manager.filter(pk=pk)
        try:
            with transaction.atomic():
                row.update(**{name: kept})
        except IntegrityError:
            row.delete()


def _take_identifiers(csl: dict[str, Any], kept: Reference) -> None:
    taken = []
    for column, name, value in (("doi", "DOI", doi_of(csl)), ("pmid", "PMID", pmid_of(csl))):
        if value and not getattr(kept, column):
            setattr(kept, column, value)
            kept.csl[name] = csl[name]
            taken.append(column)
    if taken:
        kept.save(update_fields=[*taken, "csl", "updated_at"])
