"""Glossary entries in our Markdown: fields under the heading, then definitions. Both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import cast

from kb.document.inline_writer import write_text
from kb.document.normal_inlines import normal_text
from kb.document.tree import (
    TIERS,
    GlossaryEntry,
    Span,
    TermAlias,
    TermCode,
    TermDefinition,
    TierName,
)
from kb.markup.citation_marks import cited_keys
from kb.markup.markdown import read_blocks
from kb.markup.text import plain_blocks

ALIAS_FIELDS = {
    "Abbreviation": "abbreviation",
    "Lay": "lay",
    "Spelling": "spelling",
    "Synonym": "synonym",
    "Plural": "plural",
}
"""Fields that give other names, and the kind of name they give."""

FIELDS = (*ALIAS_FIELDS, "Kind", "Codes", "Related", "References")
"""All fields an entry may have."""

_FIELD = re.compile(rf"({'|'.join(FIELDS)}):(?:\s+(.*))?", re.IGNORECASE)
_TIER = re.compile(rf"({'|'.join(TIERS)}):\s+", re.IGNORECASE)
_LABEL = re.compile(rf"^({'|'.join((*FIELDS, *TIERS))}):", re.IGNORECASE)
_CODE = re.compile(
    r"(?P<system>.+?)\s+(?P<code>\S+)(?:\s+\((?P<display>.*)\))?"
    r"(?:\s+\[(?P<confidence>high|medium|low)(?::\s*(?P<evidence>.*))?\])?"
)
_MARKED = re.compile(r"[\\`*_\[<&!]|^\s*(?:[#>|+-]|\d+\.)")


@dataclass(slots=True)
class _Fields:
    """Values of an entry's fields, as they are met."""

    aliases: list[TermAlias] = field(default_factory=list)
    codes: list[TermCode] = field(default_factory=list)
    kind: str = ""
    related: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


# --- reading ------------------------------------------------------------------------------


def read_entry(term: str, lines: Sequence[str], span: Span | None = None) -> GlossaryEntry:
    """Return the entry whose lines, below its heading, are given."""
    fields, rest = _split(lines)
    definitions: list[TermDefinition] = []
    for paragraph in _paragraphs(rest):
        definitions += _definition(paragraph, fields)
    return GlossaryEntry(
        term=normal_text(term),
        definitions=tuple(definitions),
        aliases=tuple(fields.aliases),
        codes=tuple(fields.codes),
        kind=fields.kind,
        related=tuple(fields.related),
        references=tuple(dict.fromkeys(fields.references)),
        span=span,
    )


def _split(lines: Sequence[str]) -> tuple[_Fields, Sequence[str]]:
    """Read the field lines that come first; return them and what follows."""
    fields = _Fields()
    for at, line in enumerate(lines):
        found = _FIELD.fullmatch(line.strip())
        if found is not None:
            _read_field(fields, found.group(1).capitalize(), found.group(2) or "")
        elif line.strip() or any(before.strip() for before in lines[:at]):
            return fields, lines[at:]
    return fields, ()


def _read_field(fields: _Fields, name: str, value: str) -> None:
    values = [text for part in value.split(";") if (text := normal_text(part))]
    if name in ALIAS_FIELDS:
        fields.aliases += [TermAlias(text, ALIAS_FIELDS[name]) for text in values]
    elif name == "Kind":
        fields.kind = normal_text(value)
    elif name == "Codes":
        fields.codes += [_code(text) for text in values]
    elif name == "Related":
        fields.related += values
    else:
        fields.references += [text.removeprefix("@") for text in values]


def _code(text: str) -> TermCode:
    found = _CODE.fullmatch(text)
    if found is None:
        return TermCode("", text)
    return TermCode(
        found["system"],
        found["code"],
        found["display"] or "",
        found["confidence"] or "high",
        found["evidence"] or "",
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        if filled:
            yield " ".join(line.strip() for line in group)


def _definition(paragraph: str, fields: _Fields) -> Iterator[TermDefinition]:
    """Yield the definition a paragraph gives; keys cited in it count as its references."""
    label = _TIER.match(paragraph)
    tier = cast(TierName, label.group(1).lower()) if label else None
    text = paragraph[label.end() :] if label else paragraph
    if _MARKED.search(text):
        blocks = read_blocks(text).blocks
        fields.references += cited_keys(blocks)
        text = plain_blocks(blocks)
    if text := normal_text(text):
        yield TermDefinition(text, tier)


# --- writing ------------------------------------------------------------------------------


def write_entry(entry: GlossaryEntry) -> str:
    """Return an entry as Markdown, from its heading on; it reads as an equal entry."""
    parts = [f"## {write_heading(normal_text(entry.term))}"]
    if fields := "\n".join(_field_lines(entry)):
        parts.append(fields)
    parts += [_write_definition(definition) for definition in entry.definitions]
    return "\n\n".join(parts)


def write_heading(text: str) -> str:
    """Return a heading's text as it stands after its number signs."""
    return write_text(text).replace("\\#", "#").replace("#", "\\#").replace("{", "\\{")


def _field_lines(entry: GlossaryEntry) -> Iterator[str]:
    names = {kind: name for name, kind in ALIAS_FIELDS.items()}
    for kind, group in groupby(entry.aliases, key=lambda alias: alias.kind):
        yield _line(names.get(kind, "Synonym"), (alias.text for alias in group))
    if entry.kind:
        yield f"Kind: {entry.kind}"
    if entry.codes:
        yield _line("Codes", map(_write_code, entry.codes))
    if entry.related:
        yield _line("Related", entry.related)
    if entry.references:
        yield _line("References", (f"@{key}" for key in entry.references))


def _line(name: str, values: Iterable[str]) -> str:
    return f"{name}: {'; '.join(normal_text(value).replace(';', ',') for value in values)}"


def _write_code(code: TermCode) -> str:
    display = f" ({code.display})" if code.display else ""
    evidence = f": {code.evidence}" if code.evidence else ""
    doubt = f" [{code.confidence}{evidence}]" if evidence or code.confidence != "high" else ""
    return f"{code.system} {code.code}{display}{doubt}"


def _write_definition(definition: TermDefinition) -> str:
    text = _LABEL.sub(r"\1&#58;", write_text(definition.text))
    return f"{definition.tier.capitalize()}: {text}" if definition.tier else text
