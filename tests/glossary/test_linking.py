"""The names articles are searched for, and the definitions their readers are shown."""

import pytest
from django.db import transaction

from glossary.linking import current_linker, definitions_for, forget_linker
from glossary.models import Alias, Definition, Term
from kb import state
from tests.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_linker():
    forget_linker()
    yield
    forget_linker()


def found(text):
    return [match.slug for match in current_linker().find(text)]


def alias(term, text, kind):
    Alias.objects.create(term=term, text=text, kind=kind)


def test_names_and_aliases_are_found_lay_words_are_not():
    term = make_term("ferritin", aliases=("iron protein",))
    alias(term, "iron stores", "lay")
    assert found("Ferritin is an iron protein, not iron stores.") == ["ferritin", "ferritin"]


def test_hidden_and_unlinked_terms_are_not_found():
    make_term("zinc", is_public=False)
    make_term("copper", is_linked=False)
    assert found("Zinc and copper.") == []


def test_a_name_beats_an_alias_and_a_shared_alias_names_nothing():
    make_term("iron pill", aliases=("iron tablet", "iron"))
    make_term("iron", aliases=("iron tablet",))
    assert found("iron") == ["iron"]
    assert found("iron tablet") == ["iron"]  # the word inside it, not the shared alias


def test_the_linker_is_kept_until_the_glossary_changes(django_assert_num_queries):
    state.advance(glossary=True)
    current_linker()
    with django_assert_num_queries(1):
        current_linker()
    make_term("iron")
    state.advance(glossary=True)
    assert found("iron") == ["iron"]


def test_who_waited_while_a_newer_one_was_built_takes_that(monkeypatch):
    state.advance(glossary=True)
    newest, now = current_linker(), state.counters()
    answers = iter([(now[0] - 1, now[1] - 1), now])  # before waiting, and after
    monkeypatch.setattr(state, "counters", lambda: next(answers))
    assert current_linker() is newest


@pytest.mark.django_db(transaction=True)
def test_a_linker_of_a_transaction_rolled_back_is_not_used():
    state.advance(glossary=True)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_term("iron")
        state.advance(glossary=True)
        assert found("iron and zinc") == ["iron"]
        raise ZeroDivisionError
    with transaction.atomic():
        make_term("zinc")
        state.advance(glossary=True)
        assert found("iron and zinc") == ["zinc"]
    assert found("iron and zinc") == ["zinc"]


def define(term, tier, text, **fields):
    return Definition.objects.create(
        term=term, tier=tier, text=text, **{"status": "chosen", **fields}
    )


@pytest.mark.parametrize(
    ("present", "tier", "shown", "is_fallback"),
    [
        (["", "fundamentals", "academic"], "academic", "academic", False),
        (["", "fundamentals"], "academic", "", False),
        (["fundamentals", "intermediate"], "academic", "intermediate", True),
        (["fundamentals", "academic"], "intermediate", "fundamentals", True),
        (["academic"], "fundamentals", "academic", True),
    ],
)
def test_a_reader_gets_the_nearest_wording(present, tier, shown, is_fallback):
    term = make_term("iron", definition="")
    for name in present:
        define(term, name, f"for {name}")
    one = definitions_for([term.pk], tier)[term.pk]
    assert (one.tier, one.text, one.is_fallback) == (shown, f"for {shown}", is_fallback)


def test_only_chosen_wordings_are_shown_and_a_review_is_said():
    term = make_term("iron", definition="")
    define(term, "", "waiting", status="candidate")
    assert definitions_for([term.pk], "academic") == {}
    define(term, "", "signed", reviewed_at="2025-01-31", source="a book")
    one = definitions_for([term.pk], "academic")[term.pk]
    assert (one.text, one.reviewed, one.source) == ("signed", True, "a book")


def test_definitions_of_many_terms_take_one_query(django_assert_num_queries):
    ids = [make_term().pk for _ in range(5)]
    with django_assert_num_queries(1):
        assert len(definitions_for(ids, "academic")) == 5
    assert Term.objects.count() == 5
