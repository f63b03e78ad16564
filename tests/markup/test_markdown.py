"""Markdown to tree. Cases stand in ``cases/markdown.txt``: title, input, expected outline."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kb.document.tree import (
    Citation,
    Code,
    Emphasis,
    Heading,
    Link,
    List,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
)
from kb.markup.markdown import read_blocks

MARKS = {Strong: "*", Emphasis: "_", Subscript: "~", Superscript: "^"}


def cases():
    text = (Path(__file__).parent / "cases" / "markdown.txt").read_text()
    for case in text.split("=== ")[1:]:
        title, _, rest = case.partition("\n")
        given, _, expected = rest.rstrip("\n").rpartition("\n---\n")
        yield pytest.param(given, expected.strip().splitlines(), id=title)


def inline(node):
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Code):
        return f"`{node.text}`"
    if isinstance(node, Citation):
        items = (f"{i.key}, {i.locator}" if i.locator else i.key for i in node.items)
        return f"{{{'; '.join(items)}}}"
    words = inlines(node.children)
    return (
        f"<{node.href} {words}>"
        if isinstance(node, Link)
        else MARKS[type(node)].join(("", words, ""))
    )


def inlines(content):
    return "".join(map(inline, content))


def item(entry, mark):
    lead = f"[{inlines(entry.lead)}] " if entry.lead else ""
    children = "".join(f" ({outline(child)})" for child in entry.children)
    return f"{mark}{lead}{inlines(entry.content)}{children}"


def outline(block):
    if isinstance(block, Heading):
        return f"heading: {block.text}"
    if isinstance(block, List):
        marks = (f"{n} " if block.ordered else "" for n in range(1, 99))
        return "list: " + " | ".join(map(item, block.items, marks))
    if isinstance(block, Table):
        rows = (" | ".join(map(inlines, row)) for row in (block.header, *block.rows))
        return "table: " + " / ".join((inlines(block.caption or ()), *rows))
    return f"{type(block).__name__.lower()}: {inlines(block.content)}"


@pytest.mark.parametrize(("given", "expected"), list(cases()))
def test_case(given, expected):
    read = read_blocks(given)
    problems = sorted({f"! {problem.code}" for problem in read.problems})
    assert [*map(outline, read.blocks), *problems] == expected


BOMBS = {"[": 3000, "<a ": 5000, "*a ": 9000, "`a ": 9000, "[a](": 9000, ">": 5000, "![": 9000}
BOMBS |= {"\\": 30000, "*_": 9000, "<sup>": 5000, "[@a": 9000, "&amp;": 9000}


@pytest.mark.parametrize(("mark", "times"), BOMBS.items())
def test_hostile_text_takes_no_longer_than_its_length(mark, times):
    started = time.process_time()
    assert read_blocks(mark * times).blocks
    assert time.process_time() - started < 3


def test_a_text_too_long_is_kept_as_plain_paragraphs():
    read = read_blocks("*word* " * 40_000)
    assert [problem.code for problem in read.problems] == ["markdown-too-long"]
    assert read.blocks[0].content[0].text.startswith("*word* *word*")
