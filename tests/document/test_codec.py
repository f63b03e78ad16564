"""Trees as JSON: what is kept, what counts, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from kb.document.anchors import with_anchors
from kb.document.canonical import Forms, canonical_text
from kb.document.codec import (
    InvalidTree,
    blocks_from_json,
    blocks_to_json,
    digest,
    from_json,
    section_from_json,
    section_to_json,
    to_json,
)
from kb.document.encode import to_text
from kb.document.normal_form import normal_document
from kb.document.tree import (
    Citation,
    CitationItem,
    Document,
    Emphasis,
    List,
    ListItem,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    Tier,
)
from tests import strategies


def test_blocks_read_as_plainly_as_they_can():
    block = Paragraph((Text("a "), Emphasis((Text("b"),)), Citation((CitationItem("k", "p. 1"),))))
    assert blocks_to_json([block]) == [
        {
            "type": "paragraph",
            "content": [
                "a ",
                {"type": "emphasis", "content": ["b"]},
                {"type": "citation", "items": [{"key": "k", "locator": "p. 1"}]},
            ],
        }
    ]


def test_spans_are_kept_but_never_counted():
    bare = Section("H", (Paragraph((Text("x"),)),))
    placed = Section("H", (Paragraph((Text("x"),), span=Span(3, 4)),), span=Span(1, 4))
    assert section_from_json(section_to_json(placed)).blocks[0].span == Span(3, 4)
    assert digest(placed) == digest(bare)


def test_a_guessed_table_counts_like_a_sure_one():
    sure = Table(((Text("a"),),), (((Text("b"),),),))
    guessed = Table(sure.header, sure.rows, confidence=0.4)
    assert digest([sure]) == digest([guessed])
    assert blocks_from_json(blocks_to_json([guessed]))[0].confidence == 0.4


def test_the_same_said_in_other_nodes_has_the_same_digest():
    assert digest([Paragraph((Text("a "), Text(" b")))]) == digest([Paragraph((Text("a b"),))])


def test_where_the_title_came_from_changes_no_digest():
    assert digest(Document("T", "manifest")) == digest(Document("T", "derived"))


def test_the_order_of_tiers_changes_no_digest():
    simple = Tier("fundamentals", (Section(None, (Paragraph((Text("a"),)),)),))
    deep = Tier("academic", (Section(None, (Paragraph((Text("b"),)),)),))
    assert digest(Document("T", tiers=(deep, simple))) == digest(
        Document("T", tiers=(simple, deep))
    )


def test_nested_lists_come_back():
    inner = List((ListItem((Text("b"),), (Text("lead"),)),), ordered=True)
    outer = List((ListItem((Text("a"),), None, (inner,)),))
    assert blocks_from_json(blocks_to_json([outer])) == (outer,)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, "title"),
        ({"title": 3}, "title"),
        ({"title": "T", "format": 9}, "format"),
        ({"title": "T", "tiers": {}}, "tiers"),
        ({"title": "T", "tiers": [{"tier": "expert"}]}, "tiers[0].tier"),
        ({"title": "T", "reflection": [{"type": "image"}]}, "reflection[0].type"),
        ({"title": "T", "reflection": ["x"]}, "reflection[0]"),
        ({"title": "T", "topics": [1]}, "topics[0]"),
        ([], "document"),
    ],
)
def test_what_is_no_tree_is_refused_with_its_place(data, path):
    with pytest.raises(InvalidTree, match=rf"^{path.replace('[', chr(92) + '[')}: "):
        from_json(data)


def test_a_link_to_a_script_is_refused():
    block = {"type": "paragraph", "content": [{"type": "link", "href": "javascript:1"}]}
    with pytest.raises(InvalidTree, match="not allowed"):
        blocks_from_json([block])


def test_a_ragged_table_is_refused():
    with pytest.raises(InvalidTree, match="2 cells"):
        blocks_from_json([{"type": "table", "header": [["a"], ["b"]], "rows": [[["c"]]]}])


def test_bottomless_nesting_is_refused():
    node = "x"
    for _ in range(500):
        node = {"type": "strong", "content": [node]}
    with pytest.raises(InvalidTree, match="deep"):
        blocks_from_json([{"type": "paragraph", "content": [node]}])


def test_an_empty_document_stays_small():
    assert to_json(Document("T")) == {"format": 1, "title": "T", "tiers": []}


@given(strategies.documents, strategies.any_blocks)
@settings(max_examples=25, deadline=None)
def test_a_documents_digest_is_the_same_beside_those_of_its_sections(document, blocks):
    odd = Section("  Odd ", blocks), Section(None, blocks, anchor="odd")
    document = replace(document, tiers=(*document.tiers, Tier("academic", odd)))
    forms = Forms()
    sections = [section for tier in document.tiers for section in tier.sections]
    assert [digest(each, forms) for each in sections] == [digest(each) for each in sections]
    whole = to_json(with_anchors(normal_document(document)), spans=False)
    whole.pop("title_source", None)
    said = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical_text(document, forms) == canonical_text(document) == said


@given(strategies.documents)
@settings(max_examples=40, deadline=None)
def test_a_document_is_written_around_the_text_of_its_blocks(document):
    text = to_text(document, lambda blocks: json.dumps(blocks_to_json(blocks)))
    assert text == json.dumps(to_json(document))
