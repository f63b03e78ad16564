"""Articles with their annotations, written out as captures of either layout with noise.

An article's file holds its parts under lines such as ``@academic``; in them a line begins with
``P`` (paragraph), ``Q`` (pull quote), ``H`` (heading), ``-`` or a number (list item, its lead
before ``||`` or the sign), ``T`` or ``TC caption`` (table), ``|`` (row), ``R`` (reference, its
fields in the lines under it), ``G`` or ``F`` (glossary: definition, or fragment with teaser).
Terms in double braces have their tooltip there in layout B.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.document.tree import TIERS

_TIP = re.compile(r"\{\{(.*?)\}\}")
_ITEM = re.compile(r"- |\d\. ")
_COLON_LEAD = re.compile(r"([A-Z][\w\- ]{2,40}): (.*)")
_FIELDS = ("title", "container", "volume", "issue", "pages", "publisher", "edition", "type")

Block = dict[str, Any]


@dataclass
class Article:
    """What one file holds."""

    captions: list[str] = field(default_factory=list)
    parts: dict[str, list[Block]] = field(default_factory=dict)
    """Blocks of the tiers and the reflection."""
    references: list[dict[str, str]] = field(default_factory=list)
    glossary: list[tuple[str, str, str]] = field(default_factory=list)


def read_article(path: Path) -> Article:
    """The article in the file at ``path``."""
    article = Article()
    part = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            part = line[1:]
        elif part == "captions":
            article.captions.append(line)
        elif part == "references":
            _read_reference(line, article)
        elif part == "glossary":
            term, _, text = line[2:].partition(" :: ")
            article.glossary.append((line[0], term, text))
        elif line:
            _read_block(line, article.parts.setdefault(part, []))
    return article


def _read_reference(line: str, article: Article) -> None:
    if line.startswith("R "):
        article.references.append({"raw": line[2:]})
    elif line:
        name, _, value = line.strip().partition(":")
        article.references[-1][name] = value.strip()


def _read_block(line: str, blocks: list[Block]) -> None:
    kinds = {"P": "paragraph", "Q": "pullquote", "H": "heading"}
    if line[:2] in ("P ", "Q ", "H "):
        blocks.append({"type": kinds[line[0]], "text": line[2:]})
    elif _ITEM.match(line):
        ordered = not line.startswith("-")
        if not blocks or blocks[-1]["type"] != "list" or blocks[-1]["ordered"] != ordered:
            blocks.append({"type": "list", "ordered": ordered, "items": []})
        blocks[-1]["items"].append(_item(line[2:].strip()))
    elif line.startswith("| "):
        blocks[-1]["lines"].append([cell.strip() for cell in line[2:].split(" | ")])
    else:
        blocks.append({"type": "table", "caption": line[3:] or None, "lines": []})


def _item(text: str) -> dict[str, str | None]:
    for mark, written in ((" || ", " "), (" |∞| ", " ∞ "), (" ∞ ", " ∞ ")):
        lead, found, rest = text.partition(mark)
        if found and len(lead.split()) < 5:
            return {"lead": lead, "text": rest, "written": f"{lead}{written}{rest}"}
    match = _COLON_LEAD.match(text)
    if match:
        return {"lead": match[1], "text": match[2], "written": text}
    return {"lead": None, "text": text, "written": text}


class Capture:
    """``article`` as a capture, with what must be read from it; ``seed`` places the noise."""

    def __init__(self, article: Article, layout: str, seed: int) -> None:
        self.article = article
        self.is_spaced = layout == "a"
        self._chance = random.Random(f"{layout}{seed}")
        self._left = self._chance.sample(article.captions, len(article.captions))
        self.dropped: list[str] = []
        self._tips: list[tuple[str, str]] = []
        self._lines: list[str] = []
        tiers = [tier for tier in TIERS if tier in article.parts]
        self._write(tiers[::-1] if seed % 3 == 1 else tiers)
        self.text = "\n".join(self._lines) + "\n"

    def gold(self) -> dict[str, Any]:
        """What must be read, as a gold file has it."""
        parts = self.article.parts
        return {
            "tiers": [_gold_tier(t, self._gold_blocks(parts[t])) for t in TIERS if t in parts],
            "captions_dropped": self.dropped,
            "references": [_gold_reference(held) for held in self.article.references],
            "reflection": {"blocks": self._gold_blocks(parts["reflection"])},
            "glossary": self._gold_glossary(),
        }

    # --- the source ---

    def _write(self, tiers: list[str]) -> None:
        if self._chance.random() < 0.8:
            self._add("Skip to main content")
        for tier in tiers:
            self._lines.append("")
            self._add(tier.capitalize())
            self._write_blocks(self.article.parts[tier])
            self._maybe_caption(0.3)
        self._lines.append("")
        self._add("References")
        for held in self.article.references:
            self._lines.append(("  • " if self.is_spaced else "- ") + held["raw"])
        self._maybe_caption(0.7)
        self._lines += ["", "Reflection", ""]
        self._write_blocks(self.article.parts["reflection"])
        if self.is_spaced:
            self._write_glossary()

    def _add(self, line: str) -> None:
        self._lines += [line, ""] if self.is_spaced else [line]

    def _maybe_caption(self, chance: float) -> None:
        if self.is_spaced and self._left and self._chance.random() < chance:
            self.dropped.append(self._left.pop())
            self._add(self.dropped[-1])

    def _write_blocks(self, blocks: list[Block]) -> None:
        for number, block in enumerate(blocks):
            kind = block["type"]
            before = blocks[number - 1]["type"] if number else ""
            if kind == "heading":
                self._maybe_caption(0.75 if number else 0.0)
                if not self.is_spaced:
                    self._lines.append("")
                self._add(block["text"])
            elif kind in ("paragraph", "pullquote"):
                self._maybe_caption(0.06 if kind == before else 0.0)
                self._add(_TIP.sub(self._tip, block["text"]))
            else:
                (self._write_list if kind == "list" else self._write_table)(block)

    def _write_list(self, block: Block) -> None:
        for number, item in enumerate(block["items"], 1):
            mark = f"{number}." if block["ordered"] else "•" if self.is_spaced else "-"
            self._lines.append(f"{'  ' if self.is_spaced else ''}{mark} {item['written']}")
        self._end_block()

    def _write_table(self, block: Block) -> None:
        if self.is_spaced:
            self._lines += [block["caption"]] if block["caption"] else []
            self._lines += [" ".join(row) for row in block["lines"]]
        else:
            header, *rows = [" | ".join(row) + " |" for row in block["lines"]]
            self._lines += [header, "---|" * len(block["lines"][0]), *rows]
        self._end_block()

    def _end_block(self) -> None:
        """The end of a list or table: now and then a caption stands right under it."""
        if self.is_spaced:
            length = len(self.dropped)
            self._maybe_caption(0.3)
            if length == len(self.dropped):
                self._lines.append("")

    def _tip(self, found: re.Match[str]) -> str:
        term = found[1]
        for kind, name, text in self.article.glossary:
            if not self.is_spaced and kind == "G" and name.lower() == term.lower():
                self._tips.append((term, text))
                return f"{term} Meaning ∞ {text}"
        return term

    def _write_glossary(self) -> None:
        self._add("Glossary")
        for kind, term, text in self.article.glossary:
            self.dropped.append(self._chance.choice(self.article.captions))
            self._lines += [self.dropped[-1], "", term, ""]
            self._lines.append(f"Meaning ∞ {text}" if kind == "G" else text)

    # --- the annotations ---

    def _gold_blocks(self, blocks: list[Block]) -> list[Block]:
        found: list[Block] = []
        for block in blocks:
            if block["type"] == "table":
                header, *rows = block["lines"]
                caption = block["caption"] if self.is_spaced else None
                found.append({"type": "table", "caption": caption, "header": header, "rows": rows})
            elif block["type"] == "list":
                found.append(block)
            else:
                found.append({**block, "text": _TIP.sub(r"\1", block["text"])})
        return found

    def _gold_glossary(self) -> list[dict[str, Any]]:
        if not self.is_spaced:
            return [{"term": term, "definition": text} for term, text in self._tips]
        return [
            {
                "term": term,
                "definition": text if kind == "G" else None,
                "teaser": text if kind == "F" else None,
            }
            for kind, term, text in self.article.glossary
        ]


def _gold_tier(name: str, blocks: list[Block]) -> dict[str, Any]:
    sections: list[dict[str, Any]] = [{"heading": None, "blocks": []}]
    for block in blocks:
        if block["type"] == "heading":
            sections.append({"heading": block["text"], "blocks": []})
        else:
            sections[-1]["blocks"].append(block)
    return {"tier": name, "sections": sections}


def _gold_reference(held: dict[str, str]) -> dict[str, Any]:
    authors = [name.strip() for name in held.get("authors", "").split(";") if name.strip()]
    year = int(held["year"]) if held.get("year") else None
    return {
        "raw": held["raw"],
        "authors": authors,
        "year": year,
        **{name: held.get(name) or None for name in _FIELDS},
    }
