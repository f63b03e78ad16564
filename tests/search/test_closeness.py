"""Weighing texts by how often and how near each other a query's words stand in them."""

from kb.search.closeness import Closeness
from kb.search.expression import Phrase

FILLING = "and so on and on without a word of it " * 12


def score(body, head="", *, words=("iron", "tablet")):
    parts = [Phrase((word,)) for word in words]
    return Closeness(parts, Phrase(words), words).score(head, body)


def test_more_mentions_are_worth_more_but_ever_less():
    once, twice, thrice = (score("iron here " * times) for times in (1, 2, 3))
    assert once < twice < thrice
    assert twice - once > thrice - twice


def test_a_mention_in_a_long_text_is_worth_less():
    assert score(f"iron tablet {FILLING * 4}") < score("iron tablet")


def test_the_title_is_worth_more_than_a_mention():
    assert score("", "iron") > score("iron")


def test_words_near_each_other_are_worth_more_than_apart():
    assert score(f"tablet of iron {FILLING}") > score(f"tablet {FILLING} iron")


def test_words_in_sequence_are_worth_more_than_near():
    assert score("iron tablets again") > score("tablets again iron")


def test_endings_are_mentions_too():
    assert score("tablets", words=("tablet",)) > score("capsule", words=("tablet",))


def test_what_only_the_index_knows_is_a_faint_mention():
    assert 0 < score("ferrous") < score("iron")
