"""The reference ledger: a file of checked records, and of wordings with what was found for them.

``references`` are records with their verification; ``quotations`` are references as documents give
them, with a verdict. Loading the ledger twice changes nothing, and nothing that a person verified
in the editors' site is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from kb import state
from kb.document.citation_identity import Work, similarity
from kb.document.references import parse_reference
from references import indexing
from references.columns import DERIVED, doi_of, fill, fill_quotation, pmid_of
from references.ledger_file import LedgerError, LedgerFile, Record, Wording, read_ledger
from references.matching import by_keys
from references.merging import merge
from references.models import FormerKey, Quotation, Reference, Verification
from references.verdicts import Verdicts
from references.wanted import PERHAPS_SAME, sha256_of

__all__ = ["LedgerError", "Loaded", "load_ledger"]

_SAVED = (
    *DERIVED,
    "csl",
    "verification",
    "verified_by_name",
    "verified_at",
    "verified_against",
    "verification_note",
    "updated_at",
)
_VERDICT = ("verdict", "reference", "wrong", "note", "see", "in_ledger")


@dataclass(slots=True)
class Loaded:
    """What loading a ledger changed."""

    references: int = 0
    """Records the ledger holds."""
    quotations: int = 0
    """Wordings the ledger holds."""
    changed: set[str] = field(default_factory=set)
    """Keys of records that were made or changed, or whose quotations got a verdict."""
    kept: set[str] = field(default_factory=set)
    """Keys of records that differ but stay as a person verified them."""

    def __str__(self) -> str:
        text = f"{self.references} references and {self.quotations} quotations"
        if self.changed:
            text += f", {len(self.changed)} records new or changed"
        if self.kept:
            text += f", {len(self.kept)} left as a person verified them"
        return text


@transaction.atomic
def load_ledger(data: bytes, source: str = "references.json") -> Loaded:
    """Load a ledger file; raise :class:`LedgerError` if it cannot be read, before any change."""
    ledger = read_ledger(data)
    loaded = Loaded(len(ledger.records), len(ledger.wordings))
    records = _load_records(ledger, source, loaded)
    rows = [_load_wording(wording, records, loaded) for wording in ledger.wordings]
    _apply_to_known_wordings(rows, loaded)
    if loaded.changed:
        indexing.show(Reference.objects.public().filter(key__in=loaded.changed))
        state.advance()
    return loaded


# --- records --------------------------------------------------------------------------------


def _load_records(ledger: LedgerFile, source: str, loaded: Loaded) -> dict[str, Reference]:
    """Return the library's records by the ledger's keys."""
    keys = {record.key for record in ledger.records}
    keys |= {wording.key for wording in ledger.wordings if wording.key}
    known = by_keys(keys)
    for record in ledger.records:
        row = known.get(record.key) or _same_work(record)
        known[record.key] = _write_record(row, record, source, loaded)
    missing = sorted({w.key for w in ledger.wordings if w.key} - known.keys())
    if missing:
        raise LedgerError(f"Quotations name records that are not there: {', '.join(missing)}.")
    return known


def _same_work(record: Record) -> Reference | None:
    """Return the record an import made of the same work under another key, if there is one."""
    wanted = fill(Reference(csl=record.csl))
    for column in ("doi", "pmid", "identity"):
        value = getattr(wanted, column)
        row = Reference.objects.filter(**{column: value}).first() if value else None
        if row is not None and similarity(row.csl, record.csl) >= PERHAPS_SAME:
            return row
    return None


def _write_record(row: Reference | None, record: Record, source: str, loaded: Loaded) -> Reference:
    is_new = row is None
    row = row or Reference(key=record.key)
    if not is_new and row.key != record.key:
        FormerKey.objects.get_or_create(key=record.key, defaults={"reference": row})
    if row.verified_by_id is not None:
        if row.csl != record.csl:
            loaded.kept.add(row.key)
        return row
    before = [getattr(row, name) for name in _SAVED[:-1]]
    _set_record(row, record, source)
    if is_new:
        row.save()
    elif before != [getattr(row, name) for name in _SAVED[:-1]]:
        row.save(update_fields=_SAVED)
    else:
        return row
    loaded.changed.add(row.key)
    return row


def _set_record(row: Reference, record: Record, source: str) -> None:
    row.csl = record.csl
    fill(row)
    _drop_taken_identifiers(row)
    row.verification = record.state
    row.verified_by_name = source[:200] if record.state != Verification.UNVERIFIED else ""
    row.verified_against = record.against[:400]
    row.verified_at = record.checked
    row.verification_note = record.note


def _drop_taken_identifiers(row: Reference) -> None:
    """Leave an identifier to the record that has it: two records may not claim one."""
    for column, value in (("doi", doi_of(row.csl)), ("pmid", pmid_of(row.csl))):
        others = Reference.objects.filter(**{column: value}).exclude(pk=row.pk)
        if value and others.exists():
            setattr(row, column, None)


# --- quotations -----------------------------------------------------------------------------


def _load_wording(wording: Wording, records: dict[str, Reference], loaded: Loaded) -> Quotation:
    digest = sha256_of(wording.as_given)
    row = Quotation.objects.filter(raw_sha256=digest).select_related("reference").first()
    if row is None:
        csl = parse_reference(wording.as_given).csl
        row = fill_quotation(Quotation(raw=wording.as_given, raw_sha256=digest, csl=csl))
    record = records.get(wording.key) if wording.key else None
    if not row.in_ledger:
        row.in_ledger, row.verdict = True, Quotation.Verdict.UNCHECKED
    _give_verdict(row, wording.verdict, record, wording, loaded)
    return row


def _apply_to_known_wordings(rows: list[Quotation], loaded: Loaded) -> None:
    """Give the ledger's verdicts to wordings that documents brought before the ledger came."""
    verdicts = Verdicts(rows)
    for known in _unchecked_like(rows):
        verdict = verdicts.best(Work(known.csl))
        if verdict is not None:
            _give_verdict(known, verdict.verdict, verdict.reference, verdict, loaded)
            if verdict.reference is None and known.reference is not None:
                verdict.reference = known.reference
                verdict.save(update_fields=["reference"])


