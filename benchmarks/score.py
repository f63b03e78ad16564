"""Score parses against gold files: ``python -m benchmarks.score SOURCES GOLD``.

A gold file is JSON with the keys ``file``, ``tiers`` (sections of typed blocks),
``captions_dropped``, ``references``, ``reflection`` and ``glossary``. For each kind the command
prints how many gold pieces were found and how many of those read are right. Signs, colons,
dashes, quotation marks and case of terms are compared as equal.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb.document.account import plain
from kb.document.layouts import Parsed, parse
from kb.document.source import read_source
from kb.document.tree import Block, Heading, List, Paragraph, PullQuote, ReferenceEntry, Table

Piece = tuple[str, ...]
_MARKS = re.compile(r"\s*(?:[∞∗:–—]|(?<=\s)-(?=\s))\s*")
_SPACES = re.compile(r"\s+")


def plain_form(text: object) -> str:
    """``text`` without the differences that do not count."""
    value = str(text).replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return _SPACES.sub(" ", _MARKS.sub(" ~ ", value)).strip()


# --- pieces of a gold file ----------------------------------------------------------------


def gold_pieces(gold: dict[str, Any]) -> Iterator[tuple[str, Piece]]:
    """Every countable piece of a gold file as ``(kind, piece)``."""
    for tier in gold["tiers"]:
        yield "tiers", (tier["tier"],)
        for section in tier["sections"]:
            where = (tier["tier"], plain_form(section["heading"] or ""))
            yield "headings", where
            for number, block in enumerate(section["blocks"]):
                yield "order", (*where, str(number), block["type"])
                yield from _gold_block(where, block)
    reflection = gold.get("reflection") or {"blocks": []}
    for block in reflection["blocks"]:
        for kind, piece in _gold_block(("reflection", ""), block):
            yield "reflection", (kind, *piece)
    yield from _gold_ends(gold)


def _gold_block(where: Piece, block: dict[str, Any]) -> Iterator[tuple[str, Piece]]:
    kind = block["type"]
    if kind in ("paragraph", "pullquote", "heading"):
        yield f"{kind}s", (*where, plain_form(block["text"]))
    elif kind == "list":
        for item in block["items"]:
            yield "list items", (*where, plain_form(item["text"]))
            yield "list leads", (*where, plain_form(item["lead"] or ""), plain_form(item["text"]))
    elif kind == "table":
        yield "captions of tables", (*where, plain_form(block["caption"] or ""))
        for number, row in enumerate([block["header"], *block["rows"]]):
            for column, cell in enumerate(row):
                yield "table cells", (*where, str(number), str(column), plain_form(cell))


def _gold_ends(gold: dict[str, Any]) -> Iterator[tuple[str, Piece]]:
    for caption in gold["captions_dropped"]:
        yield "captions dropped", (plain_form(caption),)
    for reference in gold["references"]:
        yield "references", (plain_form(reference["raw"]),)
        for name, value in _gold_fields(reference):
            yield "reference fields", (plain_form(reference["raw"]), name, value)
    for entry in gold["glossary"] or []:
        if entry["definition"]:
            name = plain_form(entry["term"]).lower()
            yield "definitions", (name, plain_form(entry["definition"]))
        else:
            yield "teasers", (plain_form(entry["teaser"]),)


def _gold_fields(reference: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("title", "container", "volume", "issue", "pages", "publisher", "edition", "type"):
        value = reference.get(f"{name}_clean") or reference.get(name)
        if value is not None:
            yield name, plain_form(value)
    yield "year", str(reference["year"])
    for author in reference["authors"]:
        yield "author", plain_form(author)


# --- pieces of a parse --------------------------------------------------------------------


def parsed_pieces(parsed: Parsed) -> Iterator[tuple[str, Piece]]:
    """Every countable piece of a parse as ``(kind, piece)``."""
    document = parsed.document
    for tier in document.tiers:
        yield "tiers", (tier.name,)
        for section in tier.sections:
            where = (tier.name, plain_form(section.heading or ""))
            yield "headings", where
            for number, block in enumerate(section.blocks):
                yield "order", (*where, str(number), type(block).__name__.lower())
                yield from _parsed_block(where, block)
    for block in document.reflection or ():
        for kind, piece in _parsed_block(("reflection", ""), block):
            yield "reflection", (kind, *piece)
    yield from _parsed_ends(parsed)


def _parsed_block(where: Piece, block: Block) -> Iterator[tuple[str, Piece]]:
    if isinstance(block, Heading):
        yield "headings", (*where, plain_form(block.text))
    elif isinstance(block, Paragraph | PullQuote):
        yield f"{type(block).__name__.lower()}s", (*where, plain_form(plain(block.content)))
    elif isinstance(block, List):
        for item in block.items:
            text = plain_form(plain(item.content))
            yield "list items", (*where, text)
            yield "list leads", (*where, plain_form(plain(item.lead or ())), text)
    elif isinstance(block, Table):
        yield "captions of tables", (*where, plain_form(plain(block.caption or ())))
        for number, row in enumerate([block.header, *block.rows]):
            for column, cell in enumerate(row):
                yield "table cells", (*where, str(number), str(column), plain_form(plain(cell)))


def _parsed_ends(parsed: Parsed) -> Iterator[tuple[str, Piece]]:
    for finding in parsed.findings:
        if finding.code == "caption-dropped":
            yield "captions dropped", (plain_form(finding.excerpt),)
        elif finding.code in ("glossary-teaser", "tooltip-teaser"):
            yield "teasers", (plain_form(finding.excerpt),)
    for reference in parsed.document.references:
        yield "references", (plain_form(reference.raw),)
        for name, value in _parsed_fields(reference):
            yield "reference fields", (plain_form(reference.raw), name, value)
    for entry in parsed.document.glossary:
        for definition in entry.definitions:
            name = plain_form(entry.term).lower()
            yield "definitions", (name, plain_form(definition.text))


_FIELDS = {
    "title": "title",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "edition": "edition",
    "type": "type",
}


def _parsed_fields(reference: ReferenceEntry) -> Iterator[tuple[str, str]]:
    csl = reference.csl
    for name, field in _FIELDS.items():
        if csl.get(field):
            yield name, plain_form(csl[field])
    parts = csl.get("issued", {}).get("date-parts", [[None]])
    yield "year", str(parts[0][0])
    for author in csl.get("author", []):
        yield "author", plain_form(_author(author))


def _author(author: dict[str, str]) -> str:
    if "literal" in author:
        return author["literal"]
    particle = author.get("non-dropping-particle", author.get("dropping-particle", ""))
    family = f"{particle} {author.get('family', '')}".strip()
    parts = [family, author.get("given", ""), author.get("suffix", "")]
    return ", ".join(part for part in parts if part)


# --- the score ----------------------------------------------------------------------------


def score(parsed: Parsed, gold: dict[str, Any]) -> dict[str, tuple[int, int, int, list[str]]]:
    """For each kind ``(right, in gold, in parse, differences)``."""
    wanted, found = _by_kind(gold_pieces(gold)), _by_kind(parsed_pieces(parsed))
    result = {}
    for kind in sorted(wanted.keys() | found.keys()):
        gold_count, parse_count = wanted.get(kind, Counter()), found.get(kind, Counter())
        right = (gold_count & parse_count).total()
        differences = [f"- {' | '.join(p)}" for p in (gold_count - parse_count).elements()]
        differences += [f"+ {' | '.join(p)}" for p in (parse_count - gold_count).elements()]
        result[kind] = (right, gold_count.total(), parse_count.total(), differences)
    return result


def _by_kind(pieces: Iterable[tuple[str, Piece]]) -> dict[str, Counter[Piece]]:
    found: dict[str, Counter[Piece]] = {}
    for kind, piece in pieces:
        found.setdefault(kind, Counter())[piece] += 1
    return found


def figure(right: int, wanted: int, found: int) -> float:
    """Twice the right ones over both totals: 1.0 when nothing is missing and nothing added."""
    return 1.0 if wanted + found == 0 else 2 * right / (wanted + found)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; exit 1 when one is below ``--at-least``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of captures")
    parser.add_argument("gold", type=Path, help="folder of gold files")
    parser.add_argument("--at-least", type=float, default=0.0)
    parser.add_argument("--quiet", action="store_true", help="leave out the differences")
    options = parser.parse_args(arguments)
    lowest = 1.0
    for path in sorted(options.gold.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = read_source((options.sources / gold["file"]).read_bytes(), gold["file"])
        print(gold["file"])
        for kind, (right, wanted, found, differences) in score(parse(source), gold).items():
            value = figure(right, wanted, found)
            lowest = min(lowest, value)
            print(f"  {kind:20} {value:.3f}  {right}/{wanted} gold, {found} read")
            for line in () if options.quiet else differences:
                print(f"      {line}")
    print(f"lowest {lowest:.3f}")
    return 0 if lowest >= options.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
