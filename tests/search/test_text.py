"""Preparing text: what is written in different ways and meant alike gives the same tokens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.query import read
from kb.search.spelling import american
from kb.search.text import compact, name_key, plain_words, prepare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IL-6", "il6"),
        ("IL-6", "IL 6"),
        ("DHEA-S", "dheas"),
        ("CO₂", "CO2"),
        ("17β-estradiol", "17 beta oestradiol"),
        ("17beta-estradiol", "17-β-estradiol"),
        ("ERα", "ER-alpha"),
        ("TGF-β1", "tgf beta 1"),
        ("25(OH)D", "25-OH-D"),
        ("Crohn’s disease", "Crohn's Disease"),
        ("tumour", "tumor"),
        ("haemoglobin", "hemoglobin"),
        ("diarrhoea", "diarrhea"),
        ("randomised", "randomized"),
        ("fibre", "fiber"),
        ("Ménière", "meniere"),
        ("μg", "µg"),
        ("ΑΛΦΆ", "αλφα"),
        ("Arimidex™", "arimidex"),
        ("post-menopausal", "postmenopausal"),
    ],
)
def test_spellings_of_one_name_are_one_name(one, other):
    assert compact(one) == compact(other)


@pytest.mark.parametrize(
    ("one", "other"), [("five", "nine"), ("5α", "5β"), ("estriol", "estradiol"), ("he", "hoe")]
)
def test_different_names_stay_different(one, other):
    assert compact(one) != compact(other)


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("IL-6 rises.", "il6 il 6 rises"),
        ("Women’s O’Brien test", "women obrien test"),
        ("10 µg or 10 mcg", "10 mcg 10 mcg".replace(" 10", " or 10", 1)),
        ("a\x00b", "a b"),
        ("", ""),
        ("… – !", ""),
    ],
)
def test_prepared_text_is_plain_tokens(text, prepared):
    assert prepare(text) == prepared


@pytest.mark.parametrize(
    ("british", "us"),
    [
        ("oestrogen", "estrogen"), ("oedema", "edema"), ("foetal", "fetal"), ("anaemia", "anemia"),
        ("gynaecology", "gynecology"), ("leucocyte", "leukocyte"), ("sulphate", "sulfate"),
        ("behaviour", "behavior"), ("colours", "colors"), ("litres", "liters"),
        ("goitre", "goiter"), ("analogue", "analog"), ("analyse", "analyze"),
        ("signalling", "signaling"), ("labelled", "labeled"), ("ageing", "aging"),
        ("stabilisation", "stabilization"), ("oesophagus", "esophagus"),
    ],
)  # fmt: skip
def test_british_and_american_meet(british, us):
    assert american(british) == american(us)


@pytest.mark.parametrize("word", ["hour", "four", "size", "prize", "exercise", "tree"])
def test_rules_leave_short_words_apart(word):
    assert american(word) == american(word.upper().lower())
    assert american(word) != american(word[:-1])


def test_a_key_forgets_the_plural_of_the_last_word_only():
    assert name_key("bone turnover markers") == name_key("Bone turnover marker")
    assert name_key("diagnosis") == "diagnosis"
    assert name_key("women health") != name_key("woman health")


def test_a_question_is_read_for_its_subject():
    query = read("What is the best treatment for low iron?")
    assert [query.words[place].text for place in query.subjects] == [
        "best", "treatment", "low", "iron",
    ]  # fmt: skip
    assert query.is_question


def test_a_query_of_small_words_only_is_taken_at_its_word():
    assert len(read("to be or not").subjects) == 1
    assert len(read("is it so").subjects) == 3


def test_a_clinicians_query_is_told_from_a_patients():
    assert read("P1NP reference range").looks_clinical
    assert read("17β-estradiol").looks_clinical
    assert not read("why am I tired").looks_clinical
    assert not read("SHOUTING AT THE SCREEN").looks_clinical


def test_words_for_the_vocabulary_are_as_people_write_them():
    assert plain_words("Oestrogen, twice-daily") == ["oestrogen", "twice-daily"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_prepared_text_never_holds_a_sign_an_engine_knows(text):
    for token in prepare(text).split(" "):
        assert token == "" or token.replace("_", "").isalnum() or not token.isascii()
        assert not set(token) & set("\"'()*:^-+&|!<>\\\x00 ")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_preparing_prepared_text_loses_no_token(text):
    once = prepare(text).split()
    assert set(prepare(" ".join(once)).split()) >= {american(token) for token in once} - {""}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500))
def test_any_query_is_read(text):
    query = read(text)
    assert len(query.subjects) <= 12
    assert all(0 <= place < len(query.words) for place in query.subjects)
    assert all(0 < span.end <= len(query.words) for span in query.spans())
