"""Finding, for each entry of a document's reference list, the one record of the library.

An entry leads to a record by what was decided about its wording before, by an identifier, by its
key, or by being the same work under normalised title, year and first author. What is only nearly
the same stays apart, and an editor is asked. Nothing merges silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from kb.document.citation_identity import identifiers, similarity, work_identity
from kb.document.references import parse_reference
from kb.document.tree import ReferenceEntry
from references.columns import author_year, doi_of, fill, fill_quotation, pmid_of, title_key
from references.keys import KeyMaker, base_key
from references.models import FormerKey, MergeProposal, Quotation, Reference, Verification

SAME_QUOTATION = 0.85
"""From this similarity on, a verdict on one wording holds for another."""
PERHAPS_SAME = 0.75
"""From this similarity on, two records are proposed to an editor as one."""
BATCH = 500
"""Entries looked up together."""
_MOST_CANDIDATES = 300


@dataclass(slots=True)
class _Wanted:
    """One entry on its way to a record."""

    entry: ReferenceEntry
    csl: dict[str, Any]
    sha256: str
    record: Reference | None = None
    verdict: Quotation | None = None
    """The checked quotation that speaks of this wording."""
    quotation: Quotation | None = None
    """The row of exactly this wording."""


def match_or_create(entry: ReferenceEntry) -> Reference:
    """Return the record of one entry, made if the library has none."""
    record = match_entries([entry])[0]
    if record is None:
        raise ValueError("The entry is empty.")
    return record


@transaction.atomic
def match_entries(
    entries: Sequence[ReferenceEntry], *, create: bool = True
) -> list[Reference | None]:
    """Return the record of each entry, in order; None for one that has none.

    With ``create``, a record is made where the library has none, wordings are remembered, and
    near-misses are proposed to an editor; only an entry without any content gives None then.
    Without, nothing is written. About ten queries, whatever the number of entries.
    """
    records: list[Reference | None] = []
    for start in range(0, len(entries), BATCH):
        records += _match_batch(entries[start : start + BATCH], create=create)
    return records


def _match_batch(entries: Sequence[ReferenceEntry], *, create: bool) -> list[Reference | None]:
    batch = [_wanted(entry) for entry in entries]
    _by_wording(batch)
    _by_verdict(batch)
    _by_identifier(batch)
    _by_key(batch)
    _by_identity(batch)
    if create:
        _mark_known(batch)
        _create(batch)
        _remember(batch)
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
    """Return what is known of references as documents give them; one query."""
    digests = {raw: sha256_of(raw) for raw in raws if raw.strip()}
    rows = Quotation.objects.filter(raw_sha256__in=set(digests.values()))
    known = {row.raw_sha256: row for row in rows.select_related("reference")}
    return {raw: known[digest] for raw, digest in digests.items() if digest in known}


def sha256_of(raw: str) -> str:
    """Return the digest a wording is found by; spaces do not matter."""
    return hashlib.sha256(" ".join(raw.split()).encode()).hexdigest()


def _wanted(entry: ReferenceEntry) -> _Wanted:
    csl = {name: value for name, value in entry.csl.items() if name != "id"}
    if not csl and entry.raw.strip():
        csl = parse_reference(entry.raw).csl
    return _Wanted(entry, csl, sha256_of(entry.raw) if entry.raw.strip() else "")


def _open(batch: list[_Wanted]) -> list[_Wanted]:
    return [wanted for wanted in batch if wanted.record is None]


def _by_wording(batch: list[_Wanted]) -> None:
    """The very same words were met before."""
    digests = {wanted.sha256 for wanted in batch if wanted.sha256}
    if not digests:
        return
    rows = Quotation.objects.filter(raw_sha256__in=digests).select_related("reference")
    known = {row.raw_sha256: row for row in rows}
    for wanted in batch:
        wanted.quotation = known.get(wanted.sha256)
        if wanted.quotation is None:
            continue
        wanted.record = wanted.quotation.reference
        if wanted.quotation.verdict != Quotation.Verdict.UNCHECKED:
            wanted.verdict = wanted.quotation


def _by_verdict(batch: list[_Wanted]) -> None:
    """Someone checked this reference in other words, and perhaps found another record."""
    unread = [wanted for wanted in _open(batch) if wanted.sha256 and not wanted.verdict]
    if not unread:
        return
    rows = list(checked_like([wanted.csl for wanted in unread]))
    for wanted in unread:
        wanted.verdict = best_verdict(wanted.csl, rows)
        if wanted.verdict is not None:
            wanted.record = wanted.verdict.reference


def checked_like(items: Iterable[dict[str, Any]]) -> Iterable[Quotation]:
    """Return checked quotations whose makers and year, or whose title, are those of an item."""
    items = list(items)
    makers = {author_year(csl) for csl in items} - {""}
    titles = {title_key(csl) for csl in items} - {""}
    checked = [v for v in Quotation.Verdict.values if v != Quotation.Verdict.UNCHECKED]
    return (
        Quotation.objects.filter(verdict__in=checked)
        .filter(Q(author_year__in=makers) | Q(title_key__in=titles))
        .select_related("reference")[:_MOST_CANDIDATES]
    )


def best_verdict(csl: dict[str, Any], rows: Iterable[Quotation]) -> Quotation | None:
    """Return the checked quotation most like `csl`, if one is like enough."""
    scored = [(quotation_similarity(csl, row.csl), row) for row in rows]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= SAME_QUOTATION else None


def quotation_similarity(csl: dict[str, Any], given: dict[str, Any]) -> float:
    """Return how likely two wordings quote alike; a shortened title is forgiven if all else fits.

    First author, year, volume and first page agreeing leave no room for another work.
    """
    score = similarity(csl, given)
    agrees = all(_opening(csl, name) == _opening(given, name) != "" for name in ("volume", "page"))
    if agrees and author_year(csl) == author_year(given) != "" and score >= 0.5:
        return max(score, 0.9)
    return score


def _opening(csl: dict[str, Any], name: str) -> str:
    return str(csl.get(name) or "").split("-")[0].lower()


def _by_identifier(batch: list[_Wanted]) -> None:
    dois = {doi for wanted in _open(batch) if (doi := doi_of(wanted.csl))}
    pmids = {pmid for wanted in _open(batch) if (pmid := pmid_of(wanted.csl))}
    if not dois and not pmids:
        return
    known: dict[str, Reference] = {}
    for record in Reference.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids)):
        known |= {f"doi:{record.doi}": record, f"pmid:{record.pmid}": record}
    for wanted in _open(batch):
        names = identifiers(wanted.csl)
        wanted.record = next((known[name] for name in names if name in known), None)


def _by_key(batch: list[_Wanted]) -> None:
    """The document cites by key: a record of that key is meant, unless it is another work."""
    keyed = [wanted for wanted in _open(batch) if wanted.entry.key]
    if not keyed:
        return
    known = by_keys(wanted.entry.key for wanted in keyed)
    for wanted in keyed:
        record = known.get(wanted.entry.key)
        if record and (not wanted.csl or similarity(wanted.csl, record.csl) >= PERHAPS_SAME):
            wanted.record = record


def _by_identity(batch: list[_Wanted]) -> None:
    names = {name for wanted in _open(batch) if (name := work_identity(wanted.csl))}
    if not names:
        return
    known = {row.identity: row for row in Reference.objects.filter(identity__in=names)}
    for wanted in _open(batch):
        record = known.get(work_identity(wanted.csl))
        if record is not None and similarity(wanted.csl, record.csl) >= PERHAPS_SAME:
            wanted.record = record


# --- what the library has not ---------------------------------------------------------------


def _create(batch: list[_Wanted]) -> None:
    """Make one record for each work the library lacks, and propose what it may be a twin of."""
    first: dict[str, _Wanted] = {}
    makers: list[_Wanted] = []
    again: list[tuple[_Wanted, _Wanted]] = []
    for wanted in _open(batch):
        if not wanted.csl and not wanted.entry.raw.strip():
            continue
        twin = _twin(wanted, first)
        if twin is not None:
            again.append((wanted, twin))
            continue
        makers.append(wanted)
        first |= dict.fromkeys(_names(wanted), wanted)
    _insert(makers)
    for wanted, twin in again:
        wanted.record = twin.record


def _twin(wanted: _Wanted, first: Mapping[str, _Wanted]) -> _Wanted | None:
    """Return the entry met before that is the same work, by the rules that records are met by."""
    for name in _names(wanted):
        other = first.get(name)
        if other is None:
            continue
        is_sure = name == wanted.sha256 or name in identifiers(wanted.csl)
        if is_sure or not wanted.csl or similarity(wanted.csl, other.csl) >= PERHAPS_SAME:
            return other
    return None


def _names(wanted: _Wanted) -> list[str]:
    """Return everything by which two entries of one batch are seen to be one work."""
    key = f"key:{wanted.entry.key}" if wanted.entry.key else ""
    names = [*identifiers(wanted.csl), wanted.sha256, key, work_identity(wanted.csl)]
    return [name for name in names if name]


def _insert(makers: list[_Wanted]) -> None:
    if not makers:
        return
    bases = [base_key(wanted.csl, wanted.entry.key) for wanted in makers]
    keys = KeyMaker(bases)
    candidates = _candidates(makers)
    for wanted, base in zip(makers, bases, strict=True):
        wanted.record = fill(Reference(key=keys.take(base), csl=wanted.csl))
        if _is_not_found(wanted):
            _mark_not_found(wanted.record, wanted.verdict)
    records = [wanted.record for wanted in makers if wanted.record]
    Reference.objects.bulk_create(records)
    _propose(records, [*candidates, *records])


def _is_not_found(wanted: _Wanted) -> bool:
    return wanted.verdict is not None and wanted.verdict.verdict == Quotation.Verdict.NOT_FOUND


def _mark_not_found(record: Reference, verdict: Quotation | None) -> None:
    record.verification = Verification.NOT_FOUND
    record.verification_note = verdict.note if verdict else ""


def _mark_known(batch: list[_Wanted]) -> None:
    """A record that nobody verified, met again in words that were searched for in vain."""
    for wanted in batch:
        record = wanted.record
        if record and _is_not_found(wanted) and record.verification == Verification.UNVERIFIED:
            _mark_not_found(record, wanted.verdict)
            record.save(update_fields=["verification", "verification_note", "updated_at"])


def _candidates(makers: list[_Wanted]) -> list[Reference]:
    """Return records of like makers or like titles."""
    people = {author_year(wanted.csl) for wanted in makers} - {""}
    titles = {title_key(wanted.csl) for wanted in makers} - {""}
    alike = Q(author_year__in=people) | Q(title_key__in=titles)
    rows = Reference.objects.filter(alike).order_by("-pk")
    return list(rows.only("csl", "author_year", "title_key")[:_MOST_CANDIDATES])


def _propose(new: list[Reference], candidates: list[Reference]) -> None:
    """Ask an editor about every pair that may be one work."""
    alike: dict[str, list[Reference]] = {}
    for other in candidates:
        for name in _likenesses(other):
            alike.setdefault(name, []).append(other)
    proposals = {}
    for record in new:
        others = {other.pk: other for name in _likenesses(record) for other in alike.get(name, ())}
        for other in others.values():
            if other.pk >= record.pk:
                continue
            score = similarity(record.csl, other.csl)
            if score >= PERHAPS_SAME:
                proposals[other.pk, record.pk] = MergeProposal(
                    first=other, second=record, score=score, reason=_reason(record, other)
                )
    MergeProposal.objects.bulk_create(proposals.values(), ignore_conflicts=True)


def _likenesses(record: Reference) -> list[str]:
    """Return what records are alike by: makers and year, the opening of the title."""
    names = (f"makers:{record.author_year}", f"title:{record.title_key}")
    return [name for name in names if not name.endswith(":")]


def _reason(record: Reference, other: Reference) -> str:
    same = [
        label
        for label, agrees in (
            ("title", record.title_key == other.title_key),
            ("makers and year", record.author_year == other.author_year),
        )
        if agrees
    ]
    return f"Same {' and '.join(same)}; the rest is nearly alike."[:300]


def _remember(batch: list[_Wanted]) -> None:
    """Keep every wording met, with the record it led to and the verdict that holds for it."""
    rows: dict[str, Quotation] = {}
    for wanted in batch:
        if wanted.record is None or not wanted.sha256:
            continue
        if wanted.quotation is None:
            rows.setdefault(wanted.sha256, _quotation(wanted))
        for known in (wanted.quotation, wanted.verdict):
            if known is not None and known.reference_id is None:
                known.reference = wanted.record
                known.save(update_fields=["reference"])
    Quotation.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _quotation(wanted: _Wanted) -> Quotation:
    row = Quotation(
        raw=wanted.entry.raw,
        raw_sha256=wanted.sha256,
        csl=wanted.csl,
        reference=wanted.record,
    )
    if wanted.verdict is not None:
        row.verdict, row.wrong = wanted.verdict.verdict, wanted.verdict.wrong
        row.note, row.see = wanted.verdict.note, wanted.verdict.see
    return fill_quotation(row)
