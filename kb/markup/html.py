"""Tree to HTML. Every character that is not written here as markup is escaped.

The writer knows no lookups: numbers of citations and places of term links come in as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.document.hrefs import is_allowed_href
from kb.document.tree import (
    Block,
    Citation,
    CitationItem,
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
    Section,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
)
from kb.markup.citation_marks import CitationMarks
from kb.markup.link_plan import NO_LINKS, LinkPlan, PlacedLink
from kb.markup.text import lead_separator, plain_inlines

TAGS: dict[type, str] = {
    Strong: "strong",
    Emphasis: "em",
    Subscript: "sub",
    Superscript: "sup",
}
"""Elements of the inline nodes that have children and no attributes."""


@dataclass(frozen=True, slots=True)
class Way:
    """A section's way to its counterpart in another tier, shown at the section's end."""

    kind: str
    """``simpler`` or ``deeper``; the class of the link."""
    label: str
    """Words of the link."""
    href: str | None
    """Address of the counterpart; None writes the label as a note without a link."""


def escape(text: str) -> str:
    """Return text safe between tags and in double-quoted attributes."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace('"', "&quot;") if '"' in text else text


def render_section(
    section: Section,
    *,
    links: LinkPlan = NO_LINKS,
    citations: CitationMarks | Mapping[str, int] | None = None,
    heading_level: int = 2,
    ways: Sequence[Way] = (),
) -> str:
    """Return one section as ``<section id=…>`` with its heading at ``heading_level``.

    ``links`` was planned for this section's blocks. Pass one :class:`CitationMarks` for all
    sections of a page, so that the marks' identifiers differ; a mapping of keys to numbers will do
    for a section on its own. Sub-headings are one level below the heading. ``ways`` end the
    section as a navigation list.
    """
    body = render_blocks(
        section.blocks, links=links, citations=citations, heading_level=heading_level + 1
    )
    anchor = escape(section.anchor)
    if section.heading is None:
        return f'<section id="{anchor}">\n{body}{_ways(ways)}</section>\n'
    title = f'<h{heading_level} id="{anchor}--heading">{escape(section.heading)}</h{heading_level}>'
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}--heading">\n'
        f"{title}\n{body}{_ways(ways)}</section>\n"
    )


def render_blocks(
    blocks: Iterable[Block],
    *,
    links: LinkPlan = NO_LINKS,
    citations: CitationMarks | Mapping[str, int] | None = None,
    heading_level: int = 3,
) -> str:
    """Return blocks as HTML, each on lines of its own; sub-headings at ``heading_level``."""
    writer = _Writer(links, _marks(citations), heading_level)
    return "".join(piece for block in blocks for piece in writer.block(block))


def render_inlines(
    content: Inlines, *, citations: CitationMarks | Mapping[str, int] | None = None
) -> str:
    """Return inline content as HTML without term links."""
    return _Writer(NO_LINKS, _marks(citations), 3).inlines(content)


def _marks(citations: CitationMarks | Mapping[str, int] | None) -> CitationMarks:
    return citations if isinstance(citations, CitationMarks) else CitationMarks(citations or {})


def _ways(ways: Sequence[Way]) -> str:
    if not ways:
        return ""
    return f'<ul class="ways">{"".join(map(_way, ways))}</ul>\n'


def _way(way: Way) -> str:
    label = escape(way.label)
    if way.href is None:
        return f'<li class="way-{escape(way.kind)} none">{label}</li>'
    href = escape(way.href)
    return f'<li class="way-{escape(way.kind)}"><a href="{href}">{label}</a></li>'


