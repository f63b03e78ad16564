"""Blocks to Markdown: what editors are given to edit, and what exports hold.

Reading what is written here with :func:`kb.markup.markdown.read_blocks` gives an equal tree, for
any tree in normal form. Marks are escaped only where they would mean something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
    r"|(?<!\w)_|_(?!\w)"
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;|$)"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_LINE_START = re.compile(r"(?:[#>]|[-+](?=[\s-]|$)|\d+(?P<stop>\.)(?=\s|$))")
_CAPTION_START = re.compile(r"Table:")
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
        for position, child in enumerate(item.children):
            if position:
                yield ""
            yield from (f"{_INDENT}{line}" if line else line for line in _list(child))


def _item(item: ListItem) -> str:
    if item.lead is None:
        return write_line(item.content)
    return f"**{_inlines(item.lead, within_stars=True)}** {_inlines(item.content)}"


def _table(table: Table) -> str:
    rows = [_row(table.header), _row(["---"] * len(table.header))]
    rows += [_row(row) for row in table.rows]
    caption = f"Table: {_inlines(table.caption)}\n\n" if table.caption else ""
    return caption + "\n".join(rows)


def _row(cells: Sequence[Inlines | str]) -> str:
    words = [cell if isinstance(cell, str) else _inlines(cell, in_cell=True) for cell in cells]
    return f"| {' | '.join(words)} |"


def _at_line_start(line: str) -> str:
    """Escape what would make a line begin a heading, a quotation, a list or a rule."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = found.start("stop") if found["stop"] else 0
    return f"{line[:at]}\\{line[at:]}"


# --- inline nodes -------------------------------------------------------------------------


def _inlines(content: Inlines, *, in_cell: bool = False, within_stars: bool = False) -> str:
    """Return inline content; ``in_cell`` escapes pipes, ``within_stars`` writes no more stars."""
    return "".join(_pieces(content, in_cell, within_stars))


def _pieces(content: Inlines, in_cell: bool, within_stars: bool) -> Iterator[str]:
    for at, node in enumerate(content):
        before = content[at - 1] if at else None
        after = content[at + 1] if at + 1 < len(content) else None
        if isinstance(node, Text):
            yield _text(node.text, in_cell, isinstance(after, Link))
        elif isinstance(node, Code):
            yield _code(node.text, in_cell)
        elif isinstance(node, Citation):
            yield f"[{_cited(node, in_cell)}]"
        elif isinstance(node, Link):
            yield _link(node, in_cell, within_stars)
        else:
            stars = not within_stars and _can_be_starred(before, node, after)
            yield _container(node, in_cell, within_stars, stars)


def _text(text: str, in_cell: bool, before_link: bool) -> str:
    escaped = _escaped(text)
    if in_cell:
        escaped = escaped.replace("|", "\\|")
    if before_link and escaped.endswith("!"):
        escaped = f"{escaped[:-1]}\\!"
    return escaped


def _escaped(text: str) -> str:
    return _MARKS.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)


def _code(text: str, in_cell: bool) -> str:
    """Return code between backticks; where that cannot be, as an element with its text escaped."""
    if "`" in text or "\\" in text or (in_cell and "|" in text):
        return f"<code>{_text(text, in_cell, False)}</code>"
    return f"`{text}`"


def _cited(citation: Citation, in_cell: bool) -> str:
    text = write_citation(citation).replace("\\", "\\\\").replace("`", "\\`")
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return text.replace("|", "\\|") if in_cell else text


def _link(node: Link, in_cell: bool, within_stars: bool) -> str:
    words = _inlines(node.children, in_cell=in_cell, within_stars=within_stars)
    href = re.sub(r"&(?=#?\w+;)", "&amp;", node.href)
    return f"[{_closed(words)}](<{href}>)" if _is_odd(href) else f"[{_closed(words)}]({href})"


def _is_odd(href: str) -> bool:
    return not re.fullmatch(r"[\w./:?=&%#+,;@~-]+", href)


def _closed(words: str) -> str:
    """Escape closing brackets in a link's words, but for those of marks of citation."""
    return re.sub(r"(?<!\\)\]", r"\\]", words)


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
    node: Strong | Emphasis | Subscript | Superscript,
    in_cell: bool,
    within_stars: bool,
    stars: bool,
) -> str:
    inner = _inlines(node.children, in_cell=in_cell, within_stars=within_stars or stars)
    if stars:
        mark = _STARS[type(node)]
        return f"{mark}{inner}{mark}"
    tag = _TAGS[type(node)]
    return f"<{tag}>{inner}</{tag}>"
