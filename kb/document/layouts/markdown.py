"""Sources in our own Markdown: whole documents, and files of shared terms.

The format is described in ``docs/source-format.md``;
:func:`kb.document.markdown_writer.write_document` is the inverse of :func:`parse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from kb.document.account import Account
from kb.document.anchors import is_anchor, with_anchors
from kb.document.findings import Finding
from kb.document.glossary_markdown import read_entry
from kb.document.layouts.front_matter import FrontMatter, read_front_matter
from kb.document.layouts.parsed import Facts, Parsed
from kb.document.markdown_account import markdown_account
from kb.document.markdown_writer import write_document
from kb.document.normal_form import normal_document
from kb.document.normal_inlines import normal_text
from kb.document.references import parse_reference
from kb.document.source import Source
from kb.document.tree import (
    TIERS,
    Block,
    Document,
    GlossaryEntry,
    Heading,
    ReferenceEntry,
    Section,
    Span,
    Tier,
    TierName,
)
from kb.markup.dialect import Problem
from kb.markup.markdown import read_blocks

__all__ = ["NAME", "parse", "parse_glossary", "write_document"]

NAME = "markdown"
"""Name of this layout."""

REFLECTION, GLOSSARY, REFERENCES = "reflection", "glossary", "references"
PARTS = (*TIERS, REFLECTION, GLOSSARY, REFERENCES)
"""Headings of the first level that mean something, in any case."""

_HEADING = re.compile(r"(#{1,2})(?!#)[ ]*(.*)")
_ANCHOR = re.compile(r"^(.*?)[ ]*\{#([a-z0-9-]+)\}\s*$")
_PLAIN_HEADING = re.compile(r"[^\\`*_\[<&#!{]*")
_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d+\.)[ ]+(.*)")


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines below one heading. Lines are counted from 1."""

    level: int
    """1 or 2; 0 for what stands before the first heading."""
    heading: str
    """The heading as written."""
    line: int
    """Line of the heading, or of the first line below it."""
    lines: Sequence[str]
    """The lines below the heading."""

    @property
    def name(self) -> str:
        """The heading as a name of :data:`PARTS`, or empty."""
        name = self.heading.strip().rstrip(":#").strip().lower()
        return name if self.level == 1 and name in PARTS else ""

    @property
    def span(self) -> Span:
        return Span(self.line, self.line + len(self.lines))

    @property
    def is_empty(self) -> bool:
        return not any(line.strip() for line in self.lines)


def parse(source: Source, facts: Facts | None = None) -> Parsed:
    """Read a document in our Markdown; its blocks are in normal form, its sections have anchors.

    ``facts`` come before what the front matter says. Raises
    :class:`~kb.document.source.UnreadableSource` for front matter that cannot be read.
    """
    front = read_front_matter(source.lines)
    reader = _Reader()
    reader.read(_divided(source.lines, front.end))
    document = _with_facts(reader.document(front), facts or Facts())
    findings = sorted((*source.findings, *front.findings, *reader.findings), key=_place)
    accounted, lost = _accounted(source, document, findings)
    return Parsed(document, (*findings, *lost), NAME, accounted)


def parse_glossary(source: Source) -> Parsed:
    """Read a file of shared terms: front matter, if any, then entries below ``# Glossary``."""
    return parse(source)


def _place(finding: Finding) -> int:
    return finding.line


def _with_facts(document: Document, facts: Facts) -> Document:
    """Return the document with what is known of it from outside."""
    if facts.title:
        document = replace(document, title=facts.title, title_source="manifest")
    return replace(
        document,
        url=facts.url or document.url,
        topics=facts.topics or document.topics,
        owner=facts.owner or document.owner,
    )


def _accounted(
    source: Source, document: Document, findings: Sequence[Finding]
) -> tuple[Account, list[Finding]]:
    """Return the word account, and a finding for words that the document does not hold."""
    accounted, lost = markdown_account(source, document, findings)
    if not lost:
        return accounted, []
    message = "These words of the source are marks or could not be kept."
    return accounted, [Finding("markdown-words", 0, " ".join(lost), message, dropped=True)]


def _divided(lines: Sequence[str], start: int) -> Iterator[_Part]:
    """Yield the parts of a source, from line number ``start`` on (counted from 0)."""
    heads = [(at, found) for at in range(start, len(lines)) if (found := _HEADING.match(lines[at]))]
    first = heads[0][0] if heads else len(lines)
    yield _Part(0, "", start + 1, lines[start:first])
    ends = (*(at for at, _ in heads[1:]), len(lines))
    for (at, found), end in zip(heads, ends, strict=False):
        yield _Part(len(found.group(1)), found.group(2).strip(), at + 1, lines[at + 1 : end])


