"""When two references are one work: surely, perhaps, and not at all."""

from __future__ import annotations

import pytest

from kb.document.citation_identity import identifiers, identity, similarity, work_identity
from kb.document.references import parse_reference

APA = "Oak, A. C. & Elm, J. E. (2016). Textbook of Example Physiology (13th ed.). Example Press."
MLA = (
    "Oak, Arthur C. and John E. Elm. Textbook of Example Physiology. 13th ed. Example Press, 2016."
)
TRIAL = "Oak R, Elm K. Iron in early pregnancy: a trial. J Examples. 2010;12(3):45-67."


def csl(raw: str) -> dict:
    return parse_reference(raw).csl


def test_one_work_in_two_styles_has_one_identity():
    assert identity(csl(APA)) == identity(csl(MLA)) != ""


def test_an_identifier_comes_before_title_and_makers():
    item = {**csl(TRIAL), "DOI": "https://doi.org/10.5555/ABC", "PMID": "12345"}
    assert identity(item) == "doi:10.5555/abc"
    assert identifiers(item) == ("doi:10.5555/abc", "pmid:12345")
    assert work_identity(item) == work_identity(csl(TRIAL))


def test_accents_case_punctuation_and_articles_do_not_matter():
    one = {"title": "The Bone–Muscle Link: A Review", "author": [{"family": "Rosén"}]}
    two = {"title": "bone-muscle link. a review", "author": [{"family": "ROSEN"}]}
    assert work_identity(one) == work_identity(two)


def test_greek_letters_tell_titles_apart():
    assert work_identity({"title": "5α-reductase"}) != work_identity({"title": "5β-reductase"})


def test_an_item_without_title_has_no_identity_of_its_own():
    assert work_identity({"author": [{"family": "Oak"}]}) == ""


def test_a_long_title_keeps_within_a_column_and_stays_distinct():
    one, two = ({"title": "very " * 200 + end} for end in ("long", "wide"))
    assert len(work_identity(one)) <= 255
    assert work_identity(one) != work_identity(two)


@pytest.mark.parametrize(
    "raw",
    [
        TRIAL.replace("Iron", "Irom"),
        TRIAL.replace("Oak R", "Óak R"),
        TRIAL.replace(": a trial", ""),
        TRIAL.replace("2010;12(3):45-67", "12(3), 45-67"),
        TRIAL.replace("2010", "2011"),
        TRIAL.upper(),
    ],
)
def test_near_misses_are_likely_one_work(raw: str):
    assert similarity(csl(TRIAL), csl(raw)) >= 0.75


@pytest.mark.parametrize(
    "raw",
    [
        "Oak R, Elm K. Copper in late pregnancy and after. J Examples. 2010;9(1):5-9.",
        "Pine A. Iron in early life: a review. Examples. 1999;1:1-2.",
        TRIAL.replace("a trial", "part 2"),
    ],
)
def test_other_works_are_not_likely_one(raw: str):
    one = TRIAL.replace("a trial", "part 1")
    assert similarity(csl(one), csl(raw)) < 0.75


def test_two_identifiers_or_two_editions_speak_against():
    assert similarity({**csl(TRIAL), "DOI": "10.5555/a"}, {**csl(TRIAL), "DOI": "10.5555/b"}) <= 0.5
    assert similarity(csl(APA), csl(APA.replace("13th", "14th"))) <= 0.5


def test_a_shared_identifier_settles_it():
    assert similarity({"DOI": "10.5555/A", "title": "One"}, {"DOI": "10.5555/a"}) == 1.0
