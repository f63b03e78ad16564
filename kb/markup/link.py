"""Finding terms in text, and deciding which of them become links.

A :class:`Linker` is made once for a state of the glossary and finds every name of every term in
one pass, whatever the number of terms. :func:`link_section` applies the policy: first use in a
section only, the longest match wins, never in headings, links, code, pull quotes, captions and
heads of tables, and never more than four links in a hundred words.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.document.text import sentences
from kb.document.tree import Block, Citation, Code, Inline, Inlines, Link, Section, Text
from kb.markup.inflection import inflected
from kb.markup.link_plan import LinkPlan, PlacedLink, TermUse
from kb.markup.match import Finder, finder
from kb.markup.walk import Place, placed_inlines

PER_HUNDRED_WORDS = 4
"""Most links among any hundred words."""

_FOLDED = (
    *(("’", "'"), ("ʼ", "'"), ("‘", "'"), ("‐", "-"), ("‑", "-"), ("–", "-"), ("−", "-")),
    *(("µ", "μ"), ("ς", "σ"), ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("İ", "i")),
)
"""Characters that count as others, one for one."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One name of a term as it may stand in text."""

    text: str
    case_sensitive: bool | None = None
    """None to judge by the letters: see :func:`is_case_sensitive`."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A term that can be linked to."""

    slug: str
    forms: tuple[Form, ...]

    @classmethod
    def of(cls, slug: str, *names: str) -> LinkTarget:
        """Make a target of plain names, judging each one's case."""
        return cls(slug, tuple(Form(name) for name in names))


@dataclass(frozen=True, slots=True)
class Match:
    """A term met in a text; offsets count code points."""

    start: int
    end: int
    slug: str


def is_case_sensitive(text: str) -> bool:
    """Say whether a name counts only as written: at most four capitals and digits, or as short
    a mix of cases.

    ``ED`` must not be found in "ed", nor ``pH`` in "PH"; ``NSAID`` may well stand as "nsaid".
    """
    letters = [character for character in text if character.isalnum()]
    if len(letters) > _SHORT:
        return False
    has_capital = any(character.isupper() for character in letters)
    is_name = len(letters) > 3 and text[:1].isupper() and text[1:].islower()
    return has_capital and not is_name


def fold(text: str) -> str:
    """Return text for comparison: one case, one apostrophe, one hyphen, one space.

    Every character gives exactly one, so offsets into the result are offsets into ``text``.
    """
    if text.isascii():
        return text.lower()
    folded = _plainly(text)
    lowered = folded.lower().replace("ς", "σ")
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in folded)


def _plainly(text: str) -> str:
    """Return text with typographic characters replaced, its case kept."""
    if text.isascii():
        return text
    for character, plain in _FOLDED:
        if character in text:
            text = text.replace(character, plain)
    return text


@dataclass(frozen=True, slots=True)
class _Name:
    """What a folded form stands for; ``exact`` is the only spelling that counts, if not None."""

    slug: str
    exact: str | None


