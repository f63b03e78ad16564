from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import ImportFinding
from tests.admin.conftest import client_of
from tests.admin.test_pages import address, make_source
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding() -> ImportFinding:
    make_source(make_article())
    return ImportFinding.objects.get(line=2)


@pytest.fixture
def client(editor):
    return client_of(editor)


def settle(client, finding, **said):
    url = reverse("admin:articles_importfinding_settle", args=[finding.pk])
    answer = client.post(url, said)
    finding.refresh_from_db()
    return answer


def test_a_finding_is_shown_in_its_source_with_what_to_do(finding, client):
    html = client.get(address(ImportFinding, "change", finding.pk)).content.decode()
    assert "Sleep &amp; rest." in html
    assert "Compare the cells with the raw row" in html


def test_settling_keeps_who_when_and_why_and_goes_to_the_next(finding, client, editor):
    answer = settle(client, finding, note="Compared with the page.")
    assert (finding.is_open, finding.settled_by) == (False, editor)
    assert finding.settled_note == "Compared with the page."
    assert finding.settled_at
    other = ImportFinding.objects.get(line=0)
    assert answer["Location"] == address(ImportFinding, "change", other.pk)


def test_settling_without_a_note_is_refused(finding, client):
    settle(client, finding, note=" ")
    assert finding.is_open


def test_a_settled_finding_can_be_opened_again(finding, client):
    settle(client, finding, note="Done.")
    settle(client, finding, reopen="1")
    assert (finding.is_open, finding.settled_by) == (True, None)
    assert finding.settled_note == "Done."


def test_the_queue_shows_open_findings_unless_asked(finding, client):
    settle(client, finding, note="Done.")
    queue = address(ImportFinding, "changelist")
    counts = [
        client.get(queue, query).context["cl"].result_count
        for query in ({}, {"open": "settled"}, {"open": "all"})
    ]
    assert counts == [1, 1, 2]


def test_many_are_settled_after_a_page_that_counts_them(finding, client):
    queue = address(ImportFinding, "changelist")
    chosen = {
        "action": "settle_selected",
        "_selected_action": list(ImportFinding.objects.values_list("pk", flat=True)),
    }
    asked = client.post(queue, chosen)
    assert "Settle 2 findings" in asked.content.decode()
    assert ImportFinding.objects.filter(is_open=True).count() == 2
    client.post(queue, {**chosen, "confirmed": "1", "note": "All the same cause."})
    assert not ImportFinding.objects.filter(is_open=True).exists()
