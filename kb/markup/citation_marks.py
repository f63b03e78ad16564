"""Citation marks of one page: their numbers, their identifiers and what each one cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kb.document.tree import Block, Citation, Code, Inline, Text
from kb.markup.walk import block_inlines


class CitationMarks:
    """Gives each mark of a page its number and an identifier found nowhere else on the page.

    One object serves all sections of a page, in reading order. The n-th mark of reference 3 is
    ``cite-3-n``, and the entry it points at is ``ref-3``. After rendering, ``uses`` holds the
    marks' identifiers by number, for links back from the list, and ``unknown`` the keys that have
    no number.
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self.uses: dict[int, list[str]] = {}
        self.unknown: list[str] = []

    def place(self, key: str) -> tuple[int, str] | None:
        """Return the number and identifier of the next mark for ``key``; None if unknown."""
        number = self.numbers.get(key)
        if number is None:
            if key not in self.unknown:
                self.unknown.append(key)
            return None
        marks = self.uses.setdefault(number, [])
        marks.append(f"cite-{number}-{len(marks) + 1}")
        return number, marks[-1]


def cited_keys(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the keys cited in blocks, each once, in the order first met."""
    found = (item.key for block in blocks for mark in _marks(block) for item in mark.items)
    return tuple(dict.fromkeys(found))


def unknown_citations(blocks: Iterable[Block], known: Iterable[str]) -> tuple[str, ...]:
    """Return the keys cited in blocks that are not among ``known``."""
    keys = set(known)
    return tuple(key for key in cited_keys(blocks) if key not in keys)


def _marks(block: Block) -> Iterator[Citation]:
    for content in block_inlines(block):
        yield from _in_content(content)


def _in_content(content: Iterable[Inline]) -> Iterator[Citation]:
    for node in content:
        if isinstance(node, Citation):
            yield node
        elif not isinstance(node, Text | Code):
            yield from _in_content(node.children)