def _unchecked_like(rows: list[Quotation]) -> Iterable[Quotation]:
    unchecked = Quotation.objects.filter(verdict=Quotation.Verdict.UNCHECKED)
    found: dict[int, Quotation] = {}
    for name in ("author_year", "title_key"):
        values = {getattr(row, name) for row in rows} - {""}
        for row in unchecked.filter(**{f"{name}__in": values}).select_related("reference"):
            found[row.pk] = row
    return found.values()


def _give_verdict(
    row: Quotation,
    verdict: str,
    record: Reference | None,
    said: Wording | Quotation,
    loaded: Loaded,
) -> None:
    """Set the verdict on one wording, and lead it to the record that was found."""
    before = (row.verdict, row.reference_id, row.wrong, row.note, row.see)
    former = row.reference
    row.verdict, row.wrong, row.note, row.see = verdict, said.wrong, said.note, list(said.see)
    row.reference = record or former
    if row.pk is None:
        row.save()
    elif before == (row.verdict, row.reference_id, row.wrong, row.note, row.see):
        return
    else:
        row.save(update_fields=_VERDICT)
    if row.reference is not None:
        loaded.changed.add(row.reference.key)
    if record is not None and former is not None and former.pk != record.pk:
        _give_up(former, record, loaded)
    elif verdict == Quotation.Verdict.NOT_FOUND and former is not None:
        _mark_not_found(former, row.note)


def _give_up(former: Reference, record: Reference, loaded: Loaded) -> None:
    """Merge a record made from a wrong wording into the one found, if no other needs it."""
    if former.verification == Verification.UNVERIFIED and not former.quotations.exists():
        loaded.changed.discard(former.key)
        merge(former, record)


def _mark_not_found(record: Reference, note: str) -> None:
    if record.verification == Verification.UNVERIFIED:
        record.verification = Verification.NOT_FOUND
        record.verification_note = note
        record.save(update_fields=["verification", "verification_note", "updated_at"])
