"""The document tree: what every source is read into and everything shown is written from.

A :class:`Document` holds up to three tiers; a tier holds sections; a section holds blocks; a
block holds inline nodes. All nodes are frozen and compare by value. Where a node came from a
source, its ``span`` names the lines; a span never takes part in comparison, so that a document
written out and read again equals the one it was written from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

TIERS: tuple[str, ...] = ("fundamentals", "intermediate", "academic")
"""Names of the tiers, from the simplest to the deepest."""

TIER_LABELS: dict[str, str] = {
    "fundamentals": "Short and plain",
    "intermediate": "More detail",
    "academic": "For health professionals",
}
"""What each tier gives its reader, in words that need no explanation."""

TierName: TypeAlias = Literal["fundamentals", "intermediate", "academic"]


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a source a node was read from, counted from 1, both ends included."""

    first: int
    last: int


def _span() -> Any:
    return field(default=None, compare=False, kw_only=True)


# --- inline nodes -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters, never markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong importance."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stress or a foreign or species name."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Subscript:
    """Lowered text, as in CO2."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Superscript:
    """Raised text, as in powers of ten."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A literal string, such as a code of a terminology."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink. ``href`` has an allowed scheme or is relative to the site."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation mark: one or more references cited at this place.

    Written ``[@key]``, ``[@key, p. 12]`` or ``[@one; @two, table 3]`` in Markdown.
    """

    items: tuple[CitationItem, ...]


@dataclass(frozen=True, slots=True)
class CitationItem:
    """One cited reference and where in it to look."""

    key: str
    """The reference's key within the library."""
    locator: str = ""
    """Page, table or section of the cited work, as written; empty for the whole work."""


Inline: TypeAlias = Text | Strong | Emphasis | Subscript | Superscript | Code | Link | Citation
Inlines: TypeAlias = tuple[Inline, ...]


# --- blocks -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    content: Inlines
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A sentence of the text lifted out for emphasis; a reader loses nothing without it."""

    content: Inlines
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item; ``lead`` is the words it opens with that name what it is about, if any."""

    content: Inlines
    lead: Inlines | None = None
    children: tuple[List, ...] = ()
    """Lists nested under this item."""
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class List:
    """A bulleted or numbered list."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; every row has as many cells as the header."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines | None = None
    confidence: float = field(default=1.0, compare=False)
    """How sure the reader is of the columns, 0 to 1; 1 where the source marks them."""
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class Heading:
    """A sub-heading inside a section's blocks (in the reflection, or below section level)."""

    text: str
    span: Span | None = _span()


Block: TypeAlias = Paragraph | PullQuote | List | Table | Heading


# --- the document -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a tier. The tier's opening has no heading."""

    heading: str | None
    blocks: tuple[Block, ...]
    level: int = 3
    """2 for a tier's opening, 3 for a headed section."""
    anchor: str = ""
    """Identifier within the tier; given by :func:`kb.document.anchors.with_anchors`."""
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class Tier:
    """One depth of the article."""

    name: TierName
    sections: tuple[Section, ...]
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """An entry of the document's reference list, in the order given."""

    raw: str
    """The entry as the source has it, without its bullet; empty if only CSL was given."""
    csl: dict[str, Any] = field(default_factory=dict)
    """What could be read of it, as one CSL-JSON item without ``id``."""
    key: str = ""
    """The key by which the document cites it; empty in sources that do not cite by key."""
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """What a term means, for one tier's reader or for all."""

    text: str
    tier: TierName | None = None


@dataclass(frozen=True, slots=True)
class TermCode:
    """A code of a terminology for a term."""

    system: str
    code: str
    display: str = ""
    confidence: str = "high"
    """``high``, ``medium`` or ``low``; only high ones are shown as codes."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class TermAlias:
    """Another name of a term."""

    text: str
    kind: str = "synonym"
    """``synonym``, ``abbreviation``, ``lay``, ``spelling`` or ``plural``."""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term the document defines."""

    term: str
    definitions: tuple[TermDefinition, ...]
    aliases: tuple[TermAlias, ...] = ()
    codes: tuple[TermCode, ...] = ()
    kind: str = ""
    """What sort of thing it names, e.g. ``hormone``, ``drug``, ``test``; empty if not said."""
    related: tuple[str, ...] = ()
    """Names of related terms."""
    references: tuple[str, ...] = ()
    """Keys of references that support the definition."""
    span: Span | None = _span()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything one source says."""

    title: str
    title_source: str = "derived"
    """``manifest``, ``front-matter`` or ``derived``."""
    slug: str = ""
    """Address asked for by the source; empty to have one made from the title."""
    summary: str = ""
    topics: tuple[str, ...] = ()
    url: str = ""
    """Where the source was published, if known."""
    owner: str = ""
    """Who answers for the text, as the source names them."""
    note: str = ""
    """How the text was made and what a reviewer must check, for editors and readers."""
    tiers: tuple[Tier, ...] = ()
    reflection: tuple[Block, ...] | None = None
    """Closing thoughts that belong to no tier, or None."""
    references: tuple[ReferenceEntry, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
