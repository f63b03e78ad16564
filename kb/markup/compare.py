"""What changed from one document to another, section by section, as runs of words.

Sections are paired by tier and anchor, and those renamed by their likeness; within a pair, lines
(a paragraph, an item, a table's row) are aligned and their words compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.document.tree import Document, Section
from kb.markup.text import block_lines, plain_section

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"

LIKENESS = 0.5
"""Share of common words above which two sections, or two lines, are one that was rewritten."""

_WORDS = re.compile(r"\S+\s*|\s+")
"""A word with the space after it, so that words changed in a row are one change."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words of one fate."""

    kind: str
    """``same``, ``added`` or ``removed``."""
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of text with what became of it."""

    kind: str
    """``same``, ``added``, ``removed`` or ``changed``."""
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section with what became of it."""

    tier: str
    """A tier, or ``reflection``."""
    anchor: str
    heading: tuple[Run, ...]
    """Empty for an opening."""
    kind: str
    """``same``, ``added``, ``removed`` or ``changed``."""
    lines: tuple[LineChange, ...]


def compare_documents(old: Document, new: Document) -> tuple[SectionChange, ...]:
    """Return every section of either document, in the new one's order, unchanged ones too."""
    return tuple(
        _compare_sections(tier, before, after)
        for tier, befores, afters in _tiers(old, new)
        for before, after in _pairs(befores, afters)
    )


def compare_text(old: str, new: str) -> tuple[Run, ...]:
    """Return ``new`` with what was taken from ``old``, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    runs: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Run(SAME, "".join(after[c:d])))
            continue
        if b > a:
            runs.append(Run(REMOVED, "".join(before[a:b])))
        if d > c:
            runs.append(Run(ADDED, "".join(after[c:d])))
    return tuple(runs)


def _tiers(
    old: Document, new: Document
) -> Iterator[tuple[str, Sequence[Section], Sequence[Section]]]:
    before = {tier.name: tier.sections for tier in old.tiers}
    after = {tier.name: tier.sections for tier in new.tiers}
    for name in dict.fromkeys([*after, *before]):
        yield name, before.get(name, ()), after.get(name, ())
    yield "reflection", _reflection(old), _reflection(new)


def _reflection(document: Document) -> tuple[Section, ...]:
    blocks = document.reflection
    return () if blocks is None else (Section(None, blocks, anchor="reflection"),)


def _pairs(
    old: Sequence[Section], new: Sequence[Section]
) -> Iterator[tuple[Section | None, Section | None]]:
    """Yield old and new sections in pairs; what is gone stands where it stood."""
    partner = _partners(old, new)
    taken = set(partner.values())
    gone = [place for place in range(len(old)) if place not in taken]
    for place, section in enumerate(new):
        here = partner.get(place)
        while gone and here is not None and gone[0] < here:
            yield old[gone.pop(0)], None
        yield (None if here is None else old[here]), section
    for rest in gone:
        yield old[rest], None


def _partners(old: Sequence[Section], new: Sequence[Section]) -> dict[int, int]:
    """Return the place of each new section's old self: by anchor, else by its words."""
    places = {section.anchor: place for place, section in enumerate(old)}
    found = {
        place: places[section.anchor]
        for place, section in enumerate(new)
        if section.anchor in places
    }
    free = [place for place in range(len(old)) if place not in found.values()]
    for place, section in enumerate(new):
        likest = None if place in found else _likest(section, [old[other] for other in free])
        if likest is not None:
            found[place] = free.pop(likest)
    return found


def _likest(section: Section, others: Sequence[Section]) -> int | None:
    """Return the place of the section most like this one, if any is like it at all."""
    words = plain_section(section)
    scores = [_likeness(plain_section(other), words) for other in others]
    best = max(scores, default=0.0)
    return scores.index(best) if best >= LIKENESS else None


def _likeness(old: str, new: str) -> float:
    before, after = set(old.casefold().split()), set(new.casefold().split())
    return len(before & after) / max(len(before | after), 1)


def _compare_sections(tier: str, old: Section | None, new: Section | None) -> SectionChange:
    kept = new or old
    if kept is None:
        raise ValueError("Neither document has the section.")
    heading = compare_text((old and old.heading) or "", (new and new.heading) or "")
    lines = tuple(_compare_lines(_lines(old), _lines(new)))
    return SectionChange(tier, kept.anchor, heading, _fate(old, new, heading, lines), lines)


def _fate(
    old: Section | None,
    new: Section | None,
    heading: tuple[Run, ...],
    lines: tuple[LineChange, ...],
) -> str:
    if old is None:
        return ADDED
    if new is None:
        return REMOVED
    kinds = {*(run.kind for run in heading), *(line.kind for line in lines)}
    is_same = kinds <= {SAME}
    return SAME if is_same else CHANGED


def _lines(section: Section | None) -> list[str]:
    if section is None:
        return []
    return [line for block in section.blocks for line in block_lines(block)]


def _compare_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[LineChange]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (LineChange(SAME, (Run(SAME, line),)) for line in new[c:d])
        else:
            yield from _rewritten(old[a:b], new[c:d])


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[LineChange]:
    """Pair each new line with the next old one like it; the rest were removed or added."""
    waiting = list(old)
    for line in new:
        alike = (i for i, other in enumerate(waiting) if _likeness(other, line) >= LIKENESS)
        place = next(alike, None)
        if place is None:
            yield LineChange(ADDED, (Run(ADDED, line),))
            continue
        yield from (LineChange(REMOVED, (Run(REMOVED, gone),)) for gone in waiting[:place])
        yield LineChange(CHANGED, compare_text(waiting[place], line))
        del waiting[: place + 1]
    yield from (LineChange(REMOVED, (Run(REMOVED, gone),)) for gone in waiting)
