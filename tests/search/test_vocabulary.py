"""Which words are one typing error apart, against a library that counts edits."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kb.search import vocabulary
from kb.search.models import Vocable
from kb.search.vocabulary import _is_one_edit_away

WORDS = st.text("abc", min_size=1, max_size=7)


@given(WORDS, WORDS)
@example("ab", "ba")
@example("abba", "abab")
@example("a", "aa")
def test_one_edit_is_what_it_is_elsewhere(one, other):
    if one != other and abs(len(one) - len(other)) <= 1:
        assert _is_one_edit_away(one, other) == (OSA.distance(one, other) == 1)


@pytest.mark.django_db
def test_of_two_spellings_what_is_known_of_either_holds():
    Vocable.objects.create(word="estradiol", is_name=True, is_delicate=True)
    Vocable.objects.create(word="oestradiol")
    vocabulary.refresh()
    assert vocabulary.correct("estradiul").word == "estradiol"
    assert vocabulary.correct("estradiul").is_delicate


@pytest.mark.django_db
def test_a_word_planted_by_another_process_is_offered_within_a_minute(monkeypatch):
    Vocable.objects.create(word="creatinin")
    vocabulary.refresh()
    Vocable.objects.create(word="creatinine", is_name=True, is_delicate=True)
    vocabulary.refresh_if_due()
    assert vocabulary.lookalike("creatinin") is None
    now = vocabulary.monotonic()
    monkeypatch.setattr(vocabulary, "monotonic", lambda: now + vocabulary.FRESH + 1)
    vocabulary.refresh_if_due()
    assert vocabulary.lookalike("creatinin") == "creatinine"


@pytest.mark.django_db
def test_a_word_with_a_lower_number_that_comes_to_light_late_is_read_too(monkeypatch):
    Vocable.objects.create(pk=11, word="later")
    vocabulary.refresh()
    Vocable.objects.create(pk=10, word="earlier")
    vocabulary.refresh()
    assert vocabulary.is_unheard("earlier")
    now = vocabulary.monotonic()
    monkeypatch.setattr(vocabulary, "monotonic", lambda: now + vocabulary.FRESH + 1)
    vocabulary.refresh_if_due()
    assert vocabulary.is_known("earlier")
