"""Reading a capture: the way through that both layouts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.document.chrome import is_chrome
from kb.document.glossary import merge_entries, read_glossary
from kb.document.layouts.body import read_blocks, read_sections
from kb.document.layouts.parsed import Parsed
from kb.document.layouts.reader import Reader
from kb.document.layouts.roles import assign_roles
from kb.document.layouts.units import group
from kb.document.ledger import Ledger
from kb.document.lines import Line, read_lines, span_of
from kb.document.outline import Part, divide, is_tier
from kb.document.prose import Prose
from kb.document.reference_list import read_references
from kb.document.source import Source
from kb.document.text import words
from kb.document.tree import (
    TIERS,
    Block,
    Document,
    GlossaryEntry,
    ReferenceEntry,
    Section,
    Span,
    Tier,
)

ENOUGH_WORDS = 25
"""Words of a preamble's line from which it is taken for text of the article."""


def parse_capture(source: Source, layout: str, *, is_spaced: bool) -> Parsed:
    """Read ``source``; ``is_spaced`` tells whether blank lines divide its paragraphs."""
    lines = read_lines(source.lines)
    ledger = Ledger(source.findings)
    reader = Reader(ledger, Prose(lines, is_spaced=is_spaced), is_spaced)
    parts = _settle_preamble(divide(lines), reader)
    for part in parts:
        if part.marker is not None:
            ledger.label(part.marker.text)
    reflection = _read_reflection(parts, reader)
    references = _read_references(parts, reader)
    tiers = _read_tiers(parts, reader)
    document = Document(
        title="",
        tiers=tiers,
        reflection=reflection,
        references=references,
        glossary=_read_glossary(parts, reader),
    )
    return Parsed(document, ledger.findings(), layout)


def _settle_preamble(parts: list[Part], reader: Reader) -> list[Part]:
    """Drop the site's lines before the first tier; text there becomes the first missing tier's."""
    preamble, rest = parts[0], parts[1:]
    prose = [line for line in preamble.lines if _is_text(line)]
    if not prose:
        for line in preamble.lines:
            _drop_outside(line, reader.ledger)
        return rest
    named = {part.name for part in rest}
    name = next((tier for tier in TIERS if tier not in named), TIERS[0])
    for line in preamble.lines[: preamble.lines.index(prose[0])]:
        _drop_outside(line, reader.ledger)
    message = f"Text without a tier's heading was taken for the tier “{name}”."
    reader.ledger.note("tier-guessed", prose[0].number, prose[0].text[:200], message)
    guessed = Part(name, None, preamble.lines[preamble.lines.index(prose[0]) :], preamble.last)
    return [guessed, *rest]


def _is_text(line: Line) -> bool:
    return (
        len(line.text) > 120 and not is_chrome(line.text) and len(words(line.text)) >= ENOUGH_WORDS
    )


def _drop_outside(line: Line, ledger: Ledger) -> None:
    if is_chrome(line.text):
        message = "The line belongs to the site, not to the article."
        ledger.drop("page-chrome", line.number, line.text, message)
    else:
        message = "The line stands before the first tier."
        ledger.drop("text-outside", line.number, line.text, message)


# --- tiers --------------------------------------------------------------------------------


def _read_tiers(parts: Sequence[Part], reader: Reader) -> tuple[Tier, ...]:
    found: dict[str, Tier] = {}
    order: list[str] = []
    for part in parts:
        if not is_tier(part):
            continue
        sections = read_sections(part.lines, reader, is_last=part.last)
        if not sections:
            continue
        span = span_of([part.marker, *part.lines] if part.marker else part.lines)
        if part.name in found:
            _note_repeated(part, reader.ledger)
            found[part.name] = _join(found[part.name], sections, span)
        else:
            order.append(part.name)
            found[part.name] = Tier(part.name, sections, span=span)  # type: ignore[arg-type]
    if order != [name for name in TIERS if name in found]:
        message = f"The tiers stand in the order {', '.join(order)}."
        reader.ledger.note("tier-order", 0, "", message)
    _note_empty(parts, found, reader.ledger)
    return tuple(found[name] for name in TIERS if name in found)


def _join(tier: Tier, sections: tuple[Section, ...], span: Span) -> Tier:
    first = tier.span.first if tier.span else span.first
    return replace(tier, sections=tier.sections + sections, span=Span(first, span.last))


def _note_repeated(part: Part, ledger: Ledger) -> None:
    line = part.marker.number if part.marker else 0
    message = f"The heading of the tier “{part.name}” occurs again; its sections were joined."
    ledger.note("tier-repeated", line, part.name, message)


def _note_empty(parts: Sequence[Part], found: dict[str, Tier], ledger: Ledger) -> None:
    for part in parts:
        if is_tier(part) and part.name not in found and part.marker is not None:
            message = f"The tier “{part.name}” has no text."
            ledger.note("tier-empty", part.marker.number, part.marker.text, message)


# --- the other parts ----------------------------------------------------------------------


def _read_reflection(parts: Sequence[Part], reader: Reader) -> tuple[Block, ...] | None:
    blocks: list[Block] = []
    for part in parts:
        if part.name == "reflection":
            units = group(part.lines, reader.is_spaced)
            assign_roles(units, reader, is_last=part.last)
            blocks.extend(read_blocks(units, reader))
    return tuple(blocks) or None


def _read_references(parts: Sequence[Part], reader: Reader) -> tuple[ReferenceEntry, ...]:
    found: list[ReferenceEntry] = []
    for part in parts:
        if part.name == "references":
            found.extend(read_references(part.lines, reader.prose.vocabulary, reader.ledger))
    return tuple(found)


def _read_glossary(parts: Sequence[Part], reader: Reader) -> tuple[GlossaryEntry, ...]:
    entries: list[GlossaryEntry] = []
    for part in parts:
        if part.name == "glossary":
            entries.extend(read_glossary(part.lines, reader.ledger))
    listed = merge_entries(entries, reader.ledger)
    tooltips = merge_entries(reader.entries, reader.ledger, copied=True)
    return merge_entries((*listed, *tooltips), reader.ledger, copied=True)
