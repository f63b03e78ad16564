"""Finding terms and the linking policy."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.text import words
from kb.document.tree import (
    Citation,
    CitationItem,
    Code,
    Link,
    List,
    ListItem,
    Paragraph,
    PullQuote,
    Section,
    Table,
    Text,
)
from kb.markup.html import render_section
from kb.markup.link import Linker, LinkTarget, fold, link_section
from tests import strategies

FILLER = " ".join(["Filler"] * 30)


def found(text, *targets, **options):
    linker = Linker([LinkTarget.of(*target) for target in targets], **options)
    return [(match.slug, text[match.start : match.end]) for match in linker.find(text)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("The lung. Lungs.", ["lung"], ["lung", "Lungs"]),
        ("Biopsies of a biopsy", ["biopsy"], ["Biopsies", "biopsy"]),
        ("One airway", ["airways"], ["airway"]),
        ("Two diagnoses", ["diagnosis"], ["diagnoses"]),
        ("ED and ed, Ed", ["ED"], ["ED"]),
        ("Two GPs", ["GP"], ["GPs"]),
        ("pH and PH", ["pH"], ["pH"]),
        ("nsaid and NSAID", ["NSAID"], ["nsaid", "NSAID"]),
        ("reduced", ["ed", "reduce"], []),
        ("IL-6 and IL-60", ["IL-6", "IL"], ["IL-6"]),
        ("DHEA-S", ["DHEA"], []),
        ("oxygen-dependent", ["oxygen"], ["oxygen"]),
        ("non-oxygen", ["oxygen"], []),
        ("the patient's lung’s edge", ["lung"], ["lung"]),
        ("can't", ["can"], []),
        ("ERα, 17β-estradiol", ["ERα", "17β-estradiol"], ["ERα", "17β-estradiol"]),
        ("α1-antitrypsin", ["antitrypsin"], []),
        ("grade 2.5", ["grade 2"], []),
        ("lung function test", ["lung", "lung function", "function test"], ["lung function"]),
        ("lung functioning", ["lung", "lung function"], ["lung"]),
        ("a gut–lung axis", ["gut-lung axis"], ["gut–lung axis"]),
        ("İ lung", ["lung"], ["lung"]),
    ],
)
def test_names_are_found_at_the_edges_of_words(text, names, expected):
    targets = [(name, name) for name in names]
    assert [words for _, words in found(text, *targets)] == expected


def test_a_name_given_outright_goes_before_an_inflection():
    assert found("Two lens", ("len", "len"), ("lens", "lens")) == [("lens", "lens")]


def test_offsets_survive_folding():
    text = "İstanbul’s µg ΟΔΟΣ"
    assert len(fold(text)) == len(text)


_vocabulary = st.sampled_from(
    [
        "lung",
        "lungs",
        "air",
        "airway",
        "air way",
        "ED",
        "IL-6",
        "IL",
        "β",
        "β-block",
        "a",
        "7",
        "ed",
    ]
)
_glue = st.sampled_from([" ", "-", "'s ", ", ", ".", "’", "", "\n", "_", "İ"])


@given(
    st.lists(_vocabulary, max_size=6, unique=True),
    st.lists(st.tuples(_vocabulary, _glue), max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_the_automaton_and_the_dictionary_agree(names, pieces):
    text = "".join(word + glue for word, glue in pieces)
    targets = [(name, name) for name in names]
    assert found(text, *targets) == found(text, *targets, automaton=False)


def section(*blocks):
    return Section("Lung", tuple(blocks), anchor="lung")


def paragraph(text):
    return Paragraph((Text(text),))


def linked(part, *names, stop=frozenset()):
    plan = link_section(part, Linker([LinkTarget.of(name, name) for name in names]), stop=stop)
    return render_section(part, links=plan).count('class="term"'), plan


def test_the_first_use_in_a_section_is_linked():
    count, plan = linked(section(paragraph(f"A lung. {FILLER} Another lung.")), "lung")
    assert count == 1
    assert plan.links[0][0].start == 2
    assert plan.uses[0].sentence == "A lung."
    assert plan.uses[0].anchor == "lung"


def test_nothing_is_linked_where_no_link_belongs():
    part = section(
        PullQuote((Text("Quoted lung."),)),
        Paragraph((Link("/x/", (Text("lung"),)), Text(" "), Code("lung"))),
        Paragraph((Citation((CitationItem("lung", "lung"),)), Text(FILLER))),
        Table(((Text("lung"),),), (((Text(FILLER),),),), (Text("The lung"),)),
        List((ListItem((Text(FILLER),), (Text("lung"),)),)),
    )
    assert linked(part, "lung")[0] == 0


def test_cells_and_items_are_linked():
    cell = Table(((Text("h"),),), (((Text(f"lung {FILLER}"),),),))
    assert linked(section(cell), "lung")[0] == 1
    assert linked(section(List((ListItem((Text(f"lung {FILLER}"),)),))), "lung")[0] == 1


def test_stopped_terms_are_left_alone():
    assert linked(section(paragraph(f"A lung. {FILLER}")), "lung", stop=frozenset({"lung"}))[0] == 0


def test_links_never_stand_too_close():
    names = ["aa", "bb", "cc", "dd", "ee", "ff", "gg"]
    text = " ".join(names) + f" {FILLER} {FILLER} {FILLER} {FILLER}"
    count, plan = linked(section(paragraph(text)), *names)
    assert count == 4
    assert [use.linked for use in plan.uses] == [True] * 4 + [False] * 3


@given(strategies.blocks)
@settings(max_examples=20, deadline=None)
def test_density_and_first_use_hold_for_any_section(blocks):
    names = ["a", "b", "x", "example", "org", "key", "y", "z", "c", "d", "t", "p"]
    part = section(*blocks)
    count, plan = linked(part, *names)
    slugs = [link.slug for places in plan.links.values() for link in places]
    assert count == len(slugs) == len(set(slugs))
    assert count * 100 <= 4 * max(1, len(words(render_section(part))))


def test_importing_the_linker_loads_no_automaton():
    code = "import sys, kb.markup.link; sys.exit('ahocorasick_rs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
