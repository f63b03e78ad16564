"""What is offered while an editor writes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import completing
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def values(offers) -> list[str]:
    return [offer.value for offer in offers]


def test_a_work_is_found_by_key_title_makers_and_year():
    wanted = make_reference(key="owl-2031", title="Night birds", authors="Tawny", year=2031)
    make_reference(key="lark-2031", title="Day birds", authors="Sky", year=2031)
    for typed in ("owl", "night BIRDS", "tawny", "birds tawny 2031", "2031 night"):
        assert values(completing.works(typed)) == [wanted.key], typed
    assert completing.works("owl lark") == []


def test_works_the_article_lists_come_first():
    make_reference(key="aaa", title="Shared words")
    listed = make_reference(key="zzz", title="Shared words")
    article = make_article(references=(listed,), published=False)
    assert values(completing.works("shared", article)) == ["zzz", "aaa"]
    assert values(completing.works("", article))[0] == "zzz"


def test_an_unverified_work_says_so():
    make_reference(key="owl", year=2020)
    make_reference(key="wren", year=2020, verification="verified")
    assert completing.works("owl")[0].note == "Example, 2020, unverified"
    assert completing.works("wren")[0].note == "Example, 2020"


def test_a_term_is_found_by_its_name_first_and_by_its_other_names():
    make_term("deep sleep", aliases=("slow-wave sleep",))
    make_term("sleep apnoea")
    assert values(completing.terms("Sle")) == ["sleep apnoea", "deep sleep"]
    found = completing.terms("slow-w")[0]
    assert (found.value, found.note) == ("slow-wave sleep", "another name of deep sleep")


def test_a_term_that_readers_cannot_open_says_so():
    make_term("chronotype", is_public=False)
    make_term("sleep", is_linked=False)
    assert completing.terms("chrono")[0].note == "not public yet"
    assert completing.terms("sleep")[0].note == "not linked in articles"


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "\0", "'", "\\", "x" * 5000])
def test_odd_text_offers_nothing_and_breaks_nothing(typed):
    make_term("sleep")
    assert completing.terms(typed) == []
    completing.works(typed)


def test_no_more_than_a_few_are_offered_at_few_queries():
    for number in range(12):
        make_term(f"sleep stage {number}", aliases=(f"stage {number}",))
        make_reference(title=f"Sleep {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(completing.terms("sleep")) == completing.MOST
        assert len(completing.works("sleep")) == completing.MOST
    assert len(queries) == 2
