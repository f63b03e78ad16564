"""Works read from BibTeX, RIS, CSL-JSON, identifiers and citations in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.document.latex import plain_text
from kb.document.pasted_references import MOST, read_pasted
from kb.markup.bibliography import to_bibtex, to_csl_json, to_ris
from tests.markup.test_bibliography import ITEM

BIBTEX = r"""
% a comment of ours
@string{je = "Journal of Examples"}
@Article{oak:2010,
  author = "Oak, Jane P. and {Food and Sleep Agency} and van der Elm, Jr, K. L. and Pi{\~n}a, J.
    and others",
  title  = {{A Trial} of \beta{}-blockers in M{\"u}nchen: 50\% \& more},
  journal = je # { B},
  year = 2010, month = mar,
  volume = {12}, number = 3, pages = {45--67},
  doi = {10.5555/a\_b(1)}, pmid = {12345}
}
@book{elm2001, title={On Rest}, author={Karl Elm}, publisher={Example Press},
  year={2001}, edition={2}}
"""


def test_bibtex_is_read_with_its_accents_names_and_numbers():
    article, book = read_pasted(BIBTEX)
    assert (article.key, article.raw) == ("oak:2010", "")
    assert article.csl == {
        "type": "article-journal",
        "title": "A Trial of β-blockers in München: 50% & more",
        "container-title": "Journal of Examples B",
        "volume": "12",
        "issue": "3",
        "page": "45-67",
        "DOI": "10.5555/a_b(1)",
        "PMID": "12345",
        "issued": {"date-parts": [[2010, 3]]},
        "custom": {"et_al": True},
        "author": [
            {"family": "Oak", "given": "Jane P."},
            {"literal": "Food and Sleep Agency"},
            {
                "family": "Elm",
                "given": "K. L.",
                "non-dropping-particle": "van der",
                "suffix": "Jr",
            },
            {"family": "Piña", "given": "J."},
        ],
    }
    assert (book.csl["type"], book.csl["edition"]) == ("book", "2")
    assert book.csl["author"] == [{"family": "Elm", "given": "Karl"}]


RIS = """TY  - JOUR
AU  - Oak, Jane
AU  - Food and Sleep Agency
TI  - On rest
T2  - Journal of Examples
PY  - 2010
DA  - 2010/03/04
VL  - 12
SP  - 45
EP  - 67
DO  - 10.5555/rest
AN  - 12345
SN  - 1234-5678
ID  - oak-2010
ER  -
TY  - ELEC
TI  - A page
UR  - https://example.org/rest
Y2  - 2024/02/01
"""


def test_ris_is_read_to_its_last_record_even_without_an_end():
    article, page = read_pasted(RIS)
    assert article.key == "oak-2010"
    assert article.csl == {
        "type": "article-journal",
        "title": "On rest",
        "container-title": "Journal of Examples",
        "volume": "12",
        "DOI": "10.5555/rest",
        "author": [{"family": "Oak", "given": "Jane"}, {"literal": "Food and Sleep Agency"}],
        "page": "45-67",
        "PMID": "12345",
        "ISSN": "1234-5678",
        "issued": {"date-parts": [[2010, 3, 4]]},
    }
    assert page.csl["type"] == "webpage"
    assert page.csl["accessed"] == {"date-parts": [[2024, 2, 1]]}


@pytest.mark.parametrize("write", [to_bibtex, to_ris, to_csl_json])
def test_what_we_write_we_read_again(write):
    (entry,) = read_pasted(write([ITEM]))
    wanted = {k: v for k, v in ITEM.items() if k not in ("id", "issued", "author")}
    assert {k: v for k, v in entry.csl.items() if k in wanted} == wanted
    assert entry.csl["issued"]["date-parts"][0][0] == 2010
    families = [name.get("family") or name["literal"] for name in entry.csl["author"]]
    assert families == ["Oak", "Elm", "Food and Sleep Agency"]
    assert entry.key == "oak-2010"


@pytest.mark.parametrize(
    ("text", "csl"),
    [
        ("10.5555/ABC.1", {"DOI": "10.5555/ABC.1"}),
        ("doi: 10.5555/abc", {"DOI": "10.5555/abc"}),
        ("https://doi.org/10.5555/abc", {"DOI": "10.5555/abc"}),
        ("PMID: 123456", {"PMID": "123456"}),
        ("https://pubmed.ncbi.nlm.nih.gov/123456/", {"PMID": "123456"}),
    ],
)
def test_an_identifier_alone_gives_that_and_nothing_else(text, csl):
    (entry,) = read_pasted(text)
    assert entry.csl == {"type": "document", **csl}


def test_citations_one_to_a_line_keep_their_words():
    first = "Example, A. B. (2019). Morning stiffness as a sign. Journal of Examples, 12(3), 45-52."
    second = "Muster, E. (2021). Joints that are warm. Example Medicine, 4(1), 7."
    entries = read_pasted(f"{first}\n{second}\n{first}")
    assert [entry.raw for entry in entries] == [first, second]
    assert entries[0].csl["title"] == "Morning stiffness as a sign"


def test_a_citation_may_run_over_lines_when_blank_lines_part_them():
    entries = read_pasted("Muster, E. (2021). Joints\n that are warm.\n\nPMID: 7")
    assert [entry.raw for entry in entries] == ["Muster, E. (2021). Joints that are warm.", ""]


def test_at_most_so_many_works_are_read():
    items = [{"id": f"a-{n}", "type": "book", "title": f"Book {n}"} for n in range(MOST + 9)]
    assert len(read_pasted(json.dumps(items))) == MOST


PIECES = st.sampled_from(
    [*'{}"\\@,=#~$%&\n -', "@article{", "TY  - ", "title", "{\\'", "10.5/x", "and", "[{", "a"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_no_text_makes_it_stumble(text):
    for entry in read_pasted(text):
        assert isinstance(entry.csl, dict)
    assert isinstance(plain_text(text), str)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Erd{\H{o}}s", "Erdős"),
        (r"\v{S}\'{\i}p", "Šíp"),
        (r"{\ss}trasse \'Etude", "ßtrasse Étude"),
        (r"a~b -- c --- \{d\} \textit{e}", "a b – c — {d} e"),
        (r"\c{c}a \AA ngstr\"om", "ça Ångström"),
    ],
)
def test_letters_of_latex(latex, text):
    assert plain_text(latex) == text