class _Writer:
    """Writes blocks; counts text nodes so as to find their links in the plan."""

    def __init__(self, plan: LinkPlan, marks: CitationMarks, heading_level: int) -> None:
        self.links = plan.links
        self.marks = marks
        self.heading = f"h{min(heading_level, 6)}"
        self.number = -1

    # --- blocks ---------------------------------------------------------------------------

    def block(self, block: Block) -> Iterator[str]:
        """Yield the pieces of one block."""
        if isinstance(block, Paragraph):
            yield f"<p>{self.inlines(block.content)}</p>\n"
        elif isinstance(block, PullQuote):
            quote = self.inlines(block.content)
            yield f'<blockquote class="pullquote"><p>{quote}</p></blockquote>\n'
        elif isinstance(block, Heading):
            yield f"<{self.heading}>{escape(block.text)}</{self.heading}>\n"
        elif isinstance(block, List):
            yield from self.list(block)
        else:
            yield from self.table(block)

    def list(self, block: List) -> Iterator[str]:
        """Yield a list and the lists in it."""
        tag = "ol" if block.ordered else "ul"
        yield f"<{tag}>\n"
        for item in block.items:
            yield f"<li>{self.item(item)}"
            if item.children:
                yield "\n"
            for child in item.children:
                yield from self.list(child)
            yield "</li>\n"
        yield f"</{tag}>\n"

    def item(self, item: ListItem) -> str:
        """Return an item's words, its lead marked."""
        if item.lead is None:
            return self.inlines(item.content)
        separator = lead_separator(item.lead, item.content)
        lead = self.inlines(item.lead)
        return (
            f'<strong class="lead">{lead}{separator.strip()}</strong>'
            f"{' ' if separator else ''}{self.inlines(item.content)}"
        )

    def table(self, table: Table) -> Iterator[str]:
        """Yield a table in a wrapper that scrolls sideways and can be reached by keyboard."""
        yield (
            '<figure class="table"><div class="table-scroll" role="group" tabindex="0" '
            f'aria-label="{escape(_table_name(table))}">\n<table>\n'
        )
        if table.caption is not None:
            yield f"<caption>{self.inlines(table.caption)}</caption>\n"
        head = "".join(self.cell(cell, "col") for cell in table.header)
        yield f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
        for row in table.rows:
            yield f"<tr>{self.row(row)}</tr>\n"
        yield "</tbody>\n</table>\n</div></figure>\n"

    def row(self, row: Sequence[Inlines]) -> str:
        """Return a row's cells; the first names the row."""
        first = self.cell(row[0], "row") if row else ""
        return first + "".join(f"<td>{self.inlines(cell)}</td>" for cell in row[1:])

    def cell(self, cell: Inlines, scope: str) -> str:
        """Return a header cell; an empty one heads nothing and is a plain cell."""
        words = self.inlines(cell)
        return f'<th scope="{scope}">{words}</th>' if words else "<td></td>"

    # --- inline nodes ---------------------------------------------------------------------

    def inlines(self, content: Iterable[Inline]) -> str:
        """Return inline content; a mark of citation stands close to the word before it."""
        pieces: list[str] = []
        for node in content:
            if isinstance(node, Citation) and pieces:
                pieces[-1] = pieces[-1].removesuffix(" ")
            pieces.append(self.inline(node))
        return "".join(pieces)

    def inline(self, node: Inline) -> str:
        """Return one inline node."""
        if isinstance(node, Text):
            return self.text(node.text)
        if isinstance(node, Code):
            return f"<code>{escape(node.text)}</code>"
        if isinstance(node, Citation):
            return self.citation(node)
        inner = self.inlines(node.children)
        if isinstance(node, Link):
            return (
                f'<a href="{escape(node.href)}">{inner}</a>'
                if is_allowed_href(node.href)
                else inner
            )
        tag = TAGS[type(node)]
        return f"<{tag}>{inner}</{tag}>"

    def text(self, text: str) -> str:
        """Return a text node with the term links planned for it."""
        self.number += 1
        placed = self.links.get(self.number)
        return _linked(text, placed) if placed else escape(text)

    def citation(self, citation: Citation) -> str:
        """Return the marks of one citation, raised and parted by commas."""
        marks = ",".join(self.mark(item) for item in citation.items)
        return f'<sup class="citation">{marks}</sup>'

    def mark(self, item: CitationItem) -> str:
        """Return one mark; a key without a number is shown, so that nobody overlooks it."""
        placed = self.marks.place(item.key)
        if placed is None:
            return f'<span class="citation-unknown">[{escape(item.key)}?]</span>'
        number, identifier = placed
        where = f", {escape(item.locator)}" if item.locator else ""
        locator = f'<span class="locator">({escape(item.locator)})</span>' if where else ""
        return (
            f'<a href="#ref-{number}" id="{identifier}" '
            f'aria-label="Reference {number}{where}">{number}</a>{locator}'
        )


def _linked(text: str, placed: Sequence[PlacedLink]) -> str:
    """Return text with term links over the places given, which are in order and do not overlap."""
    pieces: list[str] = []
    done = 0
    for link in placed:
        slug = escape(link.slug)
        pieces.append(escape(text[done : link.start]))
        pieces.append(
            f'<a class="term" href="/glossary/{slug}/" data-term="{slug}">'
            f"{escape(text[link.start : link.end])}</a>"
        )
        done = link.end
    return "".join((*pieces, escape(text[done:])))


def _table_name(table: Table) -> str:
    """Return a name for the table's scrolling region: its caption, else its column heads."""
    if table.caption is not None:
        return plain_inlines(table.caption)
    heads = (plain_inlines(cell) for cell in table.header)
    return "Table: " + ", ".join(head for head in heads if head)
