"""A parse as lines of text, and comparing them with what a case expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.document.account import plain
from kb.document.findings import Finding
from kb.document.layouts import Parsed
from kb.document.tree import Block, Heading, List, Paragraph, PullQuote, Table

CASES = Path(__file__).parent / "cases"


def read_case(path: Path) -> tuple[str, str, list[str]]:
    """A case file as title, source and expected lines."""
    head, _, rest = path.read_text(encoding="utf-8").partition("==== source\n")
    source, _, expected = rest.partition("==== expected\n")
    return head.strip(), source, [line for line in expected.splitlines() if line]


def outline(parsed: Parsed) -> list[str]:
    """The lines of a parse, without its findings."""
    return list(_outline(parsed))


def _outline(parsed: Parsed) -> Iterator[str]:
    document = parsed.document
    yield f"layout {parsed.layout}"
    for tier in document.tiers:
        yield f"TIER {tier.name}"
        for section in tier.sections:
            if section.heading is not None:
                yield f"H {section.heading}"
            yield from _blocks(section.blocks)
    if document.reflection is not None:
        yield "REFLECTION"
        yield from _blocks(document.reflection)
    for reference in document.references:
        yield f"R {reference.raw}"
    for entry in document.glossary:
        for definition in entry.definitions:
            yield f"G {entry.term} | {definition.text}"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"H {block.text}"
        elif isinstance(block, Paragraph):
            yield f"P {plain(block.content)}"
        elif isinstance(block, PullQuote):
            yield f"Q {plain(block.content)}"
        elif isinstance(block, List):
            for item in block.items:
                lead = f"{plain(item.lead)} | " if item.lead else "| "
                yield f"{'1' if block.ordered else '*'} {lead}{plain(item.content)}"
        elif isinstance(block, Table):
            yield f"T {plain(block.caption)}" if block.caption else "T"
            for row in (block.header, *block.rows):
                yield "| " + " | ".join(plain(cell) for cell in row)


def matches(expected: str, line: str) -> bool:
    """Whether ``line`` is what ``expected`` says; ``…`` there stands for any words."""
    first, mark, last = expected.partition(" … ")
    if not mark:
        return expected == line
    while " … " in last:
        middle, _, last = last.partition(" … ")
        if middle not in line:
            return False
    return line.startswith(first) and line.endswith(last) and len(line) > len(first) + len(last)


def finding_lines(findings: Iterable[Finding], expected: Iterable[str]) -> list[str]:
    """What ``findings`` hold for each ``DROPPED code n`` and ``NOTED code n`` of ``expected``."""
    counted = Counter((finding.code, finding.dropped) for finding in findings)
    found = []
    for line in expected:
        kind, code, _ = line.split()
        found.append(f"{kind} {code} {counted[code, kind == 'DROPPED']}")
    return found
