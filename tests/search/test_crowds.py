"""Words that very many texts have: the right one is found all the same, and counts stay honest."""

import pytest

from kb.search import search
from kb.search.engines.base import BOUND
from kb.search.index import Entry, EntryName, replace, replace_many

CROWD = BOUND + 120

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine", "crowded")]


def keys(text, **options):
    return [group.key for group in search(text, **options).groups]


def an_article(key, title, body="Nothing of note.", heading="", position=0):
    return Entry(
        kind="article", key=key, title=title, url=f"/articles/{key}/", tier="academic",
        anchor=f"part-{position}", heading=heading, body=body,
    )  # fmt: skip


@pytest.fixture
def crowded(db):
    replace_many("article", {
        f"crowd-{number}": [an_article(
            f"crowd-{number}", f"Notes {number}",
            "Oats and barley lower it. Barley bread keeps well, and so do oats.",
        )]
        for number in range(CROWD)
    })  # fmt: skip


@pytest.mark.parametrize("typed", ["oats", "barley oats", "Barley and oats"])
def test_what_is_called_so_comes_before_all_that_mention_it(typed):
    replace("article", "called", [an_article("called", typed)])
    assert keys(typed)[0] == "called"


def test_a_name_comes_before_titles_that_have_its_words_more_often():
    replace("article", "often", [
        an_article("often", "Oats, oats, oats", "Oats.", "Oats", number) for number in range(6)
    ])  # fmt: skip
    replace("term", "porridge", [Entry(
        kind="term", key="porridge", title="porridge", url="/glossary/porridge/",
        names=(EntryName("oats", "abbreviation"),), body="A dish.",
    )])  # fmt: skip
    assert keys("oats")[:2] == ["porridge", "often"]


def test_a_heading_with_the_words_comes_before_all_that_mention_them():
    replace("article", "section", [
        an_article("section", "Breakfast"),
        an_article("section", "Breakfast", "Cooked.", "Barley with oats", 1),
    ])  # fmt: skip
    assert keys("oats barley")[0] == "section"


def test_a_rare_word_among_common_ones_finds_its_text():
    replace("article", "rare", [an_article("rare", "Breakfast", "Oats and barley, then quinoa.")])
    assert keys("oats barley quinoa")[0] == "rare"


def test_where_more_match_than_are_ranked_the_number_is_a_lower_bound():
    found = search("barley")
    assert found.is_bounded
    assert 0 < found.total <= CROWD
    assert not search("notes 7").is_bounded or search("notes 7").total <= CROWD


def test_pages_of_a_bounded_answer_hold_each_result_once():
    first = search("barley")
    shown = [key for page in range(1, first.pages + 1) for key in keys("barley", page=page)]
    assert len(shown) == len(set(shown)) == first.total


def test_narrowing_finds_what_the_crowd_hid():
    replace("term", "grain", [Entry(
        kind="term", key="grain", title="grain", url="/glossary/grain/", body="Oats or barley.",
    )])  # fmt: skip
    assert keys("barley", kind="term") == ["grain"]
