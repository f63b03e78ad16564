"""Works are entered by pasting: looked at first, unverified, never twice."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from references.models import MergeProposal, Reference
from tests.admin.conftest import client_of
from tests.factories import make_reference

pytestmark = pytest.mark.django_db

TWO = """@book{rest-2001, title={On Rest}, author={Elm, Karl}, year={2001}}
@article{sleep-2002, title={On Sleep}, journal={Journal of Examples}, doi={10.5555/SLEEP}}"""


@pytest.fixture
def paste(editor):
    client = client_of(editor)
    return lambda **said: client.post(reverse("admin:references_reference_paste"), said)


def test_what_is_pasted_is_shown_and_not_yet_written(paste):
    make_reference(key="known", doi="10.5555/sleep", csl={"title": "Sleep", "DOI": "10.5555/sleep"})
    html = paste(text=TWO).content.decode()
    assert "2 works read" in html
    assert "On Rest" in html and ">known</a>" in html
    assert html.count(" checked>") == 1
    assert "without author, year" in html
    assert Reference.objects.count() == 1


def test_what_is_ticked_is_entered_unverified_once(paste, editor):
    for _ in range(2):
        paste(text=TWO, enter="1", place=["0", "1"])
    rows = Reference.objects.order_by("key").values_list("key", "verification", "doi", "is_public")
    assert list(rows) == [
        ("rest-2001", "unverified", None, False),
        ("sleep-2002", "unverified", "10.5555/sleep", False),
    ]
    assert LogEntry.objects.filter(user=editor, change_message="Entered by pasting.").count() == 2


def test_what_is_not_ticked_is_left_out(paste):
    paste(text=TWO, enter="1", place=["1", "9", "x"])
    assert Reference.objects.get().key == "sleep-2002"


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [("doi:10.5555/Only", "doi", "10.5555/only"), ("PMID: 1234567", "pmid", "1234567")],
)
def test_an_identifier_alone_makes_a_record_with_it(paste, text, column, value):
    answer = paste(text=text, enter="1", place=["0"])
    record = Reference.objects.get()
    assert (getattr(record, column), record.title, record.year) == (value, "", None)
    assert record.verification == "unverified"
    assert answer["Location"] == reverse("admin:references_reference_change", args=[record.pk])


def test_near_misses_are_proposed_not_merged(paste):
    make_reference(
        key="old", title="On Rest and on Sleep in Cities", year=2001,
        author_year="elm-2001", identity="on-rest-and-on-sleep-in-cities|2001|elm",
        title_key="on-rest-and-on-sleep-in-cities",
        csl={
            "type": "book", "title": "On Rest and on Sleep in Cities",
            "author": [{"family": "Elm"}], "issued": {"date-parts": [[2001]]},
        },
    )  # fmt: skip
    text = "@book{new, title={On Rest and on Sleep in City}, author={Elm, Karl}, year={2001}}"
    paste(text=text, enter="1", place=["0"])
    assert Reference.objects.count() == 2
    assert MergeProposal.objects.count() == 1


def test_nothing_readable_is_said_so(paste):
    assert "No work could be read of it" in paste(text="[]").content.decode()
