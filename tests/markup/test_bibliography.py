"""BibTeX, RIS and CSL-JSON, read back by the packages people use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.references import parse_reference
from kb.markup.bibliography import to_bibtex, to_csl_json, to_ris
from tests.document.test_references import cases

ITEM: dict[str, Any] = {
    "id": "oak-2010",
    "type": "article-journal",
    "author": [
        {"family": "Oak", "given": "JP", "non-dropping-particle": "van der"},
        {"family": "Elm", "given": "K. L.", "suffix": "Jr"},
        {"literal": "Food and Sleep Agency"},
    ],
    "issued": {"date-parts": [[2010, 3, 4]]},
    "title": "Iron & zinc in 50% of β-carriers: {a} trial_1",
    "container-title": "J Examples",
    "volume": "12",
    "issue": "3",
    "page": "45-67",
    "DOI": "10.5555/a_b(1)",
    "PMID": "12345",
}


def library() -> list[dict[str, Any]]:
    """Every case of the reader as a record."""
    return [
        {"id": f"case-{number}", **parse_reference(raw).csl}
        for number, (_, raw, _) in enumerate(cases())
    ]


def test_bibtex_of_an_article():
    assert to_bibtex([ITEM]) == (
        "@article{oak-2010,\n"
        "  author = {van der Oak, J. P. and Elm, Jr, K. L. and {Food and Sleep Agency}},\n"
        "  title = {{Iron \\& zinc in 50\\% of β-carriers: \\{a\\} trial\\_1}},\n"
        "  journal = {J Examples},\n"
        "  year = {2010},\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {45--67},\n"
        "  doi = {10.5555/a_b(1)},\n"
        "  pmid = {12345}\n"
        "}\n"
    )


def test_ris_of_an_article():
    assert to_ris([ITEM]).split("\r\n") == [
        "TY  - JOUR",
        "AU  - van der Oak, J. P.",
        "AU  - Elm, K. L., Jr",
        "AU  - Food and Sleep Agency",
        "TI  - Iron & zinc in 50% of β-carriers: {a} trial_1",
        "T2  - J Examples",
        "PY  - 2010",
        "DA  - 2010/03/04",
        "VL  - 12",
        "IS  - 3",
        "SP  - 45",
        "EP  - 67",
        "DO  - 10.5555/a_b(1)",
        "AN  - 12345",
        "ID  - oak-2010",
        "ER  - ",
        "",
    ]


def test_csl_json_is_the_records_themselves():
    assert json.loads(to_csl_json([ITEM])) == [ITEM]
    assert json.loads(to_csl_json([])) == []


def test_bibtexparser_reads_every_record():
    bibtexparser = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed")
    parsed = bibtexparser.parse_string(to_bibtex(library()))
    assert parsed.failed_blocks == []
    assert [entry.key for entry in parsed.entries] == [item["id"] for item in library()]


def test_rispy_reads_every_record():
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    entries = rispy.loads(to_ris(library()))
    assert len(entries) == len(library())
    assert [entry.get("primary_title") or entry.get("title") for entry in entries] == [
        item.get("title") for item in library()
    ]


def test_a_line_break_in_a_field_cannot_begin_another_field():
    hostile = {"id": "x", "title": "One\r\nER  - \r\nTY  - JOUR", "type": "book"}
    assert to_ris([hostile]).count("\r\n") == 4
    assert "\nER" not in to_bibtex([hostile])


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_braces_balance_whatever_a_title_holds(title: str):
    text = to_bibtex([{"id": "x", "type": "book", "title": title}])
    plain = text.replace("\\{", "").replace("\\}", "")
    assert plain.count("{") == plain.count("}")
