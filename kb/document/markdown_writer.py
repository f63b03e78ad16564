"""Blocks to Markdown: what editors are given to edit, and what exports hold.

Reading what is written here with :func:`kb.markup.markdown.read_blocks` gives an equal tree, for
any tree in normal form. Marks are escaped only where they would mean something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.document.normal_form import normal_blocks, normal_inlines
from kb.document.tree import (
    Block,
    Citation,
    Code,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
)
from kb.markup.citation_syntax import write_citation

LIST_BREAK = "<!-- -->"
"""The line that parts two lists which would otherwise be read as one."""

_MARKS = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;|$)"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_LINE_START = re.compile(r"(?:[#>]|[-+](?=[\s-]|$)|\d+(?P<stop>\.)(?=\s|$))")
_CAPTION_START = re.compile(r"^Table:")
_TAGS = {Strong: "strong", Emphasis: "em", Subscript: "sub", Superscript: "sup"}
_STARS = {Strong: "**", Emphasis: "*"}
_INDENT = "    "


def write_blocks(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, parted by empty lines, without an end of line at the end."""
    parts: list[str] = []
    before: Block | None = None
    for block in normal_blocks(blocks):
        if isinstance(block, List) and isinstance(before, List):
            parts.append(LIST_BREAK)
        parts.append(_block(block))
        before = block
    return "\n\n".join(parts)


def write_inlines(content: Inlines) -> str:
    """Return inline content as one line of Markdown that may stand anywhere in a line."""
    return _inlines(normal_inlines(content))


def write_line(content: Inlines) -> str:
    """Return inline content as a line of Markdown that begins a paragraph."""
    return _at_line_start(_inlines(content))


def write_text(text: str) -> str:
    """Return plain text as a line of Markdown that reads as that text."""
    return write_line(normal_inlines((Text(text),)))


# --- blocks -------------------------------------------------------------------------------


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _CAPTION_START.sub("Table&#58;", write_line(block.content), count=1)
    if isinstance(block, PullQuote):
        return f"> {write_line(block.content)}"
    if isinstance(block, Heading):
        return f"### {write_heading(block.text)}"
    return "\n".join(_list(block)) if isinstance(block, List) else _table(block)


def write_heading(text: str) -> str:
    """Return a heading's text as it stands after its number signs."""
    return _escaped(text).replace("#", "\\#").replace("{", "&#123;")


def _list(block: List) -> Iterator[str]:
    """Yield the lines of a list."""
    for number, item in enumerate(block.items, start=1):
        yield f"{number}. {_item(item)}" if block.ordered else f"- {_item(item)}"
        for child in item.children:
            yield from (f"{_INDENT}{line}" for line in _list(child))


def _item(item: ListItem) -> str:
    if item.lead is None:
        return write_line(item.content)
    return f"**{_inlines(item.lead, _Where(in_stars=True))}** {_inlines(item.content)}"


def _table(table: Table) -> str:
    rows = [_row(table.header), _row(["---"] * len(table.header))]
    rows += [_row(row) for row in table.rows]
    caption = f"Table: {_inlines(table.caption)}\n\n" if table.caption else ""
    return caption + "\n".join(rows)


def _row(cells: Sequence[Inlines | str]) -> str:
    words = [
        cell if isinstance(cell, str) else _inlines(cell, _Where(in_cell=True)) for cell in cells
    ]
    return f"| {' | '.join(words)} |"


def _at_line_start(line: str) -> str:
    """Escape what would make a line begin a heading, a quotation, a list or a rule."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = found.start("stop") if found["stop"] else 0
    return f"{line[:at]}\\{line[at:]}"


# --- inline nodes -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Where:
    """What inline content stands in, as far as it changes how it is written."""

    in_cell: bool = False
    """Pipes part cells here."""
    in_link: bool = False
    """A closing bracket ends the link's words here."""
    in_stars: bool = False
    """Stars would end the emphasis here."""


def _inlines(content: Inlines, where: _Where = _Where()) -> str:
    return "".join(_pieces(content, where))


def _pieces(content: Inlines, where: _Where) -> Iterator[str]:
    for at, node in enumerate(content):
        before = content[at - 1] if at else None
        after = content[at + 1] if at + 1 < len(content) else None
        if isinstance(node, Text):
            yield _text(node.text, where, before_link=isinstance(after, Link))
        elif isinstance(node, Code):
            yield _code(node.text, where)
        elif isinstance(node, Citation):
            yield _citation(node, where)
        elif isinstance(node, Link):
            yield _link(node, where)
        else:
            stars = not where.in_stars and _can_be_starred(before, node, after)
            yield _container(node, where, stars)


def _text(text: str, where: _Where, *, before_link: bool = False) -> str:
    escaped = _escaped(text)
    if where.in_cell:
        escaped = escaped.replace("|", "\\|")
    if where.in_link:
        escaped = escaped.replace("]", "\\]")
    if before_link and escaped.endswith("!"):
        escaped = f"{escaped[:-1]}\\!"
    return escaped


def _escaped(text: str) -> str:
    return _MARKS.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)


def _code(text: str, where: _Where) -> str:
    """Return code between backticks; where that cannot be, as an element with its text escaped."""
    if "`" in text or "\\" in text or (where.in_cell and "|" in text):
        return f"<code>{_text(text, where)}</code>"
    return f"`{text}`"


def _citation(citation: Citation, where: _Where) -> str:
    text = write_citation(citation)
    return f"[{text.replace('|', chr(92) + '|') if where.in_cell else text}]"


def _link(node: Link, where: _Where) -> str:
    words = re.sub("^@", "&#64;", _inlines(node.children, replace(where, in_link=True)))
    href = re.sub(r"&(?=#?\w+;)", "&amp;", node.href)
    plain = re.fullmatch(r"[\w./:?=&%#+,;@~-]+", href)
    return f"[{words}]({href})" if plain else f"[{words}](<{href}>)"


def _can_be_starred(before: Inline | None, node: Inline, after: Inline | None) -> bool:
    """Say whether stars will be read as meant: next to spaces, marks or an edge, and not nested."""
    if not isinstance(node, Strong | Emphasis) or _holds_emphasis(node.children):
        return False
    return _is_apart(before, -1) and _is_apart(after, 0)


def _is_apart(neighbour: Inline | None, edge: int) -> bool:
    if neighbour is None:
        return True
    return isinstance(neighbour, Text) and not (
        neighbour.text[edge].isalnum() or neighbour.text[edge] in "*_\\"
    )


def _holds_emphasis(nodes: Iterable[Inline]) -> bool:
    return any(
        isinstance(node, Strong | Emphasis)
        or (not isinstance(node, Text | Code | Citation) and _holds_emphasis(node.children))
        for node in nodes
    )


def _container(
    node: Strong | Emphasis | Subscript | Superscript, where: _Where, stars: bool
) -> str:
    inner = _inlines(node.children, replace(where, in_stars=where.in_stars or stars))
    if stars:
        mark = _STARS[type(node)]
        return f"{mark}{inner}{mark}"
    tag = _TAGS[type(node)]
    return f"<{tag}>{inner}</{tag}>"
