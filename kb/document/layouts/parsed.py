"""What reading a source in any layout gives, and what may be known beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from kb.document.account import Account
from kb.document.findings import Finding
from kb.document.tree import Document


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document from outside its text, as a manifest gives it."""

    title: str = ""
    url: str = ""
    topics: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A source read into a document."""

    document: Document
    """The tree."""
    findings: tuple[Finding, ...]
    """Everything noticed, in the order of the source's lines."""
    layout: str
    """``capture-a``, ``capture-b`` or ``markdown``."""
    account: Account | None = None
    """The word account; a layout may leave it to :func:`kb.document.layouts.parse`."""
