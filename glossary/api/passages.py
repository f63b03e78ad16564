"""The stretches of a text or an HTML page in which terms may be marked.

HTML is read by one pass of a tokeniser that never looks back, so that hostile input costs no more
than any other. It follows the standard where that decides what is text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

PASSED_OVER = frozenset(
    """a abbr audio button canvas code datalist dfn h1 h2 h3 h4 h5 h6 head iframe kbd math noscript
    object pre samp script select style svg template textarea title var video""".split()  # noqa: SIM905
)
"""Elements whose text is left alone: headings, links, code, controls, and what is no text."""

_RAW = frozenset("iframe noembed noframes script style textarea title xmp".split())  # noqa: SIM905
_FOREIGN = frozenset(("math", "svg"))

_TOKEN = re.compile(
    r"""
    (?P<comment> <!--.*?(?:-->|\Z) | <[!?][^>]*+(?:>|\Z) )
  | <(?P<close>/?)(?P<tag>[a-zA-Z][^\s/>]*+)
      (?: =\s*+"[^"]*+(?:"|\Z) | =\s*+'[^']*+(?:'|\Z) | [^>] )*+ (?:>|\Z)
  | (?P<reference> & (?:\#[0-9]{1,8}|\#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{0,40}) ;? )
  | (?P<text> [^<&]++ | [<&] )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text without markup, and where each of its characters stands in what was given."""

    text: str
    starts: tuple[int, ...] | range
    """Start of each character in what was given, and at last the end of the passage."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from ``start`` to ``end`` stand in what was given."""
        return self.starts[start], self.starts[end]


def of_text(text: str) -> Iterator[Passage]:
    """Yield the one passage of a plain text."""
    yield Passage(text, range(len(text) + 1))


def of_html(source: str) -> Iterator[Passage]:
    """Yield each text node in which terms may be marked; a term never spans a tag."""
    node = _Node()
    open_tags: Counter[str] = Counter()
    position = 0
    while token := _TOKEN.match(source, position):
        position = token.end()
        if token["text"] or token["reference"]:
            node.add(token)
            continue
        if node.text and not +open_tags:
            yield node.passage()
        node = _Node()
        if token["tag"]:
            position = _follow(token, source, open_tags)
    if node.text and not +open_tags:
        yield node.passage()


def _follow(token: re.Match[str], source: str, open_tags: Counter[str]) -> int:
    """Keep count of the open elements that are passed over; return where to read on."""
    tag = token["tag"].lower()
    if token["close"]:
        if open_tags[tag]:
            open_tags[tag] -= 1
        return token.end()
    if tag in _RAW:
        return _end_of_raw(tag, source, token.end())
    is_closed = tag in _FOREIGN and token[0].endswith("/>")
    if tag in PASSED_OVER and not is_closed:
        open_tags[tag] += 1
    return token.end()


def _end_of_raw(tag: str, source: str, position: int) -> int:
    """Return where the end tag of an element that holds no markup begins."""
    found = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(source, position)
    return found.start() if found else len(source)


@dataclass(slots=True)
class _Node:
    """A text node as it is read: characters and where each begins."""

    text: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    end: int = 0

    def add(self, token: re.Match[str]) -> None:
        said = html.unescape(token[0]) if token["reference"] else token[0]
        if token["reference"] and len(said) == 1:
            self.starts.append(token.start())
        else:
            said = token[0]
            self.starts.extend(range(token.start(), token.end()))
        self.text.append(said)
        self.end = token.end()

    def passage(self) -> Passage:
        return Passage("".join(self.text), (*self.starts, self.end))
