"""Making the best lone sentence of a tier its pull quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.document import pullquotes
from kb.document.account import plain
from kb.document.ledger import Ledger
from kb.document.tree import Block, Paragraph, PullQuote, Section, Table
from kb.document.tree import List as ListBlock


def with_pull_quote(sections: tuple[Section, ...], ledger: Ledger) -> tuple[Section, ...]:
    """``sections`` of one tier with the best lone sentence made a pull quote."""
    places: list[tuple[int, int]] = []
    candidates: list[pullquotes.Candidate] = []
    for number, section in enumerate(sections):
        for index, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                places.append((number, index))
                candidates.append(_candidate(section.blocks, index))
    chosen = pullquotes.choose(candidates)
    if chosen is None:
        return sections
    number, index = places[chosen]
    return _replace_quote(sections, number, index, ledger)


def _candidate(blocks: Sequence[Block], index: int) -> pullquotes.Candidate:
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    block = blocks[index]
    return pullquotes.Candidate(
        plain(block.content) if isinstance(block, Paragraph) else "",
        plain(before.content) if isinstance(before, Paragraph) else "",
        plain(after.content) if isinstance(after, Paragraph) else "",
        introduces=isinstance(after, ListBlock | Table),
        is_first=index == 0,
    )


def _replace_quote(
    sections: tuple[Section, ...], number: int, index: int, ledger: Ledger
) -> tuple[Section, ...]:
    section = sections[number]
    block = section.blocks[index]
    if not isinstance(block, Paragraph):
        return sections
    quote = PullQuote(block.content, span=block.span)
    line = block.span.first if block.span else 0
    ledger.note("pullquote-guessed", line, plain(block.content), "A lone sentence of the tier.")
    blocks = (*section.blocks[:index], quote, *section.blocks[index + 1 :])
    return (*sections[:number], replace(section, blocks=blocks), *sections[number + 1 :])
