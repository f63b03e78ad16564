"""JSON to document tree, checked at every step: :func:`from_json` and its parts.

The counterpart of :mod:`kb.document.encode`, which says what the JSON looks like. Whatever is not
as described there raises :class:`InvalidTree`, which names the place and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from kb.document.encode import FORMAT, INLINE_NAMES
from kb.document.hrefs import is_allowed_href
from kb.document.tree import (
    TIERS,
    Block,
    Citation,
    CitationItem,
    Code,
    Document,
    GlossaryEntry,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    ReferenceEntry,
    Section,
    Span,
    Table,
    TermAlias,
    TermCode,
    TermDefinition,
    Text,
    Tier,
    TierName,
)

MAX_DEPTH = 60
"""Deepest nesting of inline nodes or lists that is read."""

T = TypeVar("T")


class InvalidTree(ValueError):
    """The JSON is no document tree. ``path`` names the place, ``reason`` what is wrong there."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or 'document'}: {reason}")
        self.path = path
        self.reason = reason


# --- checked access -----------------------------------------------------------------------


class _Node:
    """A JSON value and its place, with checked access to its fields."""

    __slots__ = ("depth", "name", "parent", "value")

    def __init__(
        self, value: object, name: str | int, parent: _Node | None = None, depth: int = 0
    ) -> None:
        self.value, self.name, self.parent, self.depth = value, name, parent, depth
        if depth > MAX_DEPTH:
            raise InvalidTree(self.path, f"nested more than {MAX_DEPTH} deep")

    @property
    def path(self) -> str:
        """The place as a reader of a message needs it; put together only then."""
        before = self.parent.path if self.parent else ""
        if isinstance(self.name, int):
            return f"{before}[{self.name}]"
        return f"{before}.{self.name}" if before else self.name

    def fields(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise InvalidTree(self.path, "an object was expected")
        return cast(dict[str, Any], self.value)

    def get(self, name: str) -> _Node:
        return _Node(self.fields().get(name), name, self, self.depth + 1)

    def has(self, name: str) -> bool:
        return self.fields().get(name) is not None

    def each(self, read: Callable[[_Node], T]) -> tuple[T, ...]:
        """Read every item of a list; an absent list is empty."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list):
            raise InvalidTree(self.path, "a list was expected")
        depth = self.depth
        return tuple([read(_Node(v, i, self, depth)) for i, v in enumerate(self.value)])

    def inlines(self) -> Inlines:
        """Read inline content; most is one plain string."""
        value = self.value
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return (Text(value[0]),)
        return self.each(_inline)

    def text(self, default: str | None = None) -> str:
        value = default if self.value is None else self.value
        if not isinstance(value, str):
            raise InvalidTree(self.path, "a string was expected")
        return value

    def one_of(self, allowed: tuple[str, ...]) -> str:
        if (value := self.text()) not in allowed:
            raise InvalidTree(self.path, f"{value!r} is not one of {', '.join(allowed)}")
        return value

    def span(self) -> Span | None:
        value = self.fields().get("span")
        if value is None:
            return None
        if not (isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value)):
            raise InvalidTree(f"{self.path}.span", "two line numbers were expected")
        return Span(value[0], value[1])


def _string(node: _Node) -> str:
    return node.text()


# --- public -------------------------------------------------------------------------------


def from_json(value: object) -> Document:
    """Return the document a JSON value describes; raise :class:`InvalidTree` if it is none."""
    node = _Node(value, "")
    if node.fields().get("format", FORMAT) != FORMAT:
        raise InvalidTree("format", f"only format {FORMAT} is known")
    return Document(
        title=node.get("title").text(),
        title_source=node.get("title_source").text("derived"),
        slug=node.get("slug").text(""),
        summary=node.get("summary").text(""),
        topics=node.get("topics").each(_string),
        url=node.get("url").text(""),
        owner=node.get("owner").text(""),
        note=node.get("note").text(""),
        tiers=node.get("tiers").each(_tier),
        reflection=node.get("reflection").each(_block) if node.has("reflection") else None,
        references=node.get("references").each(_reference),
        glossary=node.get("glossary").each(_entry),
    )


def section_from_json(value: object) -> Section:
    """Return the section a JSON value describes."""
    return _section(_Node(value, "section"))


def blocks_from_json(value: object) -> tuple[Block, ...]:
    """Return the blocks a JSON list describes."""
    if not isinstance(value, list):
        raise InvalidTree("blocks", "a list was expected")
    return _Node(value, "blocks").each(_block)


def entry_from_json(value: object) -> GlossaryEntry:
    """Return the glossary entry a JSON value describes."""
    return _entry(_Node(value, "entry"))


# --- document parts -----------------------------------------------------------------------


def _tier(node: _Node) -> Tier:
    name = cast(TierName, node.get("tier").one_of(TIERS))
    return Tier(name, node.get("sections").each(_section), span=node.span())


def _section(node: _Node) -> Section:
    level = node.fields().get("level", 3)
    if level not in (2, 3):
        raise InvalidTree(f"{node.path}.level", "2 or 3 was expected")
    return Section(
        heading=node.get("heading").text() if node.has("heading") else None,
        blocks=node.get("blocks").each(_block),
        level=level,
        anchor=node.get("anchor").text(""),
        span=node.span(),
    )


def _reference(node: _Node) -> ReferenceEntry:
    csl = node.get("csl").fields() if node.has("csl") else {}
    raw, key = node.get("raw").text(""), node.get("key").text("")
    return ReferenceEntry(raw, csl, key, span=node.span())


def _entry(node: _Node) -> GlossaryEntry:
    return GlossaryEntry(
        term=node.get("term").text(),
        definitions=node.get("definitions").each(_definition),
        aliases=node.get("aliases").each(_alias),
        codes=node.get("codes").each(_code),
        kind=node.get("kind").text(""),
        related=node.get("related").each(_string),
        references=node.get("references").each(_string),
        span=node.span(),
    )


def _definition(node: _Node) -> TermDefinition:
    tier = cast(TierName, node.get("tier").one_of(TIERS)) if node.has("tier") else None
    return TermDefinition(node.get("text").text(), tier)


def _alias(node: _Node) -> TermAlias:
    return TermAlias(node.get("text").text(), node.get("kind").text("synonym"))


def _code(node: _Node) -> TermCode:
    return TermCode(
        node.get("system").text(),
        node.get("code").text(),
        node.get("display").text(""),
        node.get("confidence").text("high"),
        node.get("evidence").text(""),
    )


# --- blocks -------------------------------------------------------------------------------


def _block(node: _Node) -> Block:
    kind = node.get("type").one_of(tuple(_BLOCKS))
    return _BLOCKS[kind](node)


def _paragraph(node: _Node) -> Block:
    return Paragraph(node.get("content").inlines(), span=node.span())


def _pullquote(node: _Node) -> Block:
    return PullQuote(node.get("content").inlines(), span=node.span())


def _heading(node: _Node) -> Block:
    return Heading(node.get("text").text(), span=node.span())


def _list(node: _Node) -> List:
    ordered = node.fields().get("ordered", False)
    if not isinstance(ordered, bool):
        raise InvalidTree(f"{node.path}.ordered", "true or false was expected")
    return List(node.get("items").each(_item), ordered, span=node.span())


def _item(node: _Node) -> ListItem:
    lead = node.get("lead").inlines() if node.has("lead") else None
    children = node.get("children").each(_list)
    return ListItem(node.get("content").inlines(), lead, children, span=node.span())


def _table(node: _Node) -> Table:
    header = node.get("header").each(_cell)
    rows = node.get("rows").each(lambda row: row.each(_cell))
    for number, row in enumerate(rows):
        if len(row) != len(header):
            raise InvalidTree(
                f"{node.path}.rows[{number}]", f"{len(header)} cells were expected, not {len(row)}"
            )
    caption = node.get("caption").inlines() if node.has("caption") else None
    return Table(header, rows, caption, _confidence(node), span=node.span())


def _confidence(node: _Node) -> float:
    value = node.fields().get("confidence", 1.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InvalidTree(f"{node.path}.confidence", "a number from 0 to 1 was expected")
    return float(value)


_BLOCKS: dict[str, Callable[[_Node], Block]] = {
    "paragraph": _paragraph,
    "pullquote": _pullquote,
    "heading": _heading,
    "list": _list,
    "table": _table,
}


# --- inline nodes -------------------------------------------------------------------------


def _cell(node: _Node) -> Inlines:
    return node.inlines()


def _inline(node: _Node) -> Inline:
    if isinstance(node.value, str):
        return Text(node.value)
    kind = node.get("type").one_of((*_CONTAINERS, "link", "code", "citation"))
    if kind == "code":
        return Code(node.get("text").text())
    if kind == "citation":
        return Citation(node.get("items").each(_citation_item))
    children = node.get("content").inlines()
    return (
        Link(_href(node.get("href")), children) if kind == "link" else _CONTAINERS[kind](children)
    )


_CONTAINERS: dict[str, Callable[[Inlines], Inline]] = {
    name: kind for kind, name in INLINE_NAMES.items() if kind is not Link
}


def _href(node: _Node) -> str:
    if not is_allowed_href(href := node.text()):
        raise InvalidTree(node.path, "the address is not allowed")
    return href


def _citation_item(node: _Node) -> CitationItem:
    return CitationItem(node.get("key").text(), node.get("locator").text(""))
