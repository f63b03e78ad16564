"""Making Markdown harmless before it is read: text that would cost more than it says.

Python-Markdown takes seconds over some short texts, such as thousands of open brackets. Paragraphs
like that are found here in one pass, so that they can be read as the characters they are.
"""

from __future__ import annotations

import re
from itertools import groupby

from kb.markup.dialect import Problem

MAX_LENGTH = 200_000
"""Longest text read as Markdown, in characters; a longer one is read as plain paragraphs."""
MAX_MARKS = 400
"""Most brackets, stars, backslashes and other costly marks in one run of inline text."""
MAX_QUOTES = 6
"""Most quotations within each other."""
MAX_INDENT = 40
"""Most spaces that mean something at the start of a line."""

_QUOTES = re.compile(rf"^([ ]{{0,3}}(?:>[ ]{{0,3}}){{{MAX_QUOTES}}})(?=>)(.*)$", re.MULTILINE)
_INDENT = re.compile(rf"^ {{{MAX_INDENT},}}", re.MULTILINE)
_COSTLY = re.compile(r"[\[\\&<]|[*_`]{1,4}")
_PARTING = re.compile(r"\n[ ]*\n")
_RUN_START = re.compile(r"\n(?=[ ]*(?:[-+*][ ]|\d+\.[ ]|\|))")
_HTML = re.compile(
    r"<(?!/?(?:sup|sub|em|strong|code)>)(?!!-- -->)(?![A-Za-z][\w+.-]{0,20}:)"
    r"[A-Za-z/!?][^<>]{0,200}>"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")


def guarded(markdown: str) -> list[tuple[str, bool]]:
    """Return Markdown in parts; True marks a part so tangled that it must be read as plain text.

    What is left can be read in time linear in its length. Line ends and tabs are made uniform.
    """
    markdown = markdown.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    markdown = _INDENT.sub(" " * MAX_INDENT, markdown)
    markdown = _QUOTES.sub(lambda m: m.group(1) + m.group(2).replace(">", "\\>"), markdown)
    if not _may_be_tangled(markdown):
        return [(markdown, False)]
    parts = [(paragraph, _is_tangled(paragraph)) for paragraph in _PARTING.split(markdown)]
    return [
        ("\n\n".join(text for text, _ in group), tangled)
        for tangled, group in groupby(parts, key=lambda part: part[1])
    ]


def _may_be_tangled(markdown: str) -> bool:
    return len(_COSTLY.findall(markdown)) > MAX_MARKS


def _is_tangled(paragraph: str) -> bool:
    """Say whether one run of inline text in a paragraph has more marks than any author's."""
    if not _may_be_tangled(paragraph):
        return False
    return any(_may_be_tangled(run) for run in _RUN_START.split(paragraph))


def unsupported(markdown: str) -> list[Problem]:
    """Return what the text says in ways our Markdown does not have; it is read as plain text."""
    problems = [Problem("markdown-html", found) for found in _HTML.findall(markdown)[:50]]
    problems += [Problem("markdown-footnote", found) for found in _FOOTNOTE.findall(markdown)[:50]]
    return problems
