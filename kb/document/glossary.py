"""The glossary at a capture's end: captions, terms, definitions, teasers and fragments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.document.captions import ends_as_sentence
from kb.document.chrome import is_chrome
from kb.document.ledger import Ledger
from kb.document.lines import Line
from kb.document.signs import LABEL, resolve_signs
from kb.document.text import fold
from kb.document.tree import GlossaryEntry, Span, TermDefinition

MOST_TERM_WORDS = 9


@dataclass(slots=True)
class _Reader:
    ledger: Ledger
    entries: list[GlossaryEntry]
    term: Line | None = None


def read_glossary(lines: Sequence[Line], ledger: Ledger) -> list[GlossaryEntry]:
    """The entries defined on ``lines``; everything else goes to ``ledger``.

    A definition is what carries the label; a sentence without it under a term advertises another
    article, and its term is often a torn-off piece of a sentence. Any other line is a picture's
    description.
    """
    reader = _Reader(ledger, [])
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        label = LABEL.match(line.text)
        if label is not None:
            _take_definition(reader, line, label.end())
        elif _is_term(line, following):
            _release(reader)
            reader.term = line
        elif reader.term is not None and line.gap > 0:
            _take_teaser(reader, line)
        else:
            _take_other(reader, line)
    _release(reader)
    return reader.entries


def _is_term(line: Line, following: Line | None) -> bool:
    """Whether ``line`` names a term: few words, no sentence, something under it."""
    text = line.text
    if len(text) > 90 or len(text.split()) > MOST_TERM_WORDS or following is None:
        return False
    if LABEL.match(following.text) is not None:
        return True
    is_apart = line.gap > 0 and following.gap > 0
    return is_apart and not ends_as_sentence(text) and ends_as_sentence(following.text)


def _take_definition(reader: _Reader, line: Line, start: int) -> None:
    label = line.text[:start].split()[0]
    reader.ledger.label(label)
    definition = resolve_signs(line.text[start:].strip())
    if reader.term is None or not definition:
        reader.ledger.drop(
            "glossary-stray", line.number, line.text[start:], "A definition stands under no term."
        )
        return
    span = Span(reader.term.number, line.number)
    entry = GlossaryEntry(reader.term.text, (TermDefinition(definition),), span=span)
    reader.term = None
    reader.entries.append(entry)


def _take_teaser(reader: _Reader, line: Line) -> None:
    term = reader.term
    reader.term = None
    name = term.text if term else ""
    message = f"The text under “{name}” has no definition's label: it announces another article."
    reader.ledger.drop("glossary-teaser", line.number, line.text, message)
    if term is not None:
        message = "No definition stands under these words, so no term was made of them."
        reader.ledger.drop("glossary-fragment", term.number, term.text, message)


def _release(reader: _Reader) -> None:
    if reader.term is not None:
        message = "No text stands under these words, so no term was made of them."
        reader.ledger.drop("glossary-fragment", reader.term.number, reader.term.text, message)
    reader.term = None


def _take_other(reader: _Reader, line: Line) -> None:
    if is_chrome(line.text):
        message = "The line belongs to the site, not to the glossary."
        reader.ledger.drop("page-chrome", line.number, line.text, message)
        return
    message = "The line describes a decorative picture beside a glossary entry."
    reader.ledger.drop("caption-dropped", line.number, line.text, message)


def merge_entries(
    entries: Iterable[GlossaryEntry], ledger: Ledger, *, copied: bool = False
) -> tuple[GlossaryEntry, ...]:
    """``entries`` with those joined whose terms differ only in case or apostrophes.

    ``copied`` tells that the terms also stand in the running text, so dropping one loses nothing.
    """
    groups: dict[str, list[GlossaryEntry]] = {}
    for entry in entries:
        groups.setdefault(fold(entry.term), []).append(entry)
    return tuple(
        group[0] if len(group) == 1 else _join(group, ledger, copied) for group in groups.values()
    )


def _join(group: Sequence[GlossaryEntry], ledger: Ledger, copied: bool) -> GlossaryEntry:
    """One entry with every definition of ``group`` once."""
    kept: dict[str, TermDefinition] = {}
    for number, entry in enumerate(group):
        lost = [entry.term] if number and not copied else []
        for definition in entry.definitions:
            if kept.setdefault(fold(definition.text), definition) is not definition:
                lost.append(definition.text)
        if lost:
            line = entry.span.first if entry.span else 0
            message = f"The term “{group[0].term}” occurs more than once."
            ledger.drop("glossary-duplicate", line, " ".join(lost), message)
    return replace(group[0], definitions=tuple(kept.values()))
