"""Captures whose lines say in front what they are: source and annotations in one file.

Where :mod:`tests.document.annotated` places noise by lot, these files are captures as their author
wrote them. The first line names the layout; of the other lines the first word is a mark::

    =  name of a part                  X  the site's furniture        ~  one more blank line
    P  paragraph   Q  pull quote       H  heading
    C  caption     c  caption right under the line before it
    -  or 1.  list item                T  table, with its caption     |  row, cells between " || "
    R  reference                       f  its fields, in the order of FIELDS
    G  term        D  its definition   F  teaser that stands in a definition's place

An item's lead ends at `` || `` (set as a space) or at one of :data:`LEAD_SIGNS`. Tooltips are
``{{term|definition}}``, teasers in the running text ``{{words!teaser}}``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kb.document.tree import TIERS

FIELDS = (
    "type", "authors", "year", "title", "container", "volume", "issue", "pages", "publisher",
    "edition",
)  # fmt: skip
LEAD_SIGNS = {" || ": " ", " |∞| ": " ∞ ", " |:| ": ": "}
_TIP = re.compile(r"\{\{(.+?)([|!])(.+?)\}\}")

Block = dict[str, Any]


class MarkedCapture:
    """The capture in one file: its ``text``, and in ``gold`` what must be read from it."""

    def __init__(self, path: Path) -> None:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        self.layout = first.split()[-1]
        self._is_spaced = self.layout == "a"
        self._written: list[str] = []
        self._blocks: list[Block] = []
        self._term = ""
        self.gold: dict[str, Any] = {
            "tiers": [], "captions_dropped": [], "references": [],
            "reflection": {"blocks": []}, "glossary": [],
        }  # fmt: skip
        for line in filter(None, lines):
            mark, _, text = line.strip().partition(" ")
            self._read(mark, text)
        self.gold["tiers"].sort(key=lambda tier: TIERS.index(tier["tier"]))
        self.text = "\n".join(self._written) + "\n"

    def _read(self, mark: str, text: str) -> None:
        readers = {
            "=": self._part, "X": self._write, "~": self._written.append, "H": self._heading,
            "C": self._caption, "c": self._caption_below, "T": self._table, "|": self._row,
            "R": self._reference, "f": self._fields, "G": self._name, "D": self._definition,
            "F": self._teaser,
        }  # fmt: skip
        if mark in ("P", "Q"):
            self._write(self._shown(text))
            kind = "paragraph" if mark == "P" else "pullquote"
            self._blocks.append({"type": kind, "text": _bare(text)})
        elif mark in readers:
            readers[mark](text)
        else:
            self._item(mark, text)

    # --- the source ---

    def _write(self, line: str, *, blank: bool | None = None) -> None:
        """Write ``line`` below a blank one: always or never, or as the layout has it."""
        if (self._is_spaced if blank is None else blank) and self._written:
            self._written += [] if self._written[-1] == "" else [""]
        self._written.append(line)

    def _shown(self, text: str) -> str:
        """``text`` with its tooltips as captures have them."""
        for term, mark, told in _TIP.findall(text):
            definition, teaser = (told, None) if mark == "|" else (None, told)
            self.gold["glossary"].append({"term": term, "definition": definition, "teaser": teaser})
        return _TIP.sub(lambda m: f"{m[1]}{' Meaning ∞' if m[2] == '|' else ''} {m[3]}", text)

    def _part(self, name: str) -> None:
        self._write(name, blank=True)
        tier = name.lower()
        self._blocks = self.gold["reflection"]["blocks"]
        if tier in TIERS:
            self.gold["tiers"].append({"tier": tier, "sections": []})
            self._section(None)

    def _section(self, heading: str | None) -> None:
        self._blocks = []
        self.gold["tiers"][-1]["sections"].append({"heading": heading, "blocks": self._blocks})

    def _heading(self, text: str) -> None:
        self._write(text, blank=True)
        if self._blocks is self.gold["reflection"]["blocks"]:
            self._blocks.append({"type": "heading", "text": text})
        else:
            self._section(text)

    def _caption(self, text: str) -> None:
        self._write(text)
        self._written.append("")
        self.gold["captions_dropped"].append(text)

    def _caption_below(self, text: str) -> None:
        while self._written[-1] == "":
            self._written.pop()
        self._write(text, blank=False)
        self._written.append("")
        self.gold["captions_dropped"].append(text)

    # --- lists and tables ---

    def _item(self, mark: str, text: str) -> None:
        ordered = mark != "-"
        last = self._blocks[-1] if self._blocks else None
        is_new = last is None or last["type"] != "list" or last["ordered"] != ordered
        if last is None or is_new:
            last = {"type": "list", "ordered": ordered, "items": []}
            self._blocks.append(last)
        lead, written = None, text
        for sign, shown in LEAD_SIGNS.items():
            if sign in text:
                lead, _, text = text.partition(sign)
                written = f"{lead}{shown}{text}"
        last["items"].append({"lead": lead and _bare(lead), "text": _bare(text)})
        bullet = mark if ordered or not self._is_spaced else "•"
        line = f"{bullet} {self._shown(written)}"
        self._write(f"  {line}" if self._is_spaced else line, blank=is_new and self._is_spaced)

    def _table(self, caption: str) -> None:
        table = {"type": "table", "caption": caption or None, "header": [], "rows": []}
        self._blocks.append(table)
        if self._is_spaced:
            self._written.append("")
        if caption:
            self._written.append(caption)

    def _row(self, text: str) -> None:
        table = self._blocks[-1]
        cells = [cell.strip() for cell in text.split(" || ")]
        shown = [self._shown(cell) for cell in cells]
        is_header = not table["header"]
        self._written.append(" ".join(shown) if self._is_spaced else " | ".join(shown) + " |")
        if is_header and not self._is_spaced:
            self._written.append("---|" * len(cells))
        bare = [_bare(cell) for cell in cells]
        if is_header:
            table["header"] = bare
        else:
            table["rows"].append(bare)

    # --- references and glossary ---

    def _reference(self, raw: str) -> None:
        is_first = not self.gold["references"]
        bullet = "  • " if self._is_spaced else "- "
        self._write(bullet + raw, blank=is_first and self._is_spaced)
        self.gold["references"].append({"raw": raw})

    def _fields(self, text: str) -> None:
        values = [value.strip() or None for value in text.split("|")]
        values += [None] * (len(FIELDS) - len(values))
        found: dict[str, Any] = dict(zip(FIELDS, values, strict=True))
        found["authors"] = [name.strip() for name in (found["authors"] or "").split(";") if name]
        found["year"] = int(found["year"]) if found["year"] else None
        self.gold["references"][-1].update(found)

    def _name(self, term: str) -> None:
        self._write(term)
        self._written.append("")
        self._term = term

    def _definition(self, text: str) -> None:
        self._written.append(f"Meaning ∞ {text}")
        self.gold["glossary"].append({"term": self._term, "definition": text, "teaser": None})

    def _teaser(self, text: str) -> None:
        self._written.append(text)
        self.gold["glossary"].append({"term": self._term, "definition": None, "teaser": text})


def _bare(text: str) -> str:
    """``text`` without its tooltips."""
    return _TIP.sub(r"\1", text)
