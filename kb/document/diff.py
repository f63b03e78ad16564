"""The difference between two documents, keeping their structure.

Tiers are paired by name, sections by anchor or heading and else by likeness, blocks within a
section by kind and likeness, items and rows within a block likewise; words are compared last.
:mod:`kb.markup.diff_html` shows the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from kb.document.align import changes
from kb.document.diff_runs import Fate, Run, Runs, diff_inlines, diff_words
from kb.document.tree import (
    Block,
    Document,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Section,
    Table,
    Text,
)
from kb.markup.text import block_lines, plain_inlines, plain_section

__all__ = ["Fate", "Run", "Runs", "diff_documents", "diff_section", "diff_words"]

LIKENESS = 0.4
"""Share of common words from which two parts are one that was rewritten."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph, pull quote or sub-heading."""

    fate: Fate
    kind: str
    """``paragraph``, ``pullquote`` or ``heading``."""
    runs: Runs


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A list item."""

    fate: Fate
    depth: int
    """0 for an item of the list itself, 1 for one of a list nested in it, and so on."""
    lead: Runs
    runs: Runs


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list, its nested items in line."""

    fate: Fate
    ordered: bool
    items: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a table."""

    fate: Fate
    cells: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table; the first row is the header."""

    fate: Fate
    caption: Runs
    rows: tuple[RowChange, ...]


BlockChange: TypeAlias = TextChange | ListChange | TableChange


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section, or the reflection."""

    fate: Fate
    tier: str
    """Name of the tier, or ``reflection``."""
    anchor: str
    """The new anchor; of a removed section the old one."""
    heading: Runs
    """Empty for an opening."""
    blocks: tuple[BlockChange, ...]


# --- documents and sections ---------------------------------------------------------------


def diff_documents(old: Document, new: Document) -> tuple[SectionChange, ...]:
    """Return every section of either document, in the new order, unchanged ones too."""
    before, after = _sections(old), _sections(new)
    return tuple(
        diff_section(name, a, b)
        for name in dict.fromkeys((*after, *before))
        for a, b in _paired(before.get(name, ()), after.get(name, ()), _is_same_section)
    )


def _sections(document: Document) -> dict[str, tuple[Section, ...]]:
    result: dict[str, tuple[Section, ...]] = {}
    for tier in document.tiers:
        result[tier.name] = tier.sections
    if document.reflection:
        result["reflection"] = (Section(None, document.reflection, anchor="reflection"),)
    return result


def _is_same_section(old: Section, new: Section) -> float:
    """Return how surely two sections are one: 2 for one name, else their likeness."""
    if (old.anchor and old.anchor == new.anchor) or (old.heading == new.heading):
        return 2.0
    return _likeness(plain_section(old), plain_section(new))


def diff_section(tier: str, old: Section | None, new: Section | None) -> SectionChange:
    """Return what became of one section; None stands for one that is not there."""
    kept = new or old
    if kept is None:
        raise ValueError("one section at least must be there")
    heading = diff_words((old and old.heading) or "", (new and new.heading) or "")
    pairs = _paired(old.blocks if old else (), new.blocks if new else (), _block_likeness)
    blocks = tuple(_block(a, b) for a, b in pairs)
    fate = _fate(old, new, [run.fate for run in heading] + [block.fate for block in blocks])
    return SectionChange(fate, tier, kept.anchor, heading, blocks)


def _fate(old: object, new: object, parts: Sequence[Fate]) -> Fate:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "same" if all(part == "same" for part in parts) else "changed"


# --- pairing ------------------------------------------------------------------------------


def _paired(
    old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]
) -> Iterator[tuple[T | None, T | None]]:
    """Yield old and new parts in pairs, None where one has no partner.

    Equal parts are paired first; between them, each new part takes the likest old one that keeps
    the order.
    """
    keys = {part: number for number, part in enumerate(dict.fromkeys(map(repr, (*old, *new))))}
    a, b = [keys[repr(part)] for part in old], [keys[repr(part)] for part in new]
    for is_same, (a0, a1, b0, b1) in changes(a, b):
        if is_same:
            yield from zip(old[a0:a1], new[b0:b1], strict=True)
        else:
            yield from _by_likeness(old[a0:a1], new[b0:b1], likeness)


WINDOW = 12
"""How many old parts ahead are looked at for a new part's partner."""


