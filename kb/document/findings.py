"""Findings: what an import has to tell an editor.

Every finding has a code; every code is registered here once with its severity and remedy, and
documented under its own heading in ``docs/findings.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in one source."""

    code: str
    """Key into :data:`CODES`."""
    line: int
    """Line of the source, counted from 1; 0 when it concerns the document as a whole."""
    excerpt: str = ""
    """The words concerned, whole when they were dropped from the content."""
    message: str = ""
    """What was noticed, in a sentence."""
    dropped: bool = False
    """True when ``excerpt`` holds words that were left out of the content."""

    @property
    def severity(self) -> Severity:
        """The registered severity of this code."""
        return CODES[self.code].severity


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding's code means."""

    severity: Severity
    title: str
    remedy: str


CODES: dict[str, Code] = {}
"""Every registered code. Filled below and nowhere else."""
