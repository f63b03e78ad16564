"""Our Markdown: Python-Markdown with what it must not do taken out and our marks put in.

Taken out: raw HTML (but for bare ``sup``, ``sub``, ``em``, ``strong`` and ``code`` tags), images,
reference links, code blocks by indentation, underlined headings. Put in: marks of citation, which
become ``cite`` elements, and captions of tables, which become ``figcaption`` elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HtmlInlineProcessor, ImageInlineProcessor, InlineProcessor
from markdown.util import AtomicString

from kb.markup.citation_syntax import parse_citation

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a Markdown text that could not be read as it was meant."""

    code: str
    """``markdown-…``; a code of :mod:`kb.document.findings`."""
    excerpt: str
    """The words concerned."""


BARE_TAGS = r"(</?(?:sup|sub|em|strong|code)>)"
"""Tags that may stand in Markdown, without attributes; anything else is shown as text."""

_UNWANTED_BLOCKS = ("code", "setextheader", "reference")
_UNWANTED_INLINES = (
    "reference", "image_reference", "short_reference", "short_image_ref", "automail",
)  # fmt: skip


def make_converter(problems: list[Problem]) -> Markdown:
    """Return a converter of our Markdown to HTML; it appends to ``problems`` while it converts.

    One converter serves one thread; call ``reset()`` before each text.
    """
    return Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            _Dialect(problems),
        ]
    )


class _Dialect(Extension):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def extendMarkdown(self, md: Markdown) -> None:
        """Take out and put in; the numbers are priorities, higher ones first."""
        md.preprocessors.deregister("html_block")
        for name in _UNWANTED_BLOCKS:
            md.parser.blockprocessors.deregister(name)
        for name in _UNWANTED_INLINES:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(HtmlInlineProcessor(BARE_TAGS, md), "html", 90)
        md.inlinePatterns.register(_CitationProcessor(r"\[(@[^\[\]]+)\]", md), "citation", 175)
        image = _ImageProcessor(r"!\[", md)
        image.problems = self.problems
        md.inlinePatterns.register(image, "image_link", 165)
        md.parser.blockprocessors.register(_CaptionProcessor(md.parser), "caption", 77)
        md.parser.blockprocessors.register(_NumberedProcessor(md.parser), "olist", 40)
        md.parser.blockprocessors.register(_BulletProcessor(md.parser), "ulist", 30)


class _CitationProcessor(InlineProcessor):
    """``[@key, p. 3; @other]`` becomes ``<cite>``, if it is well formed."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        text = self.unescape(m.group(1))
        if parse_citation(text) is None:
            return None, None, None
        element = Element("cite")
        element.text = AtomicString(text)
        return element, m.start(0), m.end(0)


class _ImageProcessor(ImageInlineProcessor):
    """An image gives its alternative text and a problem."""

    problems: list[Problem]

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        image, start, end = super().handleMatch(m, data)
        if not isinstance(image, Element):
            return None, None, None
        words = str(image.get("alt") or "")
        self.problems.append(Problem("markdown-image", f"{words} {image.get('src') or ''}".strip()))
        return AtomicString(words), start, end


class _NumberedProcessor(SaneOListProcessor):
    """A numbered list; a line with a bullet ends it and begins another list."""

    OTHER = re.compile(r"\n(?=[ ]{0,3}[*+-][ ])")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Read the list, leaving what belongs to another for later."""
        blocks[:1] = self.OTHER.split(blocks[0], maxsplit=1)
        super().run(parent, blocks)


class _BulletProcessor(SaneUListProcessor):
    """A bulleted list; a line numbered 1 ends it and begins another list."""

    OTHER = re.compile(r"\n(?=[ ]{0,3}1\.[ ])")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Read the list, leaving what belongs to another for later."""
        blocks[:1] = self.OTHER.split(blocks[0], maxsplit=1)
        super().run(parent, blocks)


class _CaptionProcessor(BlockProcessor):
    """``Table: …`` on a line of its own before a table is the table's caption."""

    LINE = re.compile(r"[ ]{0,3}Table:[ ]+(\S.*)")
    RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-[-|: ]*")

    def test(self, parent: Element, block: str) -> bool:
        """Say whether the block begins as a caption does."""
        return self.LINE.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Write the caption if a table follows; else leave the block to others."""
        line, _, rest = blocks[0].partition("\n")
        if not self._is_table(rest.split("\n") if rest else blocks[1:2] and blocks[1].split("\n")):
            return False
        del blocks[0]
        if rest:
            blocks.insert(0, rest)
        found = self.LINE.match(line)
        SubElement(parent, "figcaption").text = found.group(1) if found else line
        return None

    def _is_table(self, lines: Sequence[str]) -> bool:
        return len(lines) > 1 and "|" in lines[0] and bool(self.RULE.fullmatch(lines[1].rstrip()))