def _by_likeness(
    old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]
) -> Iterator[tuple[T | None, T | None]]:
    at = 0
    for part in new:
        scores = [likeness(other, part) for other in old[at : at + WINDOW]]
        best = max(scores, default=0.0)
        if best < LIKENESS:
            yield None, part
            continue
        place = at + scores.index(best)
        yield from ((gone, None) for gone in old[at:place])
        yield old[place], part
        at = place + 1
    yield from ((gone, None) for gone in old[at:])


def _likeness(old: str, new: str) -> float:
    before, after = set(old.casefold().split()), set(new.casefold().split())
    return 2 * len(before & after) / max(len(before) + len(after), 1)


def _block_likeness(old: Block, new: Block) -> float:
    """Return how like two blocks are; lists and tables meet their kind, being rarely two."""
    if type(old) is not type(new):
        return 0.0
    least = LIKENESS if isinstance(new, List | Table) else 0.0
    return max(least, _likeness(" ".join(block_lines(old)), " ".join(block_lines(new))))


# --- blocks -------------------------------------------------------------------------------


def _block(old: Block | None, new: Block | None) -> BlockChange:
    kept = new or old
    if isinstance(kept, List):
        return _list(_as(List, old), _as(List, new))
    if isinstance(kept, Table):
        return _table(_as(Table, old), _as(Table, new))
    kind = {Paragraph: "paragraph", PullQuote: "pullquote"}.get(type(kept), "heading")
    runs = diff_inlines(*(_running(block) for block in (old, new)))
    return TextChange(_fate(old, new, [run.fate for run in runs]), kind, runs)


def _running(block: Block | None) -> Inlines:
    """Return the content of a paragraph, a pull quote or a heading."""
    if isinstance(block, Heading):
        return (Text(block.text),)
    return block.content if isinstance(block, Paragraph | PullQuote) else ()


def _as(kind: type[T], block: object) -> T | None:
    return block if isinstance(block, kind) else None


def _list(old: List | None, new: List | None) -> ListChange:
    kept = new or old
    pairs = _paired(list(_items(old, 0)), list(_items(new, 0)), _item_likeness)
    items = tuple(_item(a, b) for a, b in pairs)
    fates: list[Fate] = [item.fate for item in items]
    if old and new and old.ordered != new.ordered:
        fates.append("changed")
    return ListChange(_fate(old, new, fates), bool(kept and kept.ordered), items)


_Item: TypeAlias = tuple[int, Inlines, Inlines]
"""Depth, lead and words of an item."""


def _items(block: List | None, depth: int) -> Iterator[_Item]:
    for item in block.items if block else ():
        yield _item_words(item, depth)
        for child in item.children:
            yield from _items(child, depth + 1)


def _item_words(item: ListItem, depth: int) -> _Item:
    return depth, item.lead or (), item.content


def _item_likeness(old: _Item, new: _Item) -> float:
    before, after = (list(map(plain_inlines, item[1:])) for item in (old, new))
    if before[0] and before[0] == after[0]:
        return 1.0
    return _likeness(" ".join(before), " ".join(after))


def _item(old: _Item | None, new: _Item | None) -> ItemChange:
    before, after = old or (0, (), ()), new or (0, (), ())
    lead, runs = diff_inlines(before[1], after[1]), diff_inlines(before[2], after[2])
    depth = (after if new else before)[0]
    return ItemChange(_fate(old, new, [run.fate for run in (*lead, *runs)]), depth, lead, runs)


_Row: TypeAlias = tuple[Inlines, ...]


def _table(old: Table | None, new: Table | None) -> TableChange:
    before, after = _rows(old), _rows(new)
    rows = tuple(_row(a, b) for a, b in _paired(before, after, _row_likeness))
    caption = diff_inlines(*((table.caption if table else None) or () for table in (old, new)))
    fates = [run.fate for run in caption] + [row.fate for row in rows]
    return TableChange(_fate(old, new, fates), caption, rows)


def _rows(table: Table | None) -> list[_Row]:
    if table is None:
        return []
    return [table.header, *table.rows]


def _row_likeness(old: _Row, new: _Row) -> float:
    before, after = (list(map(plain_inlines, row)) for row in (old, new))
    if before[:1] == after[:1] and before[0]:
        return 1.0
    return _likeness(" ".join(before), " ".join(after))


def _row(old: _Row | None, new: _Row | None) -> RowChange:
    """Return a row's change; a column that one side lacks is empty there."""
    width = max(len(old or ()), len(new or ()))
    before, after = ((*(row or ()), *[()] * width)[:width] for row in (old, new))
    cells = tuple(map(diff_inlines, before, after))
    fates = [run.fate for cell in cells for run in cell]
    return RowChange(_fate(old, new, fates), cells)
