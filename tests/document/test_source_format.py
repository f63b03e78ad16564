"""The example in the description of the source format is what the description says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.document.codec import digest
from kb.document.glossary_markdown import FIELDS
from kb.document.layouts.front_matter import TEXT_FIELDS
from kb.document.layouts.markdown import PARTS, parse, write_document
from kb.document.source import read_source

PAGE = (Path(__file__).parents[2] / "docs" / "source-format.md").read_text()
EXAMPLE = re.search(r"```markdown\n(.*?)```", PAGE, re.DOTALL).group(1)


@pytest.fixture(scope="module")
def parsed():
    return parse(read_source(EXAMPLE.encode(), "example.md"))


def test_nothing_is_wrong_with_the_example(parsed):
    assert parsed.findings == ()
    assert parsed.account.kept == parsed.account.total


def test_the_example_shows_every_part(parsed):
    document = parsed.document
    assert [tier.name for tier in document.tiers] == ["fundamentals", "academic"]
    assert [section.anchor for section in document.tiers[1].sections] == ["curve"]
    kinds = {type(b).__name__ for t in document.tiers for s in t.sections for b in s.blocks}
    assert kinds == {"Paragraph", "PullQuote", "List", "Table", "Heading"}
    assert document.reflection
    assert [entry.term for entry in document.glossary] == ["forced expiratory volume in one second"]
    assert [entry.key for entry in document.references] == ["handbook", ""]


def test_the_example_written_out_is_the_same(parsed):
    again = parse(read_source(write_document(parsed.document).encode(), "again.md")).document
    assert digest(again) == digest(parsed.document)


@pytest.mark.parametrize("name", [*TEXT_FIELDS, *FIELDS, "topics", "references"])
def test_every_field_is_described(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_described(name):
    assert f"`# {name.capitalize()}`" in PAGE
