"""What an import did, document by document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from articles.importing.reading import Reading
from kb.document.findings import Finding
from kb.document.layouts.parsed import Parsed
from kb.document.tree import Document, List, PullQuote, Table


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


@dataclass(slots=True)
class Report:
    """A whole run."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[Entry]:
        """The documents that were not imported."""
        return [entry for entry in self.entries if entry.status == "refused"]

    @property
    def totals(self) -> dict[str, int]:
        """Documents by status, findings by severity, and words."""
        totals = Counter(documents=len(self.entries))
        for status in ("created", "updated", "unchanged", "pending", "refused"):
            totals[status] = sum(entry.status == status for entry in self.entries)
        totals["findings"] = sum(len(entry.findings) for entry in self.entries)
        for name in ("words_total", "words_kept", "words_dropped", "words_unaccounted"):
            totals[name] = sum(entry.account.get(name, 0) for entry in self.entries)
        return dict(totals)

    def as_json(self) -> dict[str, Any]:
        """Return the report in its published shape."""
        documents = [entry.as_json() for entry in self.entries]
        return {"documents": documents, "totals": self.totals, "notes": self.notes}


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
