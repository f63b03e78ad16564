"""A ledger of checked records and wordings, loaded into the library."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from kb.document.tree import ReferenceEntry
from references.export import ledger_quotations, ledger_records
from references.ledger import LedgerError, load_ledger
from references.matching import match_or_create
from references.models import FormerKey, Quotation, Reference

pytestmark = pytest.mark.django_db

FOUND = {
    "type": "article-journal",
    "title": "Iron in early pregnancy: a trial",
    "author": [{"family": "Birch", "given": "Ada"}, {"family": "Oak", "given": "R."}],
    "issued": {"date-parts": [[2008]]},
    "container-title": "Journal of Examples",
    "volume": "3",
    "page": "121-129",
    "DOI": "10.5555/birch",
}
SHORT = "Oak R et al. (2010). Iron in early pregnancy: a trial. J Examples 12(3):45-67."
LONG = (
    "Oak, R., & Elm, K. (2010). Iron in early pregnancy ∞ A trial. Journal of Examples, 12(3), "
    "45-67."
)
LOST = "Ash P (2012). Copper in late pregnancy. J Examples 4(6):725-735."


def ledger(**changes: Any) -> bytes:
    given = {
        "references": [
            {
                "key": "birch-2008",
                "csl": FOUND,
                "verification": {
                    "state": "verified",
                    "against": "The journal's page",
                    "checked": "2026-11-02",
                    "note": "Seen whole.",
                },
            }
        ],
        "quotations": [
            {
                "as_given": SHORT,
                "verdict": "misquoted",
                "key": "birch-2008",
                "wrong": {"year": "2008, not 2010"},
                "note": "",
            },
            {"as_given": LOST, "verdict": "not-found", "key": None, "note": "Searched twice."},
        ],
    }
    return json.dumps({**given, **changes}).encode()


def cited(raw: str) -> tuple[Reference, Quotation]:
    record = match_or_create(ReferenceEntry(raw))
    return record, Quotation.objects.get(raw=raw)


def test_records_come_with_their_verification():
    load_ledger(ledger(), source="references.json")
    record = Reference.objects.get(key="birch-2008")
    assert record.verification == "verified"
    assert record.verified_against == "The journal's page"
    assert record.verified_at.isoformat() == "2026-11-02"
    assert record.verified_by_name == "references.json"
    assert record.doi == "10.5555/birch"


def test_a_month_is_no_day_and_stays_beside_the_evidence():
    verification = {"state": "verified", "against": "A registry", "checked": "2026-11"}
    one = {"key": "birch-2008", "csl": FOUND, "verification": verification}
    load_ledger(ledger(references=[one]))
    record = Reference.objects.get(key="birch-2008")
    assert record.verified_at is None
    assert record.verified_against == "A registry (checked 2026-11)"


def test_loading_twice_changes_nothing():
    assert load_ledger(ledger()).changed == {"birch-2008"}
    before = list(Reference.objects.values_list("updated_at", flat=True))
    assert load_ledger(ledger()).changed == set()
    assert list(Reference.objects.values_list("updated_at", flat=True)) == before


def test_a_misquotation_in_other_words_leads_to_the_record_found():
    load_ledger(ledger())
    record, quotation = cited(LONG)
    assert record.key == "birch-2008"
    assert quotation.verdict == "misquoted"
    assert quotation.wrong == {"year": "2008, not 2010"}


def test_a_reference_nobody_found_says_so():
    load_ledger(ledger())
    record, quotation = cited(LOST.replace("(2012)", "(2012) "))
    assert (record.key, record.verification) == ("ash-2012", "not-found")
    assert record.verification_note == "Searched twice."
    assert quotation.verdict == "not-found"


def test_another_work_is_not_drawn_in():
    load_ledger(ledger())
    record, quotation = cited("Oak R. Sleep of nurses. J Examples. 2010;12(3):90-99.")
    assert record.verification == "unverified"
    assert quotation.verdict == "unchecked"


def test_a_ledger_that_comes_later_settles_what_was_imported_before():
    early, _ = cited(LONG)
    lost, _ = cited(LOST)
    loaded = load_ledger(ledger())
    assert Quotation.objects.get(raw=LONG).reference.key == "birch-2008"
    assert FormerKey.objects.get(key=early.key).reference.key == "birch-2008"
    assert Reference.objects.get(pk=lost.pk).verification == "not-found"
    assert loaded.changed == {"birch-2008", lost.key}


def test_a_wording_nobody_found_is_told_on_the_page_of_its_record():
    load_ledger(ledger())
    record, _ = cited(LOST.replace("J Examples", "Journal of Examples"))
    assert record.quotations.get(in_ledger=True).raw == LOST


def test_what_is_exported_loads_as_the_same_library():
    load_ledger(ledger())
    exported = {"references": ledger_records(), "quotations": ledger_quotations()}
    Quotation.objects.all().delete()
    Reference.objects.all().delete()
    load_ledger(json.dumps(exported).encode())
    assert {"references": ledger_records(), "quotations": ledger_quotations()} == exported


def test_a_record_imported_before_is_completed_and_keeps_its_key():
    record = match_or_create(ReferenceEntry("", {**FOUND, "volume": ""}, "my-birch"))
    load_ledger(ledger())
    record.refresh_from_db()
    assert (record.key, record.verification, record.csl["volume"]) == ("my-birch", "verified", "3")
    assert FormerKey.objects.get(key="birch-2008").reference == record


def test_what_a_person_verified_is_not_overwritten():
    load_ledger(ledger())
    record = Reference.objects.get(key="birch-2008")
    record.verified_by = User.objects.create(username="editor")
    record.csl = {**FOUND, "volume": "4"}
    record.save()
    assert load_ledger(ledger()).kept == {"birch-2008"}
    record.refresh_from_db()
    assert record.csl["volume"] == "4"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "no JSON"),
        (b"[]", "must be an object"),
        (b'{"references": {}}', "must be a list"),
        (ledger(references=[{"key": "a b", "csl": FOUND}]), "Reference 1"),
        (ledger(references=[{"key": "a", "csl": {}}]), "with a title"),
        (
            ledger(references=[{"key": "a", "csl": FOUND, "verification": {"state": "sure"}}]),
            "sure",
        ),
        (ledger(references=[{"key": "birch-2008", "csl": FOUND}] * 2), "twice"),
        (ledger(quotations=[{"as_given": SHORT, "verdict": "maybe"}]), "Quotation 1"),
        (ledger(quotations=[{"as_given": SHORT, "verdict": "exact"}]), "needs the “key”"),
        (ledger(quotations=[{"as_given": SHORT, "verdict": "exact", "key": "x"}]), "not there: x"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_refused_whole(data: bytes, said: str):
    with pytest.raises(LedgerError, match=said):
        load_ledger(data)
    assert not Reference.objects.exists()
