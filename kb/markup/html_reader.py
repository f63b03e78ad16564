"""Sanitised HTML of our Markdown to the document tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml import html as lxml_html
from lxml.html import HtmlElement

from kb.document.normal_form import normal_blocks
from kb.document.tree import (
    Block,
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
from kb.markup.citation_syntax import parse_citation
from kb.markup.dialect import Problem
from kb.markup.text import plain_inlines

_CONTAINERS: dict[str, Callable[[Inlines], Inline]] = {
    "strong": Strong,
    "em": Emphasis,
    "sub": Subscript,
    "sup": Superscript,
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_BLOCKS = _HEADINGS | _LISTS | {"p", "blockquote", "table", "hr", "figcaption"}


def blocks_from_html(html: str) -> tuple[tuple[Block, ...], list[Problem]]:
    """Return the blocks that sanitised HTML says, in normal form, and what could not be kept."""
    if not html.strip():
        return (), []
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    reader = _Reader()
    blocks = normal_blocks(reader.blocks(root))
    return blocks, reader.problems


class _Reader:
    """Reads elements into nodes, noting what the tree has no place for."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def blocks(self, parent: HtmlElement) -> Iterator[Block]:
        """Yield the blocks of an element."""
        caption: Inlines | None = None
        for element in parent:
            if caption is not None and element.tag != "table":
                yield Paragraph((Text("Table: "), *caption))
                caption = None
            if element.tag == "figcaption":
                caption = self.inlines(element)
                continue
            yield from self.block(element, caption)
            caption = None

    def block(self, element: HtmlElement, caption: Inlines | None) -> Iterator[Block]:
        """Yield what one block element says."""
        tag = element.tag
        if tag == "p":
            yield Paragraph(self.inlines(element))
        elif tag in _HEADINGS:
            yield Heading(plain_inlines(self.inlines(element)))
        elif tag in _LISTS:
            yield self.list(element)
        elif tag == "table":
            yield self.table(element, caption)
        elif tag == "blockquote":
            yield from self.quotes(element)
        elif tag == "hr":
            self.problems.append(Problem("markdown-rule", ""))
        else:
            yield Paragraph(self.inlines(element))

    def quotes(self, element: HtmlElement) -> Iterator[Block]:
        """Yield the paragraphs of a quotation as pull quotes; other blocks stand on their own."""
        for block in self.blocks(element):
            if isinstance(block, Paragraph):
                yield PullQuote(block.content)
            else:
                self._misplaced(element)
                yield block

    def list(self, element: HtmlElement) -> List:
        """Return a list; its items' paragraphs are joined by a space."""
        items = tuple(self.item(item) for item in element if item.tag == "li")
        return List(items, element.tag == "ol")

    def item(self, element: HtmlElement) -> ListItem:
        """Return an item with the lists nested in it."""
        content: list[Inline] = [Text(element.text or "")]
        children: list[List] = []
        for child in element:
            if child.tag in _LISTS:
                children.append(self.list(child))
                content.append(Text(f" {child.tail or ''}"))
            elif child.tag in _BLOCKS:
                content += (Text(" "), *self.flat(child), Text(f" {child.tail or ''}"))
            else:
                content += self.inline(child)
                content.append(Text(child.tail or ""))
        return ListItem(tuple(content), None, tuple(children))

    def flat(self, element: HtmlElement) -> Inlines:
        """Return a block inside an item as inline content."""
        if element.tag == "p":
            return self.inlines(element)
        self._misplaced(element)
        return (Text(" ".join(element.text_content().split())),)

    def table(self, element: HtmlElement, caption: Inlines | None) -> Table:
        """Return a table; its first row is the header."""
        rows = [
            tuple(self.inlines(cell) for cell in row if cell.tag in ("th", "td"))
            for row in element.iter("tr")
        ]
        body = tuple(row for row in rows[1:] if any(row))
        return Table(rows[0] if rows else (), body, caption)

    def inlines(self, element: HtmlElement) -> Inlines:
        """Return an element's inline content."""
        content: list[Inline] = [Text(element.text or "")]
        for child in element:
            content += self.inline(child)
            content.append(Text(child.tail or ""))
        return tuple(node for node in content if not isinstance(node, Text) or node.text)

    def inline(self, element: HtmlElement) -> Iterable[Inline]:
        """Return the nodes one inline element says."""
        tag = element.tag
        if tag in _CONTAINERS:
            return (_CONTAINERS[tag](self.inlines(element)),)
        if tag == "code":
            return (Code(element.text_content()),)
        if tag == "br":
            return (Text(" "),)
        if tag == "cite" and (citation := parse_citation(element.text_content())):
            return (citation,)
        if tag == "a":
            return self.link(element)
        return self.inlines(element)

    def link(self, element: HtmlElement) -> Iterable[Inline]:
        """Return a link, or only its words where its address was not allowed."""
        href = element.get("href")
        if href:
            return (Link(href, self.inlines(element)),)
        self.problems.append(Problem("markdown-address", element.text_content()))
        return self.inlines(element)

    def _misplaced(self, element: HtmlElement) -> None:
        words = " ".join(element.text_content().split())
        self.problems.append(Problem("markdown-misplaced", words[:200]))