class Linker:
    """Finds terms in text. Make it once for a glossary's state; finding never changes it.

    Of two terms with the same name the first given has it. Regular plurals and singulars are added
    to every name, and never take a name that a term has outright.
    """

    def __init__(self, terms: Iterable[LinkTarget], *, automaton: bool = True) -> None:
        self._names: dict[str, list[_Name]] = {}
        targets = tuple(terms)
        for target in targets:
            for form in target.forms:
                self._add(form, target.slug)
        for target in targets:
            for form in target.forms:
                self._add_inflections(form, target.slug)
        self._finder: Finder = finder(list(self._names), automaton=automaton)

    def _add(self, form: Form, slug: str) -> None:
        text = " ".join(form.text.split())
        if not any(character.isalnum() for character in text):
            return
        sensitive = form.case_sensitive
        sensitive = is_case_sensitive(text) if sensitive is None else sensitive
        self._put(text, slug, sensitive)

    def _put(self, text: str, slug: str, sensitive: bool) -> None:
        exact = _plainly(text) if sensitive else None
        names = self._names.setdefault(fold(text), [])
        if all(name.exact not in (exact, None) for name in names):
            names.append(_Name(slug, exact))
            names.sort(key=lambda name: name.exact is None)

    def _add_inflections(self, form: Form, slug: str) -> None:
        text = " ".join(form.text.split())
        sensitive = form.case_sensitive
        if is_case_sensitive(text) if sensitive is None else sensitive:
            if text[-1:].isupper():
                self._put(f"{text}s", slug, True)
            return
        for other in inflected(fold(text)):
            if other not in self._names:
                self._put(other, slug, False)

    def find(self, text: str) -> list[Match]:
        """Return the terms in ``text`` in order, without overlaps; the longest match wins.

        A match begins and ends at the edge of a word; a hyphen joins words, except before a
        suffix such as "-related"; a possessive "'s" may follow.
        """
        return list(self._longest(text, fold(text)))

    def _longest(self, text: str, folded: str) -> Iterator[Match]:
        done = 0
        for start, ends in self._candidates(folded):
            if start < done:
                continue
            for end in ends:
                if slug := self._slug(text[start:end], folded[start:end]):
                    yield Match(start, end, slug)
                    done = end
                    break

    def _candidates(self, folded: str) -> Iterator[tuple[int, list[int]]]:
        """Yield starts in order, each with the ends of what may match there, longest first."""
        ends_by_start: dict[int, list[int]] = {}
        for start, end in self._finder.spans(folded):
            if starts_word(folded, start) and ends_word(folded, end):
                ends_by_start.setdefault(start, []).append(end)
        for start in sorted(ends_by_start):
            yield start, sorted(ends_by_start[start], reverse=True)

    def _slug(self, text: str, folded: str) -> str | None:
        for name in self._names[folded]:
            if name.exact is None or name.exact == _plainly(text):
                return name.slug
        return None


# --- word boundaries ----------------------------------------------------------------------

_SUFFIX = re.compile(
    r"-(?:associated|based|bound|containing|deficient|dependent|derived|driven|free|friendly|"
    r"independent|induced|like|lowering|mediated|negative|positive|producing|raising|rich|related|"
    r"releasing|resistant|responsive|secreting|sensitive|specific|sparing|stimulating|treated|"
    r"type)(?![\w-])"
)
_POSSESSIVE = re.compile(r"'(?:s(?![\w'])|(?!\w))")


def starts_word(text: str, at: int) -> bool:
    """Say whether a word may start at ``at``: no letter, digit or joined mark stands before."""
    if at == 0:
        return True
    before = text[at - 1]
    if before.isalnum() or before == "_":
        return False
    if before in "-'.," and at > 1 and text[at - 2].isalnum():
        return before in ".," and not (text[at - 2].isdigit() and text[at].isdigit())
    return not (before == "-" and text[at].isdigit())


def ends_word(text: str, at: int) -> bool:
    """Say whether a word may end at ``at``; suffixes after a hyphen and a possessive may follow."""
    if at >= len(text):
        return True
    after = text[at]
    if after.isalnum() or after == "_":
        return False
    following = text[at + 1 : at + 2]
    if after == "-" and following.isalnum():
        return _SUFFIX.match(text, at) is not None
    if after == "'" and following.isalnum():
        return _POSSESSIVE.match(text, at) is not None
    return not (after in ".," and text[at - 1].isdigit() and following.isdigit())


# --- the policy ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the section's text that stems from one text node which may carry links."""

    start: int
    end: int
    number: int


def link_section(
    section: Section, linker: Linker, *, stop: frozenset[str] = frozenset()
) -> LinkPlan:
    """Return where terms are linked in a section's blocks; ``stop`` names slugs left alone."""
    return link_blocks(section.blocks, linker, anchor=section.anchor, stop=stop)


