"""The same search again: answered from memory, never with what is no longer so."""

import pytest

from kb import state
from kb.search import index, remembered, unfound
from kb.search.models import Passage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]


def page(client, **asked):
    return client.get("/search/", asked).content.decode()


def test_the_same_search_again_asks_only_for_the_state(client, django_assert_num_queries):
    before = page(client, q="iron")
    with django_assert_num_queries(1):
        assert page(client, q="iron") == before


def test_another_page_or_choice_is_another_search(client):
    everything = page(client, q="iron")
    assert page(client, q="iron", kind="term") != everything
    assert page(client, q="iron", tier="academic") != everything


def test_what_changed_is_searched_for_anew(client):
    assert "Kidney stones" in page(client, q="oxalate")
    Passage.objects.filter(key="kidney-stones").delete()  # as another process would
    state.advance()
    assert "Kidney stones" not in page(client, q="oxalate")


def test_what_this_process_takes_out_is_gone_at_once(client):
    assert "Kidney stones" in page(client, q="oxalate")
    index.remove("article", "kidney-stones")
    assert "Kidney stones" not in page(client, q="oxalate")


def test_a_page_is_made_anew_after_a_while(client, monkeypatch):
    assert "Kidney stones" in page(client, q="oxalate")
    Passage.objects.filter(key="kidney-stones").delete()
    now = remembered.time.monotonic()
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now + remembered.SECONDS + 1)
    assert "Kidney stones" not in page(client, q="oxalate")


def test_searches_that_found_nothing_count_each_time(client, monkeypatch):
    noted = []
    monkeypatch.setattr(unfound, "note", noted.append)
    for _ in range(2):
        page(client, q="zzqqxxyy")
    assert noted == ["zzqqxxyy", "zzqqxxyy"]


def test_only_so_many_pages_are_kept_those_asked_for_last(monkeypatch):
    monkeypatch.setattr(remembered, "MOST_PAGES", 2)
    one = remembered.Page("one", "")
    remembered.keep(("a",), one)
    remembered.keep(("b",), one)
    assert remembered.recall(("a",)) == one
    remembered.keep(("c",), one)
    assert remembered.recall(("b",)) is None
    assert remembered.recall(("a",)) == one


def test_a_very_long_page_is_not_kept():
    remembered.keep(("a",), remembered.Page("x" * (remembered.LONGEST + 1), ""))
    assert remembered.recall(("a",)) is None
