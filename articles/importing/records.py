"""Giving documents' reference lists records of the library, and their citations the records' keys.

All documents of a batch are looked up together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.importing.citations import cited_keys, in_citing_order, with_entries, with_keys
from kb.document.anchors import with_anchors
from kb.document.findings import Finding
from kb.document.tree import Document, ReferenceEntry
from references.keys import Numbers
from references.matching import match_entries
from references.models import Reference


@dataclass(frozen=True, slots=True)
class Resolved:
    """A document that speaks of references as the library does."""

    document: Document
    """With the library's keys, the list in the order of citing, and anchors."""
    records: dict[str, Reference]
    """Of the list, by key."""
    findings: tuple[Finding, ...]
    """Citations that lead nowhere."""


def resolve(
    documents: Sequence[Document], *, create: bool = True, numbers: Numbers | None = None
) -> list[Resolved]:
    """Give every entry of every list a record, and every citation the record's key.

    With ``create`` off only what the library holds already is used. ``numbers`` are those that
    new records' keys ended in so far.
    """
    entries = [entry for document in documents for entry in document.references]
    matched = iter(match_entries(entries, create=create, numbers=numbers))
    listed = [
        _with_records(document, [next(matched) for _ in document.references])
        for document in documents
    ]
    cited = [cited_keys(document) for document, _ in listed]
    wanted = {
        key
        for (_, records), keys in zip(listed, cited, strict=True)
        for key in keys
        if key not in records
    }
    shared = Reference.objects.in_bulk(wanted, field_name="key") if wanted else {}
    return [
        _resolved(document, records, keys, shared)
        for (document, records), keys in zip(listed, cited, strict=True)
    ]


def _with_records(
    document: Document, found: Sequence[Reference | None]
) -> tuple[Document, dict[str, Reference]]:
    entries: list[ReferenceEntry] = []
    records: dict[str, Reference] = {}
    keys: dict[str, str] = {}
    for entry, record in zip(document.references, found, strict=True):
        if record is None:
            entries.append(entry)
            continue
        if entry.key:
            keys[entry.key] = record.key
        if record.key not in records:
            entries.append(ReferenceEntry(entry.raw, record.csl, record.key, span=entry.span))
        records[record.key] = record
    return with_keys(replace(document, references=tuple(entries)), keys), records


def _resolved(
    document: Document,
    records: dict[str, Reference],
    cited: Sequence[str],
    shared: dict[str, Reference],
) -> Resolved:
    wanted = [key for key in cited if key not in records]
    met = {key: shared[key] for key in wanted if key in shared}
    added = [ReferenceEntry("", record.csl, key) for key, record in met.items()]
    document = in_citing_order(with_entries(document, added) if added else document, cited)
    findings = tuple(_unresolved(key) for key in wanted if key not in shared)
    return Resolved(with_anchors(document), records | met, findings)


def _unresolved(key: str) -> Finding:
    return Finding(
        "citation-unresolved", 0, excerpt=key, message=f"No reference has the key “{key}”."
    )
