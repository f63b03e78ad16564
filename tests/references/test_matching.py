"""From an entry of a document to the one record of the library."""

from __future__ import annotations

import pytest

from kb.document.tree import ReferenceEntry
from references.keys import Numbers
from references.matching import by_keys, by_wordings, match_entries, match_or_create
from references.models import FormerKey, MergeProposal, Quotation, Reference
from tests.factories import make_reference

pytestmark = pytest.mark.django_db

APA = "Oak, A. C. & Elm, J. E. (2016). Textbook of Example Physiology (13th ed.). Example Press."
MLA = (
    "Oak, Arthur C. and John E. Elm. Textbook of Example Physiology. 13th ed. Example Press, 2016."
)
TRIAL = "Oak R, Elm K. Iron in early pregnancy: a trial. J Examples. 2010;12(3):45-67."


def entry(raw: str = "", key: str = "", **csl) -> ReferenceEntry:
    return ReferenceEntry(raw, csl, key)


def test_a_new_work_becomes_an_unverified_record_with_a_readable_key():
    record = match_or_create(entry(TRIAL))
    assert (record.key, record.verification, record.is_public) == ("oak-2010", "unverified", False)
    assert (record.title, record.year, record.authors) == (
        "Iron in early pregnancy: a trial",
        2010,
        "Oak, Elm",
    )


def test_the_same_words_lead_to_the_same_record():
    assert match_or_create(entry(TRIAL)) == match_or_create(entry(TRIAL))
    assert Quotation.objects.count() == 1


def test_one_work_in_two_styles_is_one_record():
    one, two = match_entries([entry(APA), entry(MLA)])
    assert one == two
    assert Reference.objects.count() == 1
    assert Quotation.objects.count() == 2


def test_an_identifier_finds_the_record_whatever_the_words():
    record = match_or_create(entry(f"{TRIAL} doi:10.5555/ABC"))
    other = entry("Oak R, et al. Iron. J Ex. 2010. https://doi.org/10.5555/abc")
    assert match_or_create(other) == record


def test_a_near_miss_is_proposed_and_not_merged():
    one = match_or_create(entry(TRIAL))
    two = match_or_create(entry(TRIAL.replace("2010;", "2012;")))
    proposal = MergeProposal.objects.get()
    assert one != two
    assert (proposal.first, proposal.second, proposal.state) == (one, two, "open")


def test_other_works_of_the_same_makers_are_not_proposed():
    match_or_create(entry(TRIAL))
    match_or_create(entry("Oak R, Elm K. Sleep of nurses at night. Examples. 2010;1:2-3."))
    assert not MergeProposal.objects.exists()


def test_keys_of_one_name_and_year_get_letters():
    raws = [f"Oak R. {title}. Examples. 2010;1:2-3." for title in ("Iron", "Sleep", "Coughs")]
    assert [record.key for record in match_entries([entry(raw) for raw in raws])] == [
        "oak-2010",
        "oak-2010b",
        "oak-2010c",
    ]


def test_a_document_s_own_key_is_taken_if_it_is_free():
    work = {"type": "book", "title": "Rest", "author": [{"family": "Oak"}]}
    assert match_or_create(entry(key="rest-book", **work)).key == "rest-book"


def test_a_document_s_own_key_finds_the_record_of_the_same_work():
    work = {"type": "book", "title": "Rest", "author": [{"family": "Oak"}]}
    record = match_or_create(entry(key="rest-book", **work))
    again = {**work, "title": "Rest.", "publisher": "Example Press"}
    assert match_or_create(entry(key="rest-book", **again)) == record


def test_a_document_s_own_key_never_hides_another_work():
    book = {"type": "book", "title": "Rest", "author": [{"family": "Oak"}]}
    other = {"type": "book", "title": "Coughs and colds", "author": [{"family": "Elm"}]}
    first = match_or_create(entry(key="one", **book))
    second = match_or_create(entry(key="one", **other))
    assert (first.key, second.key) == ("one", "oneb")


def test_a_key_alone_finds_its_record_also_by_a_former_key():
    record = make_reference(key="new-key")
    FormerKey.objects.create(key="old-key", reference=record)
    assert match_entries([entry(key="new-key"), entry(key="old-key")]) == [record, record]
    assert by_keys(["old-key", "nobody"]) == {"old-key": record}


def test_an_empty_entry_has_no_record():
    assert match_entries([entry()]) == [None]


def test_nothing_is_written_when_nothing_may_be_created():
    assert match_entries([entry(TRIAL)], create=False) == [None]
    assert not Reference.objects.exists()
    assert not Quotation.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_list(django_assert_max_num_queries):
    raws = [f"Oak R. Example number {n}. Examples. {1990 + n};1:2-3." for n in range(30)]
    with django_assert_max_num_queries(14):
        match_entries([entry(raw) for raw in raws])
    with django_assert_max_num_queries(5):
        match_entries([entry(raw) for raw in raws])


def test_numbers_behind_crowded_keys_go_on_from_call_to_call():
    def keys(first: int) -> list[str]:
        raws = [
            f"Oak R. Example number {n}. Examples. 2001;1:2-3." for n in range(first, first + 15)
        ]
        return [record.key for record in match_entries([*map(entry, raws)], numbers=numbers)]

    numbers = Numbers()
    assert [*keys(0), *keys(15)][-5:] == ["oak-2001z", *(f"oak-2001-{n}" for n in range(27, 31))]
    Reference.objects.create(key="oak-2001-33", csl={"title": "Somebody else's"})
    assert keys(30)[:4] == ["oak-2001-31", "oak-2001-32", "oak-2001-34", "oak-2001-35"]


def test_wordings_that_were_checked_are_found_again():
    record = match_or_create(entry(TRIAL))
    assert not by_wordings([TRIAL, "Other words"])
    Quotation.objects.update(verdict=Quotation.Verdict.EXACT)
    found = by_wordings([TRIAL, "Other words"])
    assert found[TRIAL].reference == record
    assert list(found) == [TRIAL]


@pytest.mark.parametrize("raw", ["???", "∞", "日本語の文献。2001", "x" * 9000, "10.5555/a"])
def test_an_unreadable_entry_still_gets_a_record(raw: str):
    record = match_or_create(entry(raw))
    record.full_clean(exclude=["csl"])
    assert record.key
