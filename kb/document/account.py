"""The word account: every word of a source is kept in the tree or listed as dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kb.document.findings import Finding
from kb.document.source import Source
from kb.document.text import count_words, squeeze, words
from kb.document.tree import (
    Block,
    Document,
    GlossaryEntry,
    Inlines,
    List,
    Paragraph,
    PullQuote,
    Table,
    Text,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Where the words of a source went. ``total = kept + dropped + unaccounted``."""

    total: int
    """Words in the source."""
    kept: int
    """Words found in the document."""
    dropped: int
    """Words found in findings that say why they were left out."""
    unaccounted: int
    """Words found in neither; 0 unless a reader has a fault."""
    invented: int = 0
    """Words of the document that the source does not hold; 0 unless a reader has a fault."""


def account(source: Source, document: Document, findings: Iterable[Finding]) -> Account:
    """Compare the words of ``source`` with those of ``document`` and of dropped excerpts.

    Words are compared as a multiset, so a word lost in one place is not made good by a copy in
    another. Copies the reader makes (a derived title, the term of a tooltip that also stays in
    the running text, parsed fields of a reference) are not counted.
    """
    given = Counter(squeeze(line) for line in source.lines if line)
    dropped_pieces = [finding.excerpt for finding in findings if finding.dropped]
    kept_pieces = document_pieces(document, source.lines)
    found = Counter(map(squeeze, chain(kept_pieces, dropped_pieces)))
    total = count_words("\n".join(source.lines))
    dropped = count_words("\n".join(dropped_pieces))
    missing = _count_words((given - found).elements())
    added = _count_words((found - given).elements())
    unaccounted, invented = (missing - added).total(), (added - missing).total()
    return Account(total, total - dropped - unaccounted + invented, dropped, unaccounted, invented)


def _count_words(pieces: Iterable[str]) -> Counter[str]:
    """Words cut at apostrophes, as a tooltip may stand before a possessive ending."""
    return Counter(words("\n".join(pieces).replace("’", " ").replace("'", " ")))


def document_pieces(document: Document, lines: Sequence[str] = ()) -> Iterator[str]:
    """Every text of ``document`` that stands in its source, as separate strings.

    ``lines`` are the source's; by them copies are told from terms with a line of their own.
    """
    for tier in document.tiers:
        for section in tier.sections:
            if section.heading:
                yield section.heading
            yield from blocks_pieces(section.blocks)
    yield from blocks_pieces(document.reflection or ())
    for entry in document.references:
        yield entry.raw
    for term in document.glossary:
        if _stands_alone(lines, term):
            yield term.term
        for definition in term.definitions:
            yield definition.text


def _stands_alone(lines: Sequence[str], entry: GlossaryEntry) -> bool:
    """Whether the term has a line of its own; a tooltip's term is a copy of words of the text."""
    if entry.span is None or not 1 <= entry.span.first <= len(lines):
        return True
    return squeeze(lines[entry.span.first - 1].lstrip("# ")) == entry.term


def blocks_pieces(blocks: Iterable[Block]) -> Iterator[str]:
    """Every text of ``blocks``, as separate strings."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield plain(block.content)
        elif isinstance(block, List):
            yield from _list_pieces(block)
        elif isinstance(block, Table):
            yield from _table_pieces(block)
        elif isinstance(block, PullQuote):
            yield plain(block.content)
        else:
            yield block.text


def _list_pieces(block: List) -> Iterator[str]:
    for item in block.items:
        if item.lead is not None:
            yield plain(item.lead)
        yield plain(item.content)
        for child in item.children:
            yield from _list_pieces(child)


def _table_pieces(table: Table) -> Iterator[str]:
    if table.caption is not None:
        yield plain(table.caption)
    for row in (table.header, *table.rows):
        for cell in row:
            yield plain(cell)


def plain(content: Inlines) -> str:
    """The characters of ``content`` without markup; citation marks have none."""
    if len(content) == 1 and isinstance(content[0], Text):
        return content[0].text
    return "".join(_plain_node(node) for node in content)


def _plain_node(node: object) -> str:
    text = getattr(node, "text", None)
    if isinstance(text, str):
        return text
    return plain(getattr(node, "children", ()))
