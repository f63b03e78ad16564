"""What changed between two documents."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.tree import Document, Paragraph, Section, Text, Tier
from kb.markup.compare import ADDED, CHANGED, REMOVED, SAME, compare_documents, compare_text


def document(**sections: str) -> Document:
    """One tier; the keywords are anchors, their values ``heading|first line|second line``."""
    return Document(
        title="A title",
        tiers=(Tier("fundamentals", tuple(_section(*each) for each in sections.items())),),
    )


def _section(anchor: str, text: str) -> Section:
    heading, *lines = text.split("|")
    blocks = tuple(Paragraph((Text(line),)) for line in lines)
    return Section(heading or None, blocks, anchor=anchor)


def kinds(old: Document, new: Document) -> list[tuple[str, str]]:
    return [(change.anchor, change.kind) for change in compare_documents(old, new)]


def marked(runs) -> str:
    signs = {SAME: "{}", ADDED: "+{}+", REMOVED: "-{}-"}
    return "".join(signs[run.kind].format(run.text) for run in runs)


def test_same_documents_do_not_differ():
    one = document(a="|Words.", b="Heading|More words.")
    assert kinds(one, one) == [("a", SAME), ("b", SAME)]


def test_words_are_compared_within_a_line():
    old = document(a="|Take one tablet in the morning with water.")
    new = document(a="|Take two tablets in the morning with water.")
    (change,) = compare_documents(old, new)
    assert change.kind == CHANGED
    (line,) = change.lines
    assert marked(line.runs) == "Take -one tablet -+two tablets +in the morning with water."


def test_new_and_gone_sections_stand_where_they_belong():
    old = document(a="A|Alpha words.", b="B|Beta words.", c="C|Gamma words.")
    new = document(a="A|Alpha words.", d="D|Delta something else.", c="C|Gamma words.")
    assert kinds(old, new) == [("a", SAME), ("d", ADDED), ("b", REMOVED), ("c", SAME)]


def test_renamed_section_is_one_that_changed():
    text = "A line about sleep and how to get more of it at night."
    old, new = document(sleep=f"Sleep|{text}"), document(rest=f"Rest|{text}")
    (change,) = compare_documents(old, new)
    assert change.kind == CHANGED
    assert marked(change.heading) == "-Sleep-+Rest+"


def test_reflection_takes_part():
    old = document(a="|Words.")
    new = replace(old, reflection=(Paragraph((Text("A thought."),)),))
    assert kinds(old, new) == [("a", SAME), ("reflection", ADDED)]


@settings(max_examples=60, deadline=None)
@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_both_texts_can_be_read_from_the_runs(old, new):
    runs = compare_text(old, new)
    assert "".join(run.text for run in runs if run.kind != ADDED) == old
    assert "".join(run.text for run in runs if run.kind != REMOVED) == new
