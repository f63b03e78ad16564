"""An entry of a reference list on its way to its record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from kb.document.citation_identity import Work
from kb.document.references import parse_reference
from kb.document.tree import ReferenceEntry
from references.models import Quotation, Reference

PERHAPS_SAME = 0.75
"""From this similarity on, two records are proposed to an editor as one."""


@dataclass(slots=True)
class Wanted:
    """One entry, what it says of its work, and what was found for it so far."""

    entry: ReferenceEntry
    work: Work = field(init=False)
    sha256: str = field(init=False)
    """The digest its wording is found by; empty without any words."""
    record: Reference | None = None
    verdict: Quotation | None = None
    """The checked quotation that speaks of this wording."""
    quotation: Quotation | None = None
    """The row of exactly this wording."""

    def __post_init__(self) -> None:
        entry = self.entry
        csl = {name: value for name, value in entry.csl.items() if name != "id"}
        has_words = bool(entry.raw.strip())
        if not csl and has_words:
            csl = parse_reference(entry.raw).csl
        self.work = Work(csl)
        self.sha256 = sha256_of(entry.raw) if has_words else ""

    @property
    def is_empty(self) -> bool:
        """Whether the entry says nothing at all."""
        return not self.work.csl and not self.sha256

    @property
    def is_not_found(self) -> bool:
        """Whether someone looked for the work in vain."""
        return self.verdict is not None and self.verdict.verdict == Quotation.Verdict.NOT_FOUND

    def names(self) -> list[str]:
        """Return everything by which two entries of one batch are seen to be one work."""
        key = f"key:{self.entry.key}" if self.entry.key else ""
        names = [*self.work.identifiers, self.sha256, key, self.work.identity]
        return [name for name in names if name]


def sha256_of(raw: str) -> str:
    """Return the digest a wording is found by; spaces do not matter."""
    return hashlib.sha256(" ".join(raw.split()).encode()).hexdigest()
