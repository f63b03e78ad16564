"""Inline content to Markdown, escaped only where a mark would mean something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kb.document.normal_inlines import normal_inlines
from kb.document.tree import (
    Citation,
    Code,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from kb.markup.citation_syntax import write_citation

_MARKS = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?]|$)"
    r"|&(?=#?\w+;|$)"
)
_MARKING = ("\\", "`", "*", "[", "_", "<", "&")
"""The characters that ``_MARKS`` begins with: most texts have none of them."""
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_LINE_START = re.compile(r"(?:[#>]|[-+](?=[\s-]|$)|\d+(?P<stop>\.)(?=\s|$))")
_TAGS = {Strong: "strong", Emphasis: "em", Subscript: "sub", Superscript: "sup"}
_STARS = {Strong: "**", Emphasis: "*"}


@dataclass(frozen=True, slots=True)
class Where:
    """What inline content stands in, as far as it changes how it is written."""

    in_cell: bool = False
    """Pipes part cells here."""
    in_link: bool = False
    """A closing bracket ends the link's words here."""
    in_stars: bool = False
    """Stars would end the emphasis here."""


PLAIN = Where()
"""A paragraph's own line."""


def write_inlines(content: Inlines) -> str:
    """Return inline content as one line of Markdown that may stand within a line."""
    return inline_markdown(normal_inlines(content))


def write_line(content: Inlines) -> str:
    """Return inline content in normal form as a line of Markdown that begins a paragraph."""
    return _at_line_start(inline_markdown(content))


def write_text(text: str) -> str:
    """Return plain text as a line of Markdown that reads as that text."""
    return write_line(normal_inlines((Text(text),)))


def _at_line_start(line: str) -> str:
    """Escape what would make a line begin a heading, a quotation, a list or a rule."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = found.start("stop") if found["stop"] else 0
    return f"{line[:at]}\\{line[at:]}"


def inline_markdown(content: Inlines, where: Where = PLAIN) -> str:
    """Return inline content in normal form as Markdown that may stand in ``where``."""
    if len(content) == 1 and isinstance(content[0], Text):  # as most content is
        return _text(content[0].text, where)
    return "".join(_pieces(content, where))


def _pieces(content: Inlines, where: Where) -> Iterator[str]:
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


def _text(text: str, where: Where, *, before_link: bool = False) -> str:
    escaped = _escaped(text)
    if where.in_cell:
        escaped = escaped.replace("|", "\\|")
    if where.in_link:
        escaped = escaped.replace("]", "\\]")
    if before_link and escaped.endswith("!"):
        escaped = f"{escaped[:-1]}\\!"
    return escaped


def _escaped(text: str) -> str:
    if not any(map(text.__contains__, _MARKING)):
        return text
    return _MARKS.sub(lambda found: _ENTITIES.get(found.group(), f"\\{found.group()}"), text)


def _code(text: str, where: Where) -> str:
    """Return code between backticks; where that cannot be, as an element with its text escaped."""
    if "`" in text or "\\" in text or (where.in_cell and "|" in text):
        return f"<code>{_text(text, where)}</code>"
    return f"`{text}`"


def _citation(citation: Citation, where: Where) -> str:
    text = write_citation(citation)
    return f"[{text.replace('|', chr(92) + '|') if where.in_cell else text}]"


def _link(node: Link, where: Where) -> str:
    words = re.sub("^@", "&#64;", inline_markdown(node.children, replace(where, in_link=True)))
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


def _container(node: Strong | Emphasis | Subscript | Superscript, where: Where, stars: bool) -> str:
    inner = inline_markdown(node.children, replace(where, in_stars=where.in_stars or stars))
    if stars:
        mark = _STARS[type(node)]
        return f"{mark}{inner}{mark}"
    tag = _TAGS[type(node)]
    return f"<{tag}>{inner}</{tag}>"
