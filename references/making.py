"""Records for works the library lacks, and the wordings in which documents give works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.utils import timezone

from kb.document.citation_identity import likeness
from kb.rows import insert, insert_keyed
from references import proposing
from references.columns import DERIVED, author_year, fill, title_key
from references.keys import KeyMaker, Numbers, base_key
from references.models import Quotation, Reference, Verification
from references.wanted import PERHAPS_SAME, Wanted

_RECORD = (
    "key", "csl", *DERIVED, "verification", "verification_note", "created_at", "updated_at"
)  # fmt: skip
_QUOTATION = (
    "raw", "raw_sha256", "csl", "identity", "author_year", "title_key", "reference_id",
    "verdict", "wrong", "note", "see",
)  # fmt: skip
_UNCHECKED: tuple[Any, ...] = (Quotation.Verdict.UNCHECKED.value, {}, "", [])


def make_records(batch: Sequence[Wanted], numbers: Numbers | None) -> None:
    """Make one record for each work the library lacks, and propose what it may be a twin of."""
    first: dict[str, Wanted] = {}
    makers: list[Wanted] = []
    again: list[tuple[Wanted, Wanted]] = []
    for wanted in batch:
        if wanted.record is not None or wanted.is_empty:
            continue
        twin = _twin(wanted, first)
        if twin is not None:
            again.append((wanted, twin))
            continue
        makers.append(wanted)
        first |= dict.fromkeys(wanted.names(), wanted)
    if makers:
        _insert(makers, numbers)
    for wanted, twin in again:
        wanted.record = twin.record


def _twin(wanted: Wanted, first: Mapping[str, Wanted]) -> Wanted | None:
    """Return the entry met before that is the same work, by the rules that records are met by."""
    for name in wanted.names():
        other = first.get(name)
        if other is None:
            continue
        is_sure = name == wanted.sha256 or name in wanted.work.identifiers
        if is_sure or not wanted.work.csl or likeness(wanted.work, other.work) >= PERHAPS_SAME:
            return other
    return None


def _insert(makers: Sequence[Wanted], numbers: Numbers | None) -> None:
    bases = [base_key(wanted.work, wanted.entry.key) for wanted in makers]
    keys = KeyMaker(bases, numbers)
    older = proposing.candidates(wanted.work for wanted in makers)
    records = [_record(wanted, keys.take(base)) for wanted, base in zip(makers, bases, strict=True)]
    _store(records)
    new = [
        proposing.Like(record.pk, record.author_year, record.title_key, wanted.work)
        for wanted, record in zip(makers, records, strict=True)
    ]
    proposing.propose(new, older)


def _record(wanted: Wanted, key: str) -> Reference:
    now = timezone.now()
    record = Reference(key=key, csl=wanted.work.csl, created_at=now, updated_at=now)
    fill(record, wanted.work)
    if wanted.is_not_found:
        mark_not_found(record, wanted.verdict)
    wanted.record = record
    return record


def _store(records: Sequence[Reference]) -> None:
    """Insert new records and give them their primary keys."""
    numbers = insert_keyed(Reference, _RECORD, map(attrgetter(*_RECORD), records))
    for record, number in zip(records, numbers, strict=True):
        record.pk = number
        record._state.adding = False


def mark_not_found(record: Reference, verdict: Quotation | None) -> None:
    """Say of a record that its work was looked for in vain; it is not saved."""
    record.verification = Verification.NOT_FOUND
    record.verification_note = verdict.note if verdict else ""


def remember(batch: Sequence[Wanted]) -> None:
    """Keep every wording met, with the record it led to and the verdict that holds for it."""
    rows: dict[str, tuple[Any, ...]] = {}
    for wanted in batch:
        if wanted.record is None or not wanted.sha256:
            continue
        if wanted.quotation is None and wanted.sha256 not in rows:
            rows[wanted.sha256] = _quotation(wanted, wanted.record)
        for known in (wanted.quotation, wanted.verdict):
            if known is not None and known.reference_id is None:
                known.reference = wanted.record
                known.save(update_fields=["reference"])
    insert(Quotation, _QUOTATION, rows.values(), ignore_conflicts=True)


def _quotation(wanted: Wanted, record: Reference) -> tuple[Any, ...]:
    """Return the row of a wording, with the verdict on one like it."""
    work, said = wanted.work, wanted.verdict
    verdict = (said.verdict, said.wrong, said.note, said.see) if said else _UNCHECKED
    likenesses = (work.identity, author_year(work), title_key(work))
    return (wanted.entry.raw, wanted.sha256, work.csl, *likenesses, record.pk, *verdict)
