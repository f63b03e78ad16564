"""One published article that has everything a page can show."""

from __future__ import annotations

import pytest

from kb.document.tree import (
    Citation,
    CitationItem,
    Paragraph,
    PullQuote,
    Section,
    Table,
    Text,
    Tier,
)
from tests.factories import make_article, make_document, make_reference, make_term, paragraph

LONG_ENOUGH = (
    "Most people sleep best when they go to bed and get up at the same time every day, when "
    "the room is dark and quiet, and when they have spent part of the day in the light and on "
    "their feet. A short rest after lunch does no harm to most, and a long one late in the "
    "afternoon may keep them awake at night."
)
"""Words enough that two links in a section stay below the limit of links."""


@pytest.fixture
def full_article(db):
    """An article on sleep with terms, citations, a table, a reflection and a topic."""
    make_term("melatonin", definition="A hormone of the night.", tier="academic")
    make_term("body clock", definition="What tells the body the time of day.")
    cited = make_reference(key="example-cited", doi="10.1000/example", pmid="12345")
    listed = make_reference(key="example-listed")
    document = make_document(
        title="Sleep & rest",
        summary="Why sleep matters.",
        tiers=tuple(_tier(name) for name in ("fundamentals", "intermediate", "academic")),
        reflection=(paragraph("Rest is not idleness."),),
    )
    return make_article(
        document=document, slug="sleep-and-rest", references=(cited, listed), topics=("Sleep",)
    )


def _tier(name: str) -> Tier:
    mark = Citation((CitationItem("example-cited"),))
    table = Table(
        header=((Text("Age"),), (Text("Advice"),)),
        rows=(((Text("Adults"),), (Text("Keep regular hours"),)),),
    )
    return Tier(
        name,  # type: ignore[arg-type]
        (
            Section(None, (paragraph(f"An opening for {name} readers."),), level=2),
            Section(
                "The body clock",
                (
                    Paragraph((Text("At night melatonin sets the body clock "), mark, Text("."))),
                    paragraph(LONG_ENOUGH),
                    PullQuote((Text("Light comes first."),)),
                ),
            ),
            Section("What helps", (paragraph("Dark rooms and regular hours help."), table)),
        ),
    )
