"""The library in the editors' site."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from references.models import FormerKey, MergeProposal, Quotation, Reference
from tests.factories import make_reference
from tests.references.test_pages import cited, work

pytestmark = pytest.mark.django_db

LIST = "admin:references_reference_changelist"


def change(client, record: Reference, **fields):
    given = {
        "key": record.key,
        "csl": json.dumps(record.csl),
        "verification": record.verification,
        "verified_against": record.verified_against,
        "verification_note": record.verification_note,
        "quotations-TOTAL_FORMS": 0,
        "quotations-INITIAL_FORMS": 0,
        **fields,
    }
    return client.post(reverse("admin:references_reference_change", args=[record.pk]), given)


def test_the_list_makes_no_query_per_row(admin_client, django_assert_max_num_queries):
    for year in range(1990, 2010):
        work(year=year)
    with django_assert_max_num_queries(9):
        assert admin_client.get(reverse(LIST)).status_code == 200


@pytest.mark.parametrize("query", ["cited=yes", "cited=no", "twins=yes", "verification=verified"])
def test_the_list_is_narrowed(admin_client, query):
    cited(work())
    assert admin_client.get(reverse(LIST) + f"?{query}").status_code == 200


def test_records_are_found_while_typing(admin_client):
    work()
    found = admin_client.get(reverse(LIST) + "?q=night")
    assert "oak-2010" in found.content.decode()


def test_changing_the_record_changes_what_is_searched(admin_client):
    record = work()
    change(admin_client, record, csl=json.dumps({**record.csl, "title": "Zinc by day"}))
    record.refresh_from_db()
    assert (record.title, record.title_key) == ("Zinc by day", "zinc-by-day")


def test_verifying_notes_who_and_when(admin_client, admin_user):
    record = work()
    change(admin_client, record, verification="verified", verified_against="A registry")
    record.refresh_from_db()
    assert record.verified_by == admin_user
    assert record.verified_at is not None


def test_verifying_against_nothing_is_refused(admin_client):
    record = work()
    response = change(admin_client, record, verification="verified")
    assert "Say what the record was compared with." in response.content.decode()


def test_a_doi_of_another_record_is_refused(admin_client):
    make_reference(key="other", doi="10.5555/x")
    record = work()
    response = change(admin_client, record, csl=json.dumps({**record.csl, "DOI": "10.5555/X"}))
    assert "other has this DOI" in response.content.decode()


@pytest.mark.parametrize("csl", ["[]", "{}", '{"title": "T", "author": "Oak"}', "no json"])
def test_a_record_that_is_no_csl_is_refused(admin_client, csl):
    assert change(admin_client, work(), csl=csl).status_code == 200


def test_a_renamed_record_keeps_its_old_address(admin_client):
    record = work()
    change(admin_client, record, key="oak-new")
    assert FormerKey.objects.get(key="oak-2010").reference == record


@pytest.mark.parametrize(("action", "kept"), [("keep_first", 0), ("keep_second", 1)])
def test_twins_are_merged(admin_client, action, kept):
    pair = [work(), work(year=2012)]
    proposal = MergeProposal.objects.create(first=pair[0], second=pair[1], reason="", score=0.9)
    admin_client.post(
        reverse("admin:references_mergeproposal_changelist"),
        {"action": action, "_selected_action": [proposal.pk], "confirmed": "1"},
    )
    assert list(Reference.objects.all()) == [pair[kept]]


def test_twins_are_kept_apart(admin_client, admin_user):
    proposal = MergeProposal.objects.create(
        first=work(), second=work(year=2012), reason="", score=1
    )
    admin_client.post(
        reverse("admin:references_mergeproposal_changelist"),
        {"action": "keep_both", "_selected_action": [proposal.pk]},
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.settled_by) == ("apart", admin_user)


@pytest.mark.parametrize("name", ["quotation", "mergeproposal", "formerkey"])
def test_the_other_lists_open(admin_client, name):
    record = work()
    Quotation.objects.create(raw="Words", raw_sha256="a", reference=record)
    FormerKey.objects.create(key="old", reference=record)
    url = reverse(f"admin:references_{name}_changelist")
    assert admin_client.get(url).status_code == 200


def test_a_stranger_sees_nothing(client):
    assert client.get(reverse(LIST)).status_code == 302
