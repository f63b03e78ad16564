"""Markdown to the document tree: Markdown to HTML, sanitised twice, HTML to tree.

Done once for each edit; what is shown is written from the tree. The dialect is described in
``docs/source-format.md``.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

from markdown import Markdown

from kb.document.normal_form import normal_blocks
from kb.document.tree import Block, Inlines, Paragraph, Text
from kb.markup.dialect import Problem, make_converter
from kb.markup.guard import MAX_LENGTH, guarded, unsupported
from kb.markup.html_reader import blocks_from_html
from kb.markup.sanitise import sanitise

__all__ = ["Problem", "ReadBlocks", "read_blocks", "read_inlines"]

_BREAK = re.compile(r"^<!-- -->[ ]*$\n?", re.MULTILINE)
"""A line that parts two lists which would otherwise be one."""

_local = threading.local()


@dataclass(frozen=True, slots=True)
class ReadBlocks:
    """What a Markdown text says."""

    blocks: tuple[Block, ...]
    """Its blocks, in normal form."""
    problems: tuple[Problem, ...] = ()
    """What could not be read as it was meant; its words are in the blocks nevertheless."""


def read_blocks(markdown: str) -> ReadBlocks:
    """Read the Markdown of a section. Any text gives blocks; hostile text gives harmless ones."""
    if len(markdown) > MAX_LENGTH:
        return ReadBlocks(_plain(markdown), (Problem("markdown-too-long", markdown[:80]),))
    problems = unsupported(markdown)
    blocks: list[Block] = []
    for text, tangled in guarded(markdown):
        if tangled:
            problems.append(Problem("markdown-tangled", text[:80]))
            blocks += _plain(text)
            continue
        for part in _BREAK.split(text) if "<!-- -->" in text else (text,):
            read, found = _read(part)
            blocks += read
            problems += found
    return ReadBlocks(tuple(blocks), tuple(dict.fromkeys(problems)))


def read_inlines(markdown: str) -> Inlines:
    """Read one line of Markdown, such as a caption or a definition, as inline content."""
    content: list[Inlines] = [
        block.content for block in read_blocks(markdown).blocks if isinstance(block, Paragraph)
    ]
    return content[0] if content else ()


def _read(markdown: str) -> tuple[tuple[Block, ...], list[Problem]]:
    converter, problems = _converter()
    html = sanitise(converter.reset().convert(markdown))
    blocks, found = blocks_from_html(html)
    return blocks, [*problems, *found]


def _converter() -> tuple[Markdown, list[Problem]]:
    """Return this thread's converter and its list of problems, empty."""
    if not hasattr(_local, "converter"):
        _local.problems = []
        _local.converter = make_converter(_local.problems)
    _local.problems.clear()
    return _local.converter, _local.problems


def _plain(text: str) -> tuple[Block, ...]:
    """Return text as paragraphs, parted at empty lines, with no mark in it meaning anything."""
    parts = re.split(r"\n\s*\n", text)
    return normal_blocks(Paragraph((Text(part),)) for part in parts)
