"""What an import did, document by document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import Any, TextIO

from articles.importing.reading import Reading
from kb.document.findings import Finding
from kb.document.layouts.parsed import Parsed
from kb.document.tree import Document, List, PullQuote, Table

STATUSES = ("created", "updated", "unchanged", "pending", "refused")
WORDS = ("words_total", "words_kept", "words_dropped", "words_unaccounted")
IN_MEMORY = 4 * 1024 * 1024
"""Characters of entries kept in memory; a longer report waits in a temporary file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One document's line in the report."""

    path: str
    sha256: str
    status: str
    layout: str = ""
    slug: str = ""
    title: str = ""
    title_source: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    account: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the entry in the report's published shape."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "layout": self.layout,
            "status": self.status,
            "slug": self.slug,
            "title": self.title,
            "title_source": self.title_source,
            "counts": self.counts,
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity,
                    "line": finding.line,
                    "excerpt": finding.excerpt,
                    "message": finding.message,
                }
                for finding in self.findings
            ],
            "account": self.account,
        }


class Report:
    """A whole run. Entries are kept without their findings, which wait in a file of their own."""

    def __init__(self, notes: list[str] | None = None) -> None:
        self.notes = notes or []
        self.entries: list[Entry] = []
        """Every document's entry; only refused ones still hold their findings."""
        self.totals: dict[str, int] = dict.fromkeys(("documents", *STATUSES, "findings", *WORDS), 0)
        """Documents by status, findings, and words."""
        self._lines = SpooledTemporaryFile(  # noqa: SIM115 - lives as long as the report
            IN_MEMORY, "w+", encoding="utf-8", newline="\n"
        )

    @property
    def refused(self) -> list[Entry]:
        """The documents that were not imported."""
        return [entry for entry in self.entries if entry.status == "refused"]

    def add(self, entry: Entry) -> None:
        """Take in what became of one document."""
        totals = self.totals
        totals["documents"] += 1
        totals[entry.status] += 1
        totals["findings"] += len(entry.findings)
        for name in WORDS:
            totals[name] += entry.account.get(name, 0)
        self._lines.write(json.dumps(entry.as_json(), ensure_ascii=False) + "\n")
        if entry.findings and entry.status != "refused":
            entry = replace(entry, findings=())
        self.entries.append(entry)

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the documents' entries in their published shape, findings included."""
        yield from map(json.loads, self._stored())

    def as_json(self) -> dict[str, Any]:
        """Return the report in its published shape."""
        return {"documents": list(self.documents()), "totals": self.totals, "notes": self.notes}

    def write(self, stream: TextIO) -> None:
        """Write the report in its published shape, a document at a time."""
        stream.write('{"documents": [')
        for place, line in enumerate(self._stored()):
            stream.write(f"{',' if place else ''}\n{line.rstrip()}")
        rest = json.dumps({"totals": self.totals, "notes": self.notes}, ensure_ascii=False)
        stream.write(f"\n],\n{rest[1:]}\n")

    def _stored(self) -> Iterator[str]:
        self._lines.seek(0)
        yield from self._lines
        self._lines.seek(0, SEEK_END)


def entry_for(
    reading: Reading, status: str, *, slug: str = "", findings: tuple[Finding, ...] | None = None
) -> Entry:
    """Return the report entry of a document that was parsed."""
    document = reading.parsed.document
    return Entry(
        path=str(reading.path),
        sha256=reading.sha256,
        status=status,
        layout=reading.parsed.layout,
        slug=slug or document.slug,
        title=document.title,
        title_source=document.title_source,
        findings=reading.parsed.findings if findings is None else findings,
        **summary(reading.parsed),
    )


def summary(parsed: Parsed) -> dict[str, dict[str, int]]:
    """Return what a document holds and its word account, as kept with its source."""
    account = parsed.account
    words = {
        "words_total": account.total,
        "words_kept": account.kept,
        "words_dropped": account.dropped,
        "words_unaccounted": account.unaccounted,
    }
    return {"counts": counts(parsed.document), "account": words}


def counts(document: Document) -> dict[str, int]:
    """Return how many of each kind of thing a document holds."""
    sections = [section for tier in document.tiers for section in tier.sections]
    blocks = [block for section in sections for block in section.blocks]
    return {
        "tiers": len(document.tiers),
        "sections": len(sections),
        "blocks": len(blocks),
        "lists": sum(isinstance(block, List) for block in blocks),
        "tables": sum(isinstance(block, Table) for block in blocks),
        "pullquotes": sum(isinstance(block, PullQuote) for block in blocks),
        "references": len(document.references),
        "terms": len(document.glossary),
    }