def link_blocks(
    blocks: Iterable[Block],
    linker: Linker,
    *,
    anchor: str = "",
    stop: frozenset[str] = frozenset(),
) -> LinkPlan:
    """Return where terms are linked in blocks that are rendered together."""
    text, stretches = _flat(blocks)
    matches = linker.find(text)
    firsts = list(_first_uses(matches, stretches, stop))
    linked = _spread(text, [match for match, _ in firsts])
    links: dict[int, list[PlacedLink]] = {}
    for match, stretch in firsts:
        if match in linked:
            place = PlacedLink(match.start - stretch.start, match.end - stretch.start, match.slug)
            links.setdefault(stretch.number, []).append(place)
    uses = (
        TermUse(match.slug, anchor, _sentence(text, match), match in linked) for match, _ in firsts
    )
    return LinkPlan({number: tuple(places) for number, places in links.items()}, tuple(uses))


def _flat(blocks: Iterable[Block]) -> tuple[str, list[_Stretch]]:
    """Return the text of blocks with its stretches that may carry links.

    Runs of inline content are parted by line ends, so that no term is found across two of them;
    a mark of citation parts words.
    """
    pieces: list[str] = []
    stretches: list[_Stretch] = []
    length = number = 0
    for block in blocks:
        for place, content in placed_inlines(block):
            for text, is_node, is_open in _texts(content, place is Place.TEXT):
                if is_open:
                    stretches.append(_Stretch(length, length + len(text), number))
                number += is_node
                pieces.append(text)
                length += len(text)
            pieces.append("\n")
            length += 1
    return "".join(pieces), stretches


def _texts(content: Inlines, is_open: bool) -> Iterator[tuple[str, bool, bool]]:
    """Yield text, whether it is a text node, and whether that may carry links."""
    for node in content:
        if isinstance(node, Text):
            yield node.text, True, is_open
        elif isinstance(node, Code):
            yield node.text, False, False
        elif isinstance(node, Citation):
            yield "\n", False, False
        else:
            yield from _texts(_children(node), is_open and not isinstance(node, Link))


def _children(node: Inline) -> Inlines:
    return () if isinstance(node, Text | Code | Citation) else node.children


def _first_uses(
    matches: Sequence[Match], stretches: Sequence[_Stretch], stop: frozenset[str]
) -> Iterator[tuple[Match, _Stretch]]:
    """Yield each term's first use within one stretch."""
    seen = set(stop)
    at = 0
    for match in matches:
        while at < len(stretches) and stretches[at].end <= match.start:
            at += 1
        if at == len(stretches):
            return
        stretch = stretches[at]
        if match.slug not in seen and stretch.start <= match.start and match.end <= stretch.end:
            seen.add(match.slug)
            yield match, stretch


def _spread(text: str, matches: Sequence[Match]) -> set[Match]:
    """Return the matches that become links: never too many in all, nor in any hundred words."""
    starts = [found.start() for found in _WORD.finditer(text)]
    budget = len(starts) * PER_HUNDRED_WORDS // 100
    recent: deque[int] = deque(maxlen=PER_HUNDRED_WORDS)
    linked: set[Match] = set()
    word = 0
    for match in matches:
        while word < len(starts) and starts[word] < match.start:
            word += 1
        crowded = len(recent) == PER_HUNDRED_WORDS and word - recent[0] < 100
        if len(linked) < budget and not crowded:
            recent.append(word)
            linked.add(match)
    return linked


def _sentence(text: str, match: Match) -> str:
    """Return the sentence a match stands in."""
    start = text.rfind("\n", 0, match.start) + 1
    end = text.find("\n", match.end)
    line = text[start : end if end >= 0 else len(text)]
    at = 0
    for sentence in sentences(line):
        at = line.find(sentence, at) + len(sentence)
        if match.start - start < at:
            return sentence
    return line.strip()
