"""Reading and parsing one file. Knows no database, so that other processes can do it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from articles.importing.folder import Item
from kb.document import layouts
from kb.document.checks import check
from kb.document.layouts.parsed import Facts, Parsed
from kb.document.source import MAX_BYTES, UnreadableSource, read_source

IMPORTER_VERSION = "1"
"""Raised when the same bytes would be read differently."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not imported, and why."""

    path: Path
    reason: str
    line: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read and parsed."""

    path: Path
    sha256: str
    facts_sha256: str
    content: bytes
    encoding: str
    parsed: Parsed

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells whether a file has changed, without parsing it."""

    sha256: str
    facts_sha256: str


def facts_digest(facts: Facts | None) -> str:
    """Digest of what a manifest says of a document."""
    facts = facts or Facts()
    said = json.dumps([facts.title, facts.url, list(facts.topics), facts.owner])
    return hashlib.sha256(said.encode()).hexdigest()


def fingerprint(item: Item) -> Fingerprint | None:
    """Return the fingerprint of the file, or None if it cannot be read."""
    try:
        if item.path.stat().st_size > MAX_BYTES:
            return None
        content = item.path.read_bytes()
    except OSError:
        return None
    return Fingerprint(hashlib.sha256(content).hexdigest(), facts_digest(item.facts))


def read(item: Item, layout: str = "auto") -> Reading | Refusal:
    """Read and parse one file; a user's mistake becomes a refusal, never an exception."""
    try:
        if item.path.stat().st_size > MAX_BYTES:
            return Refusal(item.path, f"The file is larger than {MAX_BYTES:,} bytes.")
        content = item.path.read_bytes()
    except OSError as error:
        return Refusal(item.path, f"The file cannot be read: {error.strerror}.")
    return read_bytes(item.path, content, item.facts, layout)


def read_bytes(
    path: Path, content: bytes, facts: Facts | None, layout: str = "auto"
) -> Reading | Refusal:
    """Parse a document's bytes; ``path`` only names it."""
    try:
        source = read_source(content, path.name)
        parsed = layouts.parse(source, layout=layout, facts=facts)
    except UnreadableSource as error:
        reason = f"{error.reason} {error.remedy}".strip()
        return Refusal(path, reason, error.line, hashlib.sha256(content).hexdigest())
    return Reading(
        path=path,
        sha256=source.sha256,
        facts_sha256=facts_digest(facts),
        content=content,
        encoding=source.encoding,
        parsed=replace(parsed, findings=(*parsed.findings, *check(parsed.document))),
    )
