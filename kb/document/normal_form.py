"""The normal form of a tree: one tree for every way of saying the same.

Readers differ in how they cut text into nodes ("a", "b" or "ab"; a space inside or outside the
emphasis). The normal form has one answer: neighbouring texts are one, white space is single and
never at an edge, containers are never empty nor nested in their own kind. Digests are taken of it,
and writing a tree in normal form as Markdown and reading it again gives an equal tree.

Most trees are in normal form already, so whatever needs no change is returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import is_

from kb.document.normal_inlines import normal_inlines, normal_text
from kb.document.tree import (
    TIERS,
    Block,
    Document,
    GlossaryEntry,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Section,
    Strong,
    Table,
    Text,
    Tier,
)

_SEPARATOR = re.compile(r"^(?::|[–—-](?=\s))\s*")


# --- blocks -------------------------------------------------------------------------------


def normal_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks in normal form, without those that say nothing."""
    blocks = tuple(blocks)
    normal = tuple(each for block in blocks if (each := _block(block)) is not None)
    return blocks if _are_same(normal, blocks) else normal


def _block(block: Block) -> Block | None:
    if isinstance(block, Paragraph | PullQuote):
        content = normal_inlines(block.content)
        if content is block.content:
            return block if content else None
        return replace(block, content=content) if content else None
    if isinstance(block, Heading):
        text = normal_text(block.text)
        if text == block.text:
            return block if text else None
        return replace(block, text=text) if text else None
    return _list(block) if isinstance(block, List) else _table(block)


def _list(block: List) -> List | None:
    items = tuple(normal for item in block.items for normal in _items(item))
    if _are_same(items, block.items):
        return block if items else None
    return replace(block, items=items) if items else None


def _are_same(new: Sequence[object], old: Sequence[object]) -> bool:
    """Say whether two sequences hold the very same objects."""
    return len(new) == len(old) and all(map(is_, new, old))


def _items(item: ListItem) -> tuple[ListItem, ...]:
    """Return an item in normal form; an item of lists alone gives way to their items."""
    lead, content = _lead(item)
    children = _joined_lists(item.children)
    if not content:
        return tuple(inner for child in children for inner in child.items)
    if lead is item.lead and content is item.content and _are_same(children, item.children):
        return (item,)
    return (replace(item, lead=lead, content=content, children=children),)


def _lead(item: ListItem) -> tuple[Inlines | None, Inlines]:
    """Return an item's lead without its separator, and the rest.

    Strong words that open an item are its lead when a space or a separator and more words follow.
    """
    lead = normal_inlines(item.lead or ())
    content = normal_inlines(item.content)
    if not lead and len(content) > 1 and isinstance(content[0], Strong):
        following = content[1]
        if isinstance(following, Text) and re.match(r"\s|:", following.text):
            lead, content = content[0].children, normal_inlines(content[1:])
    if not lead:
        return None, content
    lead, content = _unseparated(lead, content)
    if content and lead:
        return lead, content
    return None, normal_inlines((Strong(lead), *content)) if lead else content


def _unseparated(lead: Inlines, content: Inlines) -> tuple[Inlines, Inlines]:
    """Leave out the colon or dash between a lead and what it leads."""
    lead = _unwrapped(lead)
    while isinstance(lead[-1], Text) and lead[-1].text.endswith(":"):
        lead = normal_inlines((*lead[:-1], Text(lead[-1].text[:-1])))
        if not lead:
            return (), content
    while content and isinstance(content[0], Text) and _SEPARATOR.match(content[0].text):
        text = _SEPARATOR.sub("", content[0].text)
        content = normal_inlines((Text(text), *content[1:]))
    return lead, content


def _unwrapped(lead: Inlines) -> Inlines:
    """Return a lead without strong marks in it: it is strong as a whole."""
    if len(lead) == 1 and isinstance(lead[0], Text):
        return lead
    wrapped = normal_inlines((Strong(lead),))
    first = wrapped[0] if len(wrapped) == 1 else None
    return first.children if isinstance(first, Strong) else lead


