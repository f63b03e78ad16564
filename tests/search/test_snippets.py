"""Snippets: the words around what was looked for, escaped, with marks and nothing else."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.expression import Phrase
from kb.search.snippets import Highlighter

IRON = Highlighter([Phrase(("iron",)), Phrase(("tablet",))])
FILLING = "and so on and on without a word of it " * 20


def test_the_densest_stretch_is_shown_with_marks():
    text = f"Iron once. {FILLING} Take iron tablets, not iron drops. {FILLING}"
    shown = IRON.snippet(text)
    assert "<mark>iron</mark> <mark>tablets</mark>, not <mark>iron</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_text_without_hits_is_shown_from_its_beginning():
    assert IRON.snippet("Zinc lozenges.") == "Zinc lozenges."
    assert IRON.snippet("") == ""


def test_markup_is_escaped_before_marks_are_put_in():
    assert IRON.snippet("<b>iron</b> & zinc") == "&lt;b&gt;<mark>iron</mark>&lt;/b&gt; &amp; zinc"


def test_endings_are_marked_and_likenesses_are_not():
    highlighter = Highlighter([Phrase(("estrogen",)), Phrase(("treat",))])
    assert highlighter.is_match("oestrogens")
    assert highlighter.is_match("treatment")
    assert not highlighter.is_match("estrone")
    assert not highlighter.is_match("threat")


def test_letters_inside_a_longer_name_are_no_hits():
    highlighter = Highlighter([Phrase(("type", "i", "collagen"))])
    assert not highlighter.is_match("is")
    assert highlighter.is_match("collagen")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="iron <mark>&\"' tablets/\n", max_size=300))
def test_only_marks_are_markup_and_no_word_is_changed(text):
    shown = str(IRON.snippet(text))
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}
    assert shown.count("<mark>") == shown.count("</mark>")
