"""What a search gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

DEPTHS = {
    "fundamentals": "short and plain",
    "intermediate": "more detail",
    "academic": "for health professionals",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that matches."""

    tier: str
    """Empty for terms and references."""
    anchor: str
    heading: str
    """Empty for a tier's opening."""
    url: str
    """The very place."""
    snippet: SafeString
    """HTML with ``<mark>`` only; empty where only the name matches."""
    score: float

    @property
    def depth(self) -> str:
        """How deep the section goes, in a reader's words."""
        return DEPTHS.get(self.tier, "")


@dataclass(frozen=True, slots=True)
class Group:
    """An article, term or reference with those of its passages that match."""

    kind: str
    key: str
    title: str
    marked_title: SafeString
    """The title as HTML, matches marked."""
    url: str
    """Where the title leads: the tier that matches best."""
    hits: tuple[Hit, ...]
    """Best first, at most :data:`kb.search.finding.HITS_SHOWN`."""
    more: int
    """How many further passages match."""
    tiers: tuple[str, ...]
    """Tiers with a match, from the simplest."""
    why: str
    """By which other name it was found, in words; empty if by its own words."""
    review_state: str
    """``reviewed``, ``unreviewed``, ``overdue`` or empty."""
    subject: str
    """What kind of thing a term names."""
    is_best_bet: bool
    """Whether the query is its very name."""
    score: float


@dataclass(frozen=True, slots=True)
class Facet:
    """One value results can be narrowed to."""

    value: str
    count: int
    is_chosen: bool
    label: str = ""
    """What it is called, where that does not follow from its value."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A query for which nothing was found, and the one whose results are shown."""

    typed: str
    shown: str
    is_delicate: bool
    """Whether a word was changed into the name of a drug or test: ask, do not assume."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found."""

    query: str
    groups: tuple[Group, ...] = ()
    total: int = 0
    """Articles, terms and references that match; a lower bound if ``is_bounded``."""
    is_bounded: bool = False
    page: int = 1
    pages: int = 1
    kinds: tuple[Facet, ...] = ()
    tiers: tuple[Facet, ...] = ()
    topics: tuple[Facet, ...] = ()
    reviews: tuple[Facet, ...] = ()
    correction: Correction | None = None
    did_you_mean: str = ""
    """A query to offer: all words typed are in use, but one is a typing error away from the name of
    a drug or test. Empty where there is none."""
    is_partial: bool = False
    """Whether nothing had all the words, so that results have some of them."""
    is_fallback: bool = False
    """Whether the database answered in place of a search server that did not."""
    also_searched: tuple[str, ...] = field(default=())
    """Synonyms that were looked for too."""

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def has_previous(self) -> bool:
        return self.page > 1

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield one flat row for each group, at its best passage, as the API gives it."""
        for group in self.groups:
            hit = group.hits[0]
            yield {
                "kind": group.kind,
                "title": group.title,
                "url": hit.url,
                "tier": hit.tier or None,
                "anchor": hit.anchor or None,
                "snippet": str(hit.snippet),
                "score": round(group.score, 3),
            }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name offered while somebody types."""

    text: str
    kind: str
    url: str
    note: str = ""
    """What the name stands for, where it is not the thing's own."""