def _joined_lists(lists: Iterable[List]) -> tuple[List, ...]:
    """Return nested lists in normal form, neighbours of one kind as one."""
    normal = [result for child in lists if (result := _list(child)) is not None]
    groups = groupby(normal, key=lambda child: child.ordered)
    return tuple(_one_list(list(group)) for _, group in groups)


def _one_list(lists: Sequence[List]) -> List:
    return replace(lists[0], items=tuple(item for child in lists for item in child.items))


def _table(block: Table) -> Table | None:
    width = len(block.header)
    if not width:
        return None
    rows = tuple(row for row in (_row(row, width) for row in block.rows) if any(row))
    header = tuple(normal_inlines(cell) for cell in block.header)
    caption = normal_inlines(block.caption or ()) or None
    if not any(header) and not rows:
        return None
    if _are_same((*rows, *header), (*block.rows, *block.header)) and caption is block.caption:
        return block
    return replace(block, header=header, rows=rows, caption=caption)


def _row(row: Sequence[Inlines], width: int) -> tuple[Inlines, ...]:
    """Return a row with exactly ``width`` cells; words beyond them stay in the last."""
    cells = [normal_inlines(cell) for cell in row[:width]]
    if _are_same(cells, row):
        return tuple(row)
    cells += [()] * (width - len(cells))
    for extra in row[width:]:
        cells[-1] = normal_inlines((*cells[-1], Text(" "), *extra))
    return tuple(cells)


# --- the document -------------------------------------------------------------------------


def normal_section(section: Section) -> Section:
    """Return a section in normal form, at the level its heading calls for."""
    heading = normal_text(section.heading or "") or None
    blocks = normal_blocks(section.blocks)
    level = 3 if heading else 2
    if blocks is section.blocks and (heading, level) == (section.heading, section.level):
        return section
    return replace(section, heading=heading, blocks=blocks, level=level)


def normal_document(
    document: Document, normal: Callable[[Section], Section] = normal_section
) -> Document:
    """Return a document in normal form: tiers in order, each once, none empty.

    ``normal`` is what makes the normal form of a section, or knows it already.
    """
    reflection = normal_blocks(document.reflection or ()) or None
    return replace(
        document,
        title=normal_text(document.title),
        summary=normal_text(document.summary),
        topics=_texts(document.topics),
        url=normal_text(document.url),
        owner=normal_text(document.owner),
        note=normal_text(document.note),
        tiers=tuple(_tiers(document.tiers, normal)),
        reflection=reflection,
        references=tuple(replace(r, raw=normal_text(r.raw)) for r in document.references),
        glossary=tuple(_entry(entry) for entry in document.glossary),
    )


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for value in values if (text := normal_text(value)))


def _entry(entry: GlossaryEntry) -> GlossaryEntry:
    """Return a glossary entry in normal form; a semicolon parts names, so none has one."""
    definitions = (replace(d, text=normal_text(d.text)) for d in entry.definitions)
    aliases = (replace(a, text=_name(a.text)) for a in entry.aliases)
    return replace(
        entry,
        term=normal_text(entry.term),
        definitions=tuple(definition for definition in definitions if definition.text),
        aliases=tuple(alias for alias in aliases if alias.text),
        related=tuple(name for value in entry.related if (name := _name(value))),
        references=tuple(dict.fromkeys(entry.references)),
    )


def _name(text: str) -> str:
    return normal_text(text.replace(";", ","))


def _tiers(tiers: Sequence[Tier], normal: Callable[[Section], Section]) -> Iterator[Tier]:
    for name in TIERS:
        same = [tier for tier in tiers if tier.name == name]
        sections = _joined(normal(section) for tier in same for section in tier.sections)
        if sections:
            yield replace(same[0], sections=sections)


def _joined(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Leave out empty sections; only the first may be without a heading."""
    result: list[Section] = []
    for section in sections:
        if section.heading is None and not section.blocks:
            continue
        if section.heading is None and result:
            result[-1] = replace(result[-1], blocks=result[-1].blocks + section.blocks)
        else:
            result.append(section)
    return tuple(result)
