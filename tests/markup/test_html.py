"""Tree to HTML, to plain text and to the API's blocks."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings

from kb.document.tree import (
    Citation,
    CitationItem,
    Code,
    Emphasis,
    Heading,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Section,
    Subscript,
    Table,
    Text,
)
from kb.markup.blocks import api_blocks
from kb.markup.citation_marks import CitationMarks, cited_keys, unknown_citations
from kb.markup.html import Way, render_blocks, render_section
from kb.markup.link_plan import LinkPlan, PlacedLink
from kb.markup.text import plain_blocks, plain_inlines, reading_text
from tests import strategies

CITED = Citation((CitationItem("a", "p. 3"), CitationItem("b")))


def html(*blocks, **options):
    return "".join(line.strip() for line in render_blocks(blocks, **options).splitlines())


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph((Text('<b> & "x"'),)), "<p>&lt;b&gt; &amp; &quot;x&quot;</p>"),
        (
            Paragraph((Emphasis((Text("E. coli"),)), Subscript((Text("2"),)), Code("<x>"))),
            "<p><em>E. coli</em><sub>2</sub><code>&lt;x&gt;</code></p>",
        ),
        (Paragraph((Link("/a?b&c", (Text("x"),)),)), '<p><a href="/a?b&amp;c">x</a></p>'),
        (Paragraph((Link("javascript:x", (Text("x"),)),)), "<p>x</p>"),
        (PullQuote((Text("q"),)), '<blockquote class="pullquote"><p>q</p></blockquote>'),
        (Heading("h"), "<h3>h</h3>"),
        (
            List((ListItem((Text("It whistles."),), (Text("Wheeze"),)),)),
            '<ul><li><strong class="lead">Wheeze:</strong> It whistles.</li></ul>',
        ),
        (
            List((ListItem((Text("is a sound"),), (Text("Wheeze"),)),), ordered=True),
            '<ol><li><strong class="lead">Wheeze</strong> is a sound</li></ol>',
        ),
        (
            Table(((Text("A"),), ()), (((Text("r"),), (Text("1"),)),), (Text('C "q"'),)),
            '<figure class="table"><div class="table-scroll" role="group" tabindex="0" '
            'aria-label="C &quot;q&quot;"><table><caption>C &quot;q&quot;</caption><thead><tr>'
            '<th scope="col">A</th><td></td></tr></thead><tbody><tr><th scope="row">r</th>'
            "<td>1</td></tr></tbody></table></div></figure>",
        ),
    ],
)
def test_blocks_are_written_plainly(block, expected):
    assert html(block) == expected


def test_a_citation_has_a_mark_for_each_reference():
    block = Paragraph((Text("Seen "), CITED, Text(".")))
    assert html(block, citations={"a": 3, "b": 1}) == (
        '<p>Seen<sup class="citation"><a href="#ref-3" id="cite-3-1" '
        'aria-label="Reference 3, p. 3">3</a><span class="locator">(p. 3)</span>,'
        '<a href="#ref-1" id="cite-1-1" aria-label="Reference 1">1</a></sup>.</p>'
    )


def test_marks_are_numbered_through_the_sections_of_a_page():
    marks = CitationMarks({"a": 1, "b": 2})
    for anchor in ("x", "y"):
        render_section(Section("X", (Paragraph((CITED,)),), anchor=anchor), citations=marks)
    assert marks.uses == {1: ["cite-1-1", "cite-1-2"], 2: ["cite-2-1", "cite-2-2"]}


def test_an_unknown_key_is_shown_and_reported():
    marks = CitationMarks({"a": 1})
    assert '<span class="citation-unknown">[b?]</span>' in html(
        Paragraph((CITED,)), citations=marks
    )
    assert marks.unknown == ["b"]
    assert unknown_citations([Paragraph((CITED,))], ["a"]) == ("b",)
    assert cited_keys([Paragraph((CITED, CITED))]) == ("a", "b")


def test_a_section_is_named_by_its_heading_and_ends_with_its_ways():
    way = Way("simpler", "In plain words", "/articles/x/fundamentals/#y")
    none = Way("deeper", "No counterpart", None)
    text = render_section(Section("A & B", (), anchor="a-b"), ways=(way, none))
    assert '<section id="a-b" aria-labelledby="a-b--heading">' in text
    assert '<h2 id="a-b--heading">A &amp; B</h2>' in text
    assert '<li class="way-simpler"><a href="/articles/x/fundamentals/#y">' in text
    assert '<li class="way-deeper none">No counterpart</li>' in text


def test_an_opening_has_no_heading():
    assert render_section(Section(None, (), anchor="introduction")).startswith(
        '<section id="introduction">'
    )


def test_links_are_spliced_where_the_plan_says():
    block = Paragraph((Text("x "), Emphasis((Text("a<lung>b"),))))
    plan = LinkPlan({1: (PlacedLink(2, 6, "lung"),)})
    assert html(block, links=plan) == (
        '<p>x <em>a&lt;<a class="term" href="/glossary/lung/" data-term="lung">lung</a>'
        "&gt;b</em></p>"
    )


@given(strategies.blocks)
@settings(max_examples=30, deadline=None)
def test_any_tree_in_normal_form_gives_well_formed_html(blocks):
    text = render_blocks(blocks)
    parser = html5lib.HTMLParser(strict=False)
    parser.parseFragment(text)
    known = {"invalid-codepoint", "expected-closing-tag-but-got-eof"}
    assert {error for _, error, _ in parser.errors} <= known


def test_plain_text_leaves_out_marks_of_citation():
    content = (Text("CO"), Subscript((Text("2"),)), Text(" rises "), CITED, Text("."))
    assert plain_inlines(content) == "CO2 rises."


def test_text_to_measure_has_no_quotes_and_closed_sentences():
    blocks = (Heading("H"), PullQuote((Text("q"),)), List((ListItem((Text("one"),)),)))
    assert reading_text(blocks) == "one."
    assert plain_blocks(blocks) == "H\n\nq\n\none"


def test_blocks_of_the_api_are_plain():
    inner = List((ListItem((Text("c"),)),), ordered=True)
    blocks = (
        Paragraph((Text("p"), CITED)),
        PullQuote((Text("q"),)),
        Heading("h"),
        List((ListItem((Text("b"),), (Text("a"),), (inner,)),)),
        Table(((Text("A"),),), (((Text("1"),),),)),
    )
    item = {"lead": None, "text": "c"}
    nested = {"type": "list", "ordered": True, "items": [item]}
    assert api_blocks(blocks) == [
        {"type": "paragraph", "text": "p"},
        {"type": "pullquote", "text": "q"},
        {"type": "heading", "text": "h"},
        {
            "type": "list",
            "ordered": False,
            "items": [{"lead": "a", "text": "b", "children": [nested]}],
        },
        {"type": "table", "caption": None, "header": ["A"], "rows": [["1"]]},
    ]
