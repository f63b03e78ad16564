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
from typing import NamedTuple

from kb.document.text import ByToken, sentences
from kb.document.tree import Block, Citation, Code, Inline, Inlines, Link, Section, Text
from kb.markup.inflection import inflected
from kb.markup.link_plan import LinkPlan, PlacedLink, TermUse
from kb.markup.match import Finder, finder
from kb.markup.walk import Place, placed_inlines
from kb.markup.word_edges import ends_word, fold, plainly, starts_word

__all__ = ["Form", "LinkTarget", "Linker", "Match", "fold", "is_case_sensitive", "link_blocks"]
__all__ += ["link_section"]

PER_HUNDRED_WORDS = 4
"""Most links among any hundred words."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_word_counts = ByToken(lambda token: len(_WORD.findall(token)))
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


class Match(NamedTuple):
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


class _Name(NamedTuple):
    """What a folded form stands for; ``exact`` is the only spelling that counts, if not None."""

    slug: str
    exact: str | None


class Linker:
    """Finds terms in text. Make it once for a glossary's state; finding never changes it.

    Of two terms with the same name the first given has it. Regular plurals and singulars are added
    to every name, and never take a name that a term has outright.
    """

    def __init__(self, terms: Iterable[LinkTarget], *, automaton: bool = True) -> None:
        self._names: dict[str, tuple[_Name, ...]] = {}
        forms = [
            (target.slug, text, fold(text), _is_sensitive(form, text))
            for target in terms
            for form in target.forms
            if (text := " ".join(form.text.split())) and any(map(str.isalnum, text))
        ]
        for slug, text, folded, sensitive in forms:
            self._put(folded, _Name(slug, plainly(text) if sensitive else None))
        for slug, text, folded, sensitive in forms:
            self._put_inflections(slug, text, folded, sensitive)
        self._finder: Finder = finder(list(self._names), automaton=automaton)

    def _put(self, folded: str, name: _Name) -> None:
        names = self._names.get(folded, ())
        if all(other.exact not in (name.exact, None) for other in names):
            exact_first = sorted((*names, name), key=lambda other: other.exact is None)
            self._names[folded] = tuple(exact_first)

    def _put_inflections(self, slug: str, text: str, folded: str, sensitive: bool) -> None:
        if sensitive:
            if text[-1].isupper():
                self._put(f"{folded}s", _Name(slug, f"{plainly(text)}s"))
            return
        for other in inflected(folded):
            if other not in self._names:
                self._names[other] = (_Name(slug, None),)

    @property
    def names(self) -> list[str]:
        """All that is looked for, folded, with the forms that were added."""
        return list(self._names)

    def find(self, text: str) -> list[Match]:
        """Return the terms in ``text`` in order, without overlaps; the longest match wins.

        A match begins and ends at the edge of a word; a hyphen joins words, except before a
        suffix such as "-related"; a possessive "'s" may follow.
        """
        folded = fold(text)
        found: list[Match] = []
        done = 0
        for start, minus_end in sorted(self._spans(folded)):
            if start >= done and (slug := self._slug(text, folded, start, -minus_end)):
                done = -minus_end
                found.append(Match(start, done, slug))
        return found

    def _spans(self, folded: str) -> list[tuple[int, int]]:
        """Return start and negated end of what stands at the edges of words."""
        return [
            (start, -end)
            for start, end in self._finder.spans(folded)
            if starts_word(folded, start) and ends_word(folded, end)
        ]

    def _slug(self, text: str, folded: str, start: int, end: int) -> str | None:
        for name in self._names[folded[start:end]]:
            if name.exact is None or name.exact == plainly(text[start:end]):
                return name.slug
        return None


def _is_sensitive(form: Form, text: str) -> bool:
    return is_case_sensitive(text) if form.case_sensitive is None else form.case_sensitive


# --- the policy ---------------------------------------------------------------------------


class _Stretch(NamedTuple):
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
    found = [match for match, _ in firsts]
    uses = (
        TermUse(match.slug, anchor, sentence, match in linked)
        for match, sentence in zip(found, matched_sentences(text, found), strict=True)
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
    words, total = _words_before(text, matches)
    budget = total * PER_HUNDRED_WORDS // 100
    recent: deque[int] = deque(maxlen=PER_HUNDRED_WORDS)
    linked: set[Match] = set()
    for match, word in zip(matches, words, strict=True):
        crowded = len(recent) == PER_HUNDRED_WORDS and word - recent[0] < 100
        if len(linked) < budget and not crowded:
            recent.append(word)
            linked.add(match)
    return linked


def _words_before(text: str, matches: Sequence[Match]) -> tuple[list[int], int]:
    """Return how many words begin before each match, which begins a word itself, and in all."""
    counts, count, done = [], 0, 0
    for match in matches:
        count += _count_words(text[done : match.start])
        counts.append(count)
        done = match.start
    return counts, count + _count_words(text[done:]) if matches else 0


def _count_words(text: str) -> int:
    return sum(map(_word_counts.__getitem__, text.split()))


def matched_sentences(text: str, matches: Sequence[Match]) -> Iterator[str]:
    """Yield the sentence that each match stands in."""
    start = end = -1
    ends: list[tuple[int, str]] = []
    for match in matches:
        if match.end > end:
            start = text.rfind("\n", 0, match.start) + 1
            end = text.find("\n", match.end)
            end = len(text) if end < 0 else end
            ends = _sentence_ends(text[start:end], start)
        whole = text[start:end].strip()
        yield next((sentence for at, sentence in ends if match.start < at), whole)


def _sentence_ends(line: str, start: int) -> list[tuple[int, str]]:
    """Return the sentences of a line that begins at ``start``, each with where it ends."""
    ends, at = [], 0
    for sentence in sentences(line):
        at = line.find(sentence, at) + len(sentence)
        ends.append((start + at, sentence))
    return ends
