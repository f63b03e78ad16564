"""The difference between two runs of words, with the marks in them where those differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kb.document.align import Pair, changes
from kb.document.inline_writer import write_inlines
from kb.document.tree import Citation, Code, Inlines, Link, Text
from kb.markup.text import plain_inlines

Fate: TypeAlias = Literal["same", "added", "removed", "changed"]
"""What became of a part."""

_TOKEN = re.compile(r"\s+|\d+(?:[.,]\d+)+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of one fate, ``same``, ``added`` or ``removed``."""

    fate: Fate
    text: str


Runs: TypeAlias = tuple[Run, ...]


def diff_inlines(old: Inlines, new: Inlines) -> Runs:
    """Return two contents as runs of their words, or of their Markdown where marks differ.

    Another address of a link, another work cited, or emphasis on other words must not look like
    no change; but where the marks stay, only words are shown.
    """
    before, after = plain_inlines(old), plain_inlines(new)
    if old == new or not old or not new:
        return diff_words(before, after)
    if before != after and list(_marks(old)) == list(_marks(new)):
        return diff_words(before, after)
    return diff_words(write_inlines(old), write_inlines(new))


def _marks(content: Inlines) -> Iterator[object]:
    """Yield what marks there are, in order, whatever words they are on."""
    for node in content:
        if isinstance(node, Citation):
            yield node
        elif isinstance(node, Code):
            yield Code
        elif not isinstance(node, Text):
            yield node.href if isinstance(node, Link) else type(node)
            yield from _marks(node.children)


def diff_words(old: str, new: str) -> Runs:
    """Return two texts as runs of words: same, removed from the old, added in the new."""
    if old == new:
        return (Run("same", new),) if new else ()
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    runs: list[Run] = []
    for is_same, (a0, a1, b0, b1) in _phrases(a, changes(a, b)):
        if is_same:
            runs.append(Run("same", "".join(b[b0:b1])))
            continue
        if a1 > a0:
            runs.append(Run("removed", "".join(a[a0:a1])))
        if b1 > b0:
            runs.append(Run("added", "".join(b[b0:b1])))
    return tuple(runs)


def _phrases(a: Sequence[str], pairs: list[tuple[bool, Pair]]) -> list[tuple[bool, Pair]]:
    """Return the pairs, changes that only white space parts made one: phrases read better."""
    joined: list[tuple[bool, Pair]] = []
    for is_same, (a0, a1, b0, b1) in pairs:
        if not is_same and len(joined) > 1 and not "".join(a[slice(*joined[-1][1][:2])]).strip():
            joined.pop()
            _, (a0, _, b0, _) = joined.pop()
        joined.append((is_same, (a0, a1, b0, b1)))
    return joined
