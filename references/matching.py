"""Finding, for each entry of a document's reference list, the one record of the library.

An entry leads to a record by what was decided about its wording before, by an identifier, by its
key, or by being the same work under normalised title, year and first author. What is only nearly
the same stays apart, and an editor is asked. Nothing merges silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from kb.among import Among
from kb.document.citation_identity import Work, likeness
from kb.document.tree import ReferenceEntry
from references.columns import doi_of, pmid_of
from references.keys import Numbers
from references.making import make_records, mark_not_found, remember
from references.models import FormerKey, Quotation, Reference, Verification
from references.verdicts import Verdicts
from references.wanted import PERHAPS_SAME, Wanted, sha256_of

BATCH = 500
"""Entries looked up together."""


def match_or_create(entry: ReferenceEntry) -> Reference:
    """Return the record of one entry, made if the library has none."""
    record = match_entries([entry])[0]
    if record is None:
        raise ValueError("The entry is empty.")
    return record


@transaction.atomic
def match_entries(
    entries: Sequence[ReferenceEntry], *, create: bool = True, numbers: Numbers | None = None
) -> list[Reference | None]:
    """Return the record of each entry, in order; None for one that has none.

    With ``create``, a record is made where the library has none, wordings are remembered, and
    near-misses are proposed to an editor; only an entry without any content gives None then.
    Without, nothing is written. About ten queries, whatever the number of entries; ``numbers``
    spares those for crowded keys that an earlier call has asked.
    """
    records: list[Reference | None] = []
    for start in range(0, len(entries), BATCH):
        records += _match_batch(entries[start : start + BATCH], create, numbers)
    return records


def _match_batch(
    entries: Sequence[ReferenceEntry], create: bool, numbers: Numbers | None
) -> list[Reference | None]:
    batch = [Wanted(entry) for entry in entries]
    _by_wording(batch)
    _by_verdict(batch)
    _by_identifier(batch)
    _by_key(batch)
    _by_identity(batch)
    if create:
        _mark_known(batch)
        make_records(batch, numbers)
        remember(batch)
    return [wanted.record for wanted in batch]


def by_keys(keys: Iterable[str]) -> dict[str, Reference]:
    """Return the records of keys, also of keys a record had formerly; two queries."""
    wanted = set(keys)
    found = Reference.objects.in_bulk(wanted, field_name="key")
    missing = wanted - found.keys()
    if missing:
        former = FormerKey.objects.filter(key__in=missing).select_related("reference")
        found |= {row.key: row.reference for row in former}
    return found


def by_wordings(raws: Iterable[str]) -> dict[str, Quotation]:
    """Return what came of checking references as documents give them, if they were; one query."""
    digests = {raw: sha256_of(raw) for raw in raws if raw.strip()}
    rows = Quotation.objects.filter(raw_sha256__in=Among(digests.values()))
    rows = rows.exclude(verdict=Quotation.Verdict.UNCHECKED)
    known = {row.raw_sha256: row for row in rows.select_related("reference")}
    return {raw: known[digest] for raw, digest in digests.items() if digest in known}


def _open(batch: list[Wanted]) -> list[Wanted]:
    return [wanted for wanted in batch if wanted.record is None]


def _by_wording(batch: list[Wanted]) -> None:
    """The very same words were met before."""
    digests = {wanted.sha256 for wanted in batch if wanted.sha256}
    if not digests:
        return
    rows = Quotation.objects.filter(raw_sha256__in=Among(digests)).select_related("reference")
    known = {row.raw_sha256: row for row in rows}
    for wanted in batch:
        wanted.quotation = known.get(wanted.sha256)
        if wanted.quotation is None:
            continue
        wanted.record = wanted.quotation.reference
        if wanted.quotation.verdict != Quotation.Verdict.UNCHECKED:
            wanted.verdict = wanted.quotation


def _by_verdict(batch: list[Wanted]) -> None:
    """Someone checked this reference in other words, and perhaps found another record."""
    unread = [wanted for wanted in _open(batch) if wanted.sha256 and not wanted.verdict]
    if not unread:
        return
    verdicts = Verdicts.like(wanted.work for wanted in unread)
    for wanted in unread:
        wanted.verdict = verdicts.best(wanted.work)
        if wanted.verdict is not None:
            wanted.record = wanted.verdict.reference


def _by_identifier(batch: list[Wanted]) -> None:
    dois = {doi for wanted in _open(batch) if (doi := doi_of(wanted.work.csl))}
    pmids = {pmid for wanted in _open(batch) if (pmid := pmid_of(wanted.work.csl))}
    if not dois and not pmids:
        return
    known: dict[str, Reference] = {}
    for record in Reference.objects.filter(Q(doi__in=Among(dois)) | Q(pmid__in=Among(pmids))):
        known |= {f"doi:{record.doi}": record, f"pmid:{record.pmid}": record}
    for wanted in _open(batch):
        names = wanted.work.identifiers
        wanted.record = next((known[name] for name in names if name in known), None)


def _by_key(batch: list[Wanted]) -> None:
    """The document cites by key: a record of that key is meant, unless it is another work."""
    keyed = [wanted for wanted in _open(batch) if wanted.entry.key]
    if not keyed:
        return
    known = by_keys(wanted.entry.key for wanted in keyed)
    for wanted in keyed:
        record = known.get(wanted.entry.key)
        if record and (not wanted.work.csl or _is_same(wanted, record)):
            wanted.record = record


def _by_identity(batch: list[Wanted]) -> None:
    names = {wanted.work.identity for wanted in _open(batch)} - {""}
    if not names:
        return
    rows = Reference.objects.filter(identity__in=Among(names))
    known = {row.identity: row for row in rows}
    for wanted in _open(batch):
        record = known.get(wanted.work.identity)
        if record is not None and _is_same(wanted, record):
            wanted.record = record


def _is_same(wanted: Wanted, record: Reference) -> bool:
    return likeness(wanted.work, Work(record.csl)) >= PERHAPS_SAME


def _mark_known(batch: list[Wanted]) -> None:
    """A record that nobody verified, met again in words that were searched for in vain."""
    for wanted in batch:
        record = wanted.record
        if record and wanted.is_not_found and record.verification == Verification.UNVERIFIED:
            mark_not_found(record, wanted.verdict)
            record.save(update_fields=["verification", "verification_note", "updated_at"])
