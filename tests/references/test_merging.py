"""Two records of one work become one."""

from __future__ import annotations

import pytest

from kb.document.tree import ReferenceEntry
from references.matching import match_entries, match_or_create
from references.merging import keep_apart, merge
from references.models import FormerKey, MergeProposal, Quotation, Reference
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def test_everything_that_pointed_at_one_points_at_the_other():
    gone, kept = make_reference(key="gone"), make_reference(key="kept")
    article = make_article(references=(gone,))
    definition = make_term("rest").definitions.get()
    definition.references.add(gone)
    merge(gone, kept)
    assert article.bibliography.get().reference == kept
    assert list(definition.references.all()) == [kept]
    assert FormerKey.objects.get().reference == kept


def test_an_article_that_listed_both_lists_one():
    gone, kept = make_reference(), make_reference()
    article = make_article(references=(gone, kept), published=False)
    merge(gone, kept)
    assert [entry.reference for entry in article.bibliography.all()] == [kept]


def test_the_old_words_lead_to_the_record_kept():
    raw = "Oak R. Iron. Examples. 2010;1:2-3."
    gone, kept = match_or_create(ReferenceEntry(raw)), make_reference()
    merge(gone, kept)
    assert match_entries([ReferenceEntry(raw)]) == [kept]
    assert Quotation.objects.get().reference == kept


def test_an_identifier_only_the_other_had_is_taken_over():
    raw = "Oak R. Iron. Examples. 2010;1:2-3. doi:10.5555/x"
    gone, kept = match_or_create(ReferenceEntry(raw)), make_reference()
    merge(gone, kept)
    kept.refresh_from_db()
    assert (kept.doi, kept.csl["DOI"]) == ("10.5555/x", "10.5555/x")


def test_proposals_follow_and_the_settled_one_falls_away():
    gone, kept, third = make_reference(), make_reference(), make_reference()
    MergeProposal.objects.create(first=gone, second=kept, reason="", score=0.9)
    MergeProposal.objects.create(first=gone, second=third, reason="", score=0.8)
    merge(gone, kept)
    proposal = MergeProposal.objects.get()
    assert {proposal.first, proposal.second} == {kept, third}


def test_records_kept_apart_are_not_proposed_again():
    match_or_create(ReferenceEntry("Oak R. Iron at night. Examples. 2010;1:2-3."))
    match_or_create(ReferenceEntry("Oak R. Iron at night. Examples. 2012;1:2-3."))
    keep_apart(MergeProposal.objects.get())
    match_or_create(ReferenceEntry("Oak, R. (2012). Iron at night. Examples, 1, 2-3."))
    assert MergeProposal.objects.get().state == "apart"


def test_a_record_is_not_merged_into_itself():
    record = make_reference()
    with pytest.raises(ValueError, match="itself"):
        merge(record, record)
    assert Reference.objects.filter(pk=record.pk).exists()
