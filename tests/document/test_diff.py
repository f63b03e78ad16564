"""The difference between documents: what became of sections, blocks, items, rows and words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.align import changes
from kb.document.diff import diff_documents, diff_section, diff_words
from kb.document.tree import (
    Citation,
    CitationItem,
    Document,
    Link,
    List,
    ListItem,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Tier,
)
from kb.markup.diff_html import render_block_change, render_runs
from tests import strategies


def text(words):
    return (Text(words),)


def paragraph(words):
    return Paragraph(text(words))


def document(*sections):
    return Document("T", tiers=(Tier("academic", sections),))


def test_words_replaced_in_a_row_are_one_change():
    assert shown("Keep regular hours.", "Keep calm evenings.") == (
        "Keep <del>regular hours</del><ins>calm evenings</ins>."
    )


def shown(old, new):
    return render_runs(diff_words(old, new))


def test_words_are_marked_where_they_changed():
    assert shown("Give 2.5 mg daily.", "Give 5 mg twice daily.") == (
        "Give <del>2.5</del><ins>5</ins> mg<ins> twice</ins> daily."
    )


def test_marks_in_text_are_escaped():
    assert shown("<b>", "<i>") == "&lt;<del>b</del><ins>i</ins>&gt;"


SEE = Text("See ")
HERE = (Text("this"),)


def between(old, new):
    before, after = (Section("H", (Paragraph(each),), anchor="h") for each in (old, new))
    change = diff_section("academic", before, after)
    return change.fate, "".join(map(render_block_change, change.blocks))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            (SEE, Link("https://a.example/", HERE)),
            (SEE, Link("https://b.example/", HERE)),
            "See [this](https://<del>a</del><ins>b</ins>.example/)",
        ),
        (
            (SEE, *HERE),
            (SEE, Link("https://a.example/", HERE)),
            "See <ins>[</ins>this<ins>](https://a.example/)</ins>",
        ),
        (
            (SEE, *HERE, Citation((CitationItem("owl"),))),
            (SEE, *HERE, Citation((CitationItem("wren"),))),
            "See this[@<del>owl</del><ins>wren</ins>]",
        ),
        ((SEE, *HERE), (SEE, Strong(HERE)), "See <ins>**</ins>this<ins>**</ins>"),
        (
            (SEE, Link("https://a.example/", HERE)),
            (SEE, Link("https://a.example/", (Text("that"),))),
            "See <del>this</del><ins>that</ins>",
        ),
    ],
    ids=["address", "new link", "work cited", "strong", "words only"],
)
def test_marks_are_shown_where_they_changed_and_only_there(old, new, shown):
    assert between(old, new) == ("changed", f'<p class="changed">{shown}</p>\n')


def test_a_link_changed_in_a_list_or_a_table_is_a_change():
    links = [(Link(f"https://{host}.example/", HERE),) for host in "ab"]
    for make in (
        lambda words: List((ListItem(words),)),
        lambda words: Table((words,), ((words,),)),
    ):
        old, new = (Section("H", (make(words),), anchor="h") for words in links)
        assert diff_section("academic", old, new).fate == "changed"


def test_a_section_is_known_by_its_name_or_its_words():
    old = document(Section("Cause", (paragraph("Dust and pollen start attacks."),), anchor="cause"))
    new = document(
        Section("New", (paragraph("Wholly other."),), anchor="new"),
        Section("Triggers", (paragraph("Dust and pollen start an attack."),), anchor="triggers"),
    )
    changes = diff_documents(old, new)
    assert [(change.fate, change.anchor) for change in changes] == [
        ("added", "new"),
        ("changed", "triggers"),
    ]


def test_what_is_gone_stands_where_it_stood():
    sections = [Section(name, (paragraph(name),), anchor=name.lower()) for name in ("A", "B", "C")]
    found = diff_documents(document(*sections), document(sections[0], sections[2]))
    assert [(c.anchor, c.fate) for c in found] == [("a", "same"), ("b", "removed"), ("c", "same")]


def test_lists_keep_their_items():
    def blocks(*items):
        return Section("S", (List(tuple(ListItem(text(b), text(a)) for a, b in items)),))

    change = diff_section(
        "academic",
        blocks(("Dose", "one puff"), ("Time", "at night")),
        blocks(("Dose", "two puffs")),
    )
    (found,) = change.blocks
    assert [(item.fate, item.lead[0].text) for item in found.items] == [
        ("changed", "Dose"),
        ("removed", "Time"),
    ]


def test_tables_keep_their_cells():
    def blocks(*rows):
        return Section("S", (Table((text("Drug"), text("Dose")), rows),))

    old = blocks((text("A"), text("1 mg")), (text("B"), text("2 mg")))
    new = blocks((text("A"), text("3 mg")), (text("B"), text("2 mg")), (text("C"), text("9 mg")))
    (table,) = diff_section("academic", old, new).blocks
    html = render_block_change(table)
    assert '<tr class="changed"><td>A</td><td><del>1</del><ins>3</ins> mg</td></tr>' in html
    assert '<tr class="added"><td><ins>C</ins></td><td><ins>9 mg</ins></td></tr>' in html
    assert '<tr class="same"><td>B</td><td>2 mg</td></tr>' in html


@given(strategies.sections)
@settings(max_examples=20, deadline=None)
def test_a_section_is_the_same_as_itself(section):
    assert diff_section("academic", section, section).fate == "same"


@given(st.text("ab c.", max_size=60), st.text("ab c.", max_size=60))
@settings(max_examples=100, deadline=None)
def test_both_texts_can_be_read_from_the_runs(old, new):
    runs = diff_words(old, new)
    assert "".join(run.text for run in runs if run.fate != "added") == old
    assert "".join(run.text for run in runs if run.fate != "removed") == new


@given(st.lists(st.integers(0, 30), max_size=40), st.lists(st.integers(0, 30), max_size=40))
@settings(max_examples=100, deadline=None)
def test_runs_cover_both_sides_in_order(a, b):
    at = [0, 0]
    for is_same, (a0, a1, b0, b1) in changes(a, b):
        assert [a0, b0] == at
        assert not is_same or a[a0:a1] == b[b0:b1]
        at = [a1, b1]
    assert at == [len(a), len(b)]


def test_long_texts_take_no_longer_than_their_length():
    words = [f"w{n % 4000}" for n in range(20_000)]
    started = time.process_time()
    diff_words(" ".join(words), " ".join(reversed(words)))
    diff_words(" ".join(words), " ".join([*words[10_000:], *words[:10_000]]))
    assert time.process_time() - started < 5
