"""Rules report what an editor should look at, each under its own code."""

from __future__ import annotations

from kb.document.checks import check
from kb.document.tree import (
    Citation,
    CitationItem,
    Document,
    Paragraph,
    ReferenceEntry,
    Section,
    Text,
    Tier,
)


def make_document(*texts: str, cite: str = "", **fields: object) -> Document:
    paragraphs = [Paragraph((Text(text),)) for text in texts]
    if cite:
        paragraphs.append(Paragraph((Text("As shown. "), Citation((CitationItem(cite),)))))
    tier = Tier("fundamentals", (Section(None, tuple(paragraphs), 2),))
    return Document(title="A title", tiers=(tier,), **fields)  # type: ignore[arg-type]


def codes(document: Document) -> list[str]:
    return [finding.code for finding in check(document)]


def test_missing_parts_are_named() -> None:
    found = codes(make_document("All is well."))
    assert found.count("tier-missing") == 2
    assert {"references-missing", "glossary-missing", "reflection-missing"} <= set(found)


def test_a_heading_without_text_is_found() -> None:
    tier = Tier("academic", (Section("Nothing here", ()),))
    assert "heading-empty" in codes(Document(title="A", tiers=(tier,)))


def test_a_paragraph_that_stops_in_the_middle_is_found() -> None:
    assert "text-cut-off" in codes(make_document("The heart then pumps the blood into the"))
    assert "text-cut-off" not in codes(make_document("The heart then pumps the blood onwards."))


def test_the_same_work_twice_is_found() -> None:
    csl = {"title": "Sleep and light", "issued": {"date-parts": [[2010]]}}
    entries = (ReferenceEntry("One.", csl), ReferenceEntry("Two.", {**csl, "volume": "3"}))
    assert codes(make_document("Text.", references=entries)).count("reference-duplicate") == 1


def test_claims_are_counted_once_where_nothing_is_cited() -> None:
    text = "Several studies show a benefit. About 30% of patients improve."
    assert codes(make_document(text, text)).count("claim-uncited") == 1


def test_each_claim_without_a_citation_is_named_where_others_cite() -> None:
    text = "Several studies show a benefit."
    assert codes(make_document(text, text, cite="ray-2001")).count("claim-uncited") == 2


def test_units_and_doses_need_each_other() -> None:
    assert "unit-without-number" in codes(make_document("Take some mg as told."))
    assert "unit-without-number" not in codes(make_document("Take 5 mg, measured in mg/dL."))
    assert "dose-without-unit" in codes(make_document("A dose of 20 daily is usual."))
    assert "dose-without-unit" not in codes(make_document("A dose of 20 mg daily is usual."))


def test_a_hard_opening_tier_is_found() -> None:
    hard = "Pathophysiological considerations necessitate multidisciplinary characterisation. " * 12
    assert "reading-level" in codes(make_document(hard))
