"""Whole documents in our Markdown: reading, refusing, and writing back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from kb.document.codec import digest, from_json, to_json
from kb.document.findings import CODES
from kb.document.layouts.markdown import parse, parse_glossary, write_document
from kb.document.source import UnreadableSource, read_source
from kb.document.tree import Heading, TermAlias, TermCode, TermDefinition
from tests import strategies


def read(text, name="x.md"):
    return parse(read_source(text.encode(), name))


@given(strategies.documents)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_document_written_and_read_is_the_same(document):
    if not document.title:
        return
    again = read(write_document(document)).document
    assert again == document
    assert digest(again) == digest(document)


@given(strategies.documents)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_document_as_json_and_back_is_the_same(document):
    assert from_json(to_json(document)) == document


def test_tiers_are_read_in_any_case_and_order():
    document = read("# ACADEMIC\n\nDeep.\n\n# fundamentals\n\nPlain.").document
    assert [tier.name for tier in document.tiers] == ["fundamentals", "academic"]


def test_sections_have_anchors_and_lines():
    sections = read("# Fundamentals\n\nOpening.\n\n## β cells {#cells}\n\nText.").document.tiers[0]
    opening, cells = sections.sections
    assert (opening.anchor, opening.heading, opening.level) == ("introduction", None, 2)
    assert (cells.anchor, cells.heading, cells.span.first) == ("cells", "β cells", 5)


def test_text_without_tiers_is_the_first_tier():
    parsed = read("# Sleep apnoea\n\nBreathing stops and starts.")
    assert parsed.document.title == "Sleep apnoea"
    assert [f.code for f in parsed.findings] == ["tier-guessed"]


def test_reflection_keeps_its_sub_headings():
    reflection = read("# Reflection\n\nA thought.\n\n## Further\n\nMore.").document.reflection
    assert [block.text for block in reflection if isinstance(block, Heading)] == ["Further"]


def test_glossary_entries_have_fields_and_definitions_by_tier():
    entry = parse_glossary(
        read_source(
            b"# Glossary\n\n## forced expiratory volume\n\nAbbreviation: FEV1\nLay: puff; blow\n"
            b"Codes: LOINC 20150-9 (FEV1)\nReferences: @miller-2005\n\nFor all.\n\n"
            b"Academic: For clinicians.\n",
            "glossary.md",
        )
    ).document.glossary[0]
    assert entry.aliases[1] == TermAlias("puff", "lay")
    assert entry.codes == (TermCode("LOINC", "20150-9", "FEV1"),)
    assert entry.definitions[1] == TermDefinition("For clinicians.", "academic")
    assert entry.references == ("miller-2005",)


def test_references_are_read_from_items():
    text = "# References\n\n- Smith J. A title. J Name. 2001;12(3):45-67.\n  More.\n- Second."
    assert [r.raw for r in read(text).document.references] == [
        "Smith J. A title. J Name. 2001;12(3):45-67. More.",
        "Second.",
    ]


@pytest.mark.parametrize(
    ("front", "line", "reason"),
    [
        ("title: [a", 2, "cannot be read"),
        ("title: A\ntitle: B", 3, "stands twice"),
        ("a: &a [x]\nb: *a", 3, "aliases"),
        ("title: !!python/object:os.system x", 2, "constructor"),
        ("title: {a: b}", 2, "no text"),
        ("- a\n- b", 2, "names and values"),
        ("title: " + "[" * 500, 2, "nested"),
        ("references: x", 2, "no list"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_with_its_line(front, line, reason):
    with pytest.raises(UnreadableSource) as refused:
        read(f"---\n{front}\n---\n\n# Fundamentals\n\nText.")
    assert refused.value.line == line
    assert reason in refused.value.reason


def test_front_matter_without_an_end_is_refused():
    with pytest.raises(UnreadableSource, match="not closed"):
        read("---\ntitle: A\n\n# Fundamentals\n\nText.")


def test_dates_and_versions_in_front_matter_stay_text():
    front = "title: 2024-05-01\nowner: 1.10\nreferences:\n  - id: a\n    volume: 12"
    document = read(f"---\n{front}\n---\n\n# Academic\n\nX.").document
    assert (document.title, document.owner) == ("2024-05-01", "1.10")
    assert document.references[0].csl == {"volume": "12"}


def test_every_word_is_accounted_for():
    body = "See ![a chart](http://x.org/chart.png) of flow."
    parsed = read(f"# Academic\n\n{body}\n\n# Glossary\n\nStray words.")
    assert parsed.account.unaccounted == 0
    assert parsed.account.kept + parsed.account.dropped == parsed.account.total
    assert {f.code for f in parsed.findings} == {"markdown-image", "text-outside", "markdown-words"}


def test_every_finding_has_a_registered_code():
    text = (
        "---\nx: 1\n---\n# Academic\n\n<b>a</b> [^1] ![i](j) [c](javascript:x)\n\n---\n\n- # deep"
    )
    codes = {finding.code for finding in read(text).findings}
    assert len(codes) >= 6
    assert codes <= set(CODES)