class _Reader:
    """Collects what the parts of a source say."""

    def __init__(self) -> None:
        self.title = ""
        self.tiers: dict[str, list[Section]] = {}
        self.spans: dict[str, Span] = {}
        self.reflection: list[Block] = []
        self.glossary: list[GlossaryEntry] = []
        self.references: list[ReferenceEntry] = []
        self.findings: list[Finding] = []
        self.at = ""
        """The part of :data:`PARTS` being read; empty before the first."""

    def read(self, parts: Iterator[_Part]) -> None:
        """Read every part in order."""
        for part in parts:
            if part.level == 1 and part.name:
                self.begin(part)
            elif part.level == 1 and not self.at and not self.title:
                self.title = self.heading(part)[0]
                self.body(_opening(part))
            else:
                self.body(part)

    def begin(self, part: _Part) -> None:
        """Begin a tier or another part of the document, and read what stands in its opening."""
        self.at = part.name
        if part.name in TIERS:
            if part.name in self.tiers:
                message = "The tier stands twice; its sections were joined."
                self.find("tier-repeated", part.line, part.heading, message)
            self.tiers.setdefault(part.name, [])
            self.spans[part.name] = part.span
        self.body(_opening(part))

    def body(self, part: _Part) -> None:
        """Read a part's text as what it belongs to."""
        if part.is_empty and not part.heading:
            return
        if self.at == GLOSSARY:
            self.entry(part)
        elif self.at == REFERENCES:
            self.listed(part)
        elif self.at == REFLECTION:
            if part.heading:
                self.reflection.append(Heading(self.heading(part)[0], span=part.span))
            self.reflection += self.blocks(part)
        else:
            self.section(part)

    def section(self, part: _Part) -> None:
        """Read a section of the tier being read; text before any tier opens the first tier."""
        if not self.at:
            self.at = TIERS[0]
            self.tiers[self.at] = []
            message = "The text names no tier; it was read as the first."
            self.find("tier-guessed", part.line, part.heading, message)
        heading, anchor = self.heading(part) if part.heading else ("", "")
        section = Section(
            heading or None,
            self.blocks(part),
            level=3 if heading else 2,
            anchor=anchor,
            span=part.span,
        )
        self.tiers[self.at].append(section)
        self.spans.setdefault(self.at, part.span)

    def heading(self, part: _Part) -> tuple[str, str]:
        """Return a heading as plain text, and the anchor written after it."""
        text, anchor = part.heading, ""
        if (found := _ANCHOR.match(text)) and is_anchor(found.group(2)):
            text, anchor = found.group(1), found.group(2)
        if not _PLAIN_HEADING.fullmatch(text):
            read = read_blocks(f"### {text}").blocks
            text = read[0].text if read and isinstance(read[0], Heading) else text
        return normal_text(text), anchor

    def blocks(self, part: _Part) -> tuple[Block, ...]:
        """Return a part's blocks, reporting what could not be read as meant."""
        read = read_blocks("\n".join(part.lines))
        for problem in read.problems:
            self.findings.append(_finding(problem, part))
        return tuple(replace(block, span=part.span) for block in read.blocks)

    def entry(self, part: _Part) -> None:
        """Read a glossary entry; text outside one is reported, words and all."""
        if part.heading:
            self.glossary.append(read_entry(self.heading(part)[0], part.lines, part.span))
        else:
            self.outside(part.line, part.lines)

    def listed(self, part: _Part) -> None:
        """Read a list of references, one item an entry."""
        if part.heading:
            self.outside(part.line, (part.heading,))
        for line, text in _items(part):
            if text is None:
                self.outside(line, (part.lines[line - part.line - 1],))
                continue
            csl = parse_reference(text).csl
            self.references.append(ReferenceEntry(text, csl, span=Span(line, line)))

    def outside(self, line: int, lines: Sequence[str]) -> None:
        """Report words that stand where none belong."""
        words = normal_text(" ".join(lines))
        if words:
            message = "These words stand where only entries belong; they were left out."
            self.findings.append(Finding("text-outside", line, words, message, dropped=True))

    def find(self, code: str, line: int, excerpt: str, message: str) -> None:
        """Report something that loses no words."""
        self.findings.append(Finding(code, line, excerpt, message))

    def document(self, front: FrontMatter) -> Document:
        """Return all that was read."""
        texts = front.texts
        title = texts.get("title") or self.title
        tiers = tuple(
            Tier(cast(TierName, name), tuple(sections), span=self.spans.get(name))
            for name, sections in self.tiers.items()
        )
        document = Document(
            title=title,
            title_source="front-matter" if title else "derived",
            slug=texts.get("slug", ""),
            summary=texts.get("summary", ""),
            topics=front.topics,
            url=texts.get("url", ""),
            owner=texts.get("owner", ""),
            note=texts.get("note", ""),
            tiers=tiers,
            reflection=tuple(self.reflection) or None,
            references=(*front.references, *self.references),
            glossary=tuple(self.glossary),
        )
        return with_anchors(normal_document(document))


def _opening(part: _Part) -> _Part:
    """Return a part without its heading, as the opening of what the heading begins."""
    return _Part(0, "", part.line, part.lines)


def _items(part: _Part) -> Iterator[tuple[int, str | None]]:
    """Yield line and text of each list item; None for a line that belongs to no item."""
    begun: tuple[int, str] | None = None
    for number, line in enumerate(part.lines, start=part.line + 1):
        found = _ITEM.match(line)
        if found or not line.strip() or begun is None:
            if begun is not None:
                yield begun[0], normal_text(begun[1])
            begun = (number, found.group(1)) if found else None
            if not found and line.strip():
                yield number, None
        else:
            begun = (begun[0], f"{begun[1]} {line.strip()}")
    if begun is not None:
        yield begun[0], normal_text(begun[1])


_MESSAGES = {
    "markdown-address": "A link's address is not allowed; its words were kept.",
    "markdown-footnote": "Footnotes are not read; cite with [@key].",
    "markdown-html": "HTML is not read; it is shown as text.",
    "markdown-image": "Images are not read; the alternative text was kept.",
    "markdown-misplaced": "A block stands where none can; its words were kept.",
    "markdown-rule": "A rule was left out; it says nothing.",
    "markdown-tangled": "The paragraph has too many marks; it was read as plain text.",
    "markdown-too-long": "The section is too long; it was read as plain text.",
}


def _finding(problem: Problem, part: _Part) -> Finding:
    """Return a problem as a finding at the first line that has its first word."""
    word = next(iter(problem.excerpt.split()), "")
    line = next(
        (at for at, text in enumerate(part.lines, start=part.line + 1) if word and word in text),
        part.line,
    )
    return Finding(problem.code, line, problem.excerpt, _MESSAGES[problem.code])
