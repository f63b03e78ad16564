"""References written in AMA style."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.references import parse_reference
from kb.document.tree import Emphasis, Link, Text
from kb.markup.citation_style import (
    format_names,
    reference_html,
    reference_inlines,
    reference_text,
    short_names,
)

ARTICLE = {
    "type": "article-journal",
    "author": [{"family": "Oak", "given": "Jean-Paul M."}, {"family": "Elm", "given": "KL"}],
    "issued": {"date-parts": [[2010, 3]]},
    "title": "Iron in early pregnancy",
    "container-title": "J Examples",
    "volume": "12",
    "issue": "3",
    "page": "45-67",
    "DOI": "10.5555/abc",
}


def people(count: int) -> list[dict[str, str]]:
    return [{"family": f"Oak{number}", "given": "A. B."} for number in range(1, count + 1)]


def test_an_article():
    assert reference_text(ARTICLE) == (
        "Oak JPM, Elm KL. Iron in early pregnancy. J Examples. 2010;12(3):45-67. doi:10.5555/abc"
    )


def test_the_journal_is_in_italics_and_the_doi_a_link():
    nodes = reference_inlines(ARTICLE)
    assert Emphasis((Text("J Examples"),)) in nodes
    assert nodes[-1] == Link("https://doi.org/10.5555/abc", (Text("doi:10.5555/abc"),))


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        (
            "Oak, A. C. (2016). Textbook of Examples (13th ed.). Example Press.",
            "Oak AC. Textbook of Examples. 13th ed. Example Press; 2016.",
        ),
        (
            "Oak V, Elm AK, editors. Basic examples. 2nd ed. Springfield: Example Press; 2018.",
            "Oak V, Elm AK, eds. Basic examples. 2nd ed. Example Press; 2018.",
        ),
        (
            "Oak, R. (2003). Night and day. In S. Ash (Ed.), Rest (pp. 7–13). Example Press.",
            "Oak R. Night and day. In: Ash S, ed. Rest. Example Press; 2003:7-13.",
        ),
        (
            "Example Clinic. Migraine? Published July 2, 2021. Accessed August 4, 2021. "
            "https://www.example.org/migraine",
            "Example Clinic. Migraine? Published July 2, 2021. Accessed August 4, 2021. "
            "https://www.example.org/migraine",
        ),
        (
            "Example Institute. (2019). Night wards (Report No. 13). Example Press.",
            "Example Institute. Night wards. Example Press; 2019. Report 13.",
        ),
        (
            "Oak S. Knees [dissertation]. Springfield: Example University; 2011.",
            "Oak S. Knees. Dissertation. Example University; 2011.",
        ),
    ],
)
def test_other_types(raw: str, written: str):
    assert reference_text(parse_reference(raw).csl) == written


def test_six_authors_stand_whole_and_of_seven_the_first_three():
    assert format_names(people(6)).count("Oak") == 6
    assert format_names(people(7)) == "Oak1 AB, Oak2 AB, Oak3 AB, et al"


def test_a_list_that_was_cut_says_so():
    assert format_names(people(1), et_al=True) == "Oak1 AB, et al"


def test_particles_suffixes_and_groups():
    names = [
        {"family": "Oak", "given": "A.", "non-dropping-particle": "van der"},
        {"family": "Elm", "given": "L. Joseph, III"},
        {"family": "Pine", "given": "M", "suffix": "Jr."},
        {"literal": "Example Network"},
    ]
    assert format_names(names) == "van der Oak A, Elm LJ III, Pine M Jr, Example Network"


@pytest.mark.parametrize(
    ("csl", "short"),
    [
        ({"author": people(1)}, "Oak1"),
        ({"author": people(2)}, "Oak1 and Oak2"),
        ({"author": people(3)}, "Oak1 et al"),
        ({"author": people(1), "custom": {"et_al": True}}, "Oak1 et al"),
        ({}, ""),
    ],
)
def test_short_names(csl: dict, short: str):
    assert short_names(csl) == short


def test_markup_in_a_field_is_text():
    html = reference_html({"type": "book", "title": "<script>alert(1)</script>"})
    assert "<script>" not in html


def test_an_address_of_another_scheme_is_no_link():
    html = reference_html({"type": "webpage", "title": "T", "URL": "javascript:alert(1)"})
    assert "href" not in html


def test_nothing_is_written_of_nothing():
    assert reference_text({}) == ""


@given(st.dictionaries(st.sampled_from([*ARTICLE, "edition", "URL", "publisher"]), st.text()))
@settings(max_examples=60)
def test_strange_values_do_not_raise(csl: dict):
    csl.pop("author", None)
    assert isinstance(reference_text(csl), str)
