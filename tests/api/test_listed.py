"""Lists are asked by statements written once, and give rows that were written when published."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from articles.models import Listing
from articles.publishing import show
from kb import state
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def test_rows_are_alike_whether_kept_or_made_anew(ask):
    make_article(topics=("Rest",))
    kept = ask("articles/").content
    Listing.objects.update(api="")
    assert ask("articles/").content == kept


def test_rows_are_alike_whether_sent_as_kept_or_selected_from(ask):
    make_article(topics=("Rest",))
    whole = ask("articles/")
    members = ",".join(whole.json()["results"][0])
    assert ask(f"articles/?fields={members}").content == whole.content


def test_rows_lead_to_where_the_site_is_now(ask, settings):
    make_article()
    settings.SITE_URL = "https://moved.example.org"
    row = ask("articles/").json()["results"][0]
    addresses = [row["url"], row["api_url"], *(tier["url"] for tier in row["tiers"])]
    assert all(address.startswith("https://moved.example.org/") for address in addresses)


def test_a_kept_row_becomes_overdue_by_itself(ask):
    make_article(reviewed_at=date(2026, 1, 1), reviewed_by_name="A", review_due=date(2026, 6, 1))
    for day, expected in (("2026-06-01", "reviewed"), ("2026-06-02", "overdue")):
        with time_machine.travel(f"{day}T12:00Z"):
            row = ask("articles/").json()["results"][0]
        assert row["review"] == {
            "state": expected,
            "reviewed_at": "2026-01-01",
            "reviewed_by": "A",
            "due": "2026-06-01",
        }


def test_a_client_may_have_the_list_indented(ask):
    make_article()
    indented = ask("articles/", headers={"Accept": "application/json; indent=2"})
    assert b'\n      "slug"' in indented.content
    assert indented.json() == ask("articles/").json()


@pytest.mark.parametrize("path", ["articles/", "terms/", "references/", "changes/"])
def test_an_answer_is_of_the_state_its_rows_are_of(ask, path):
    empty = ask(path)
    assert empty.json()["results"] == []
    make_article(references=(make_reference(),))
    make_term()
    filled = ask(path)
    assert filled.json()["results"]
    assert filled["ETag"] != empty["ETag"]
    state.advance()
    assert ask(path, headers={"If-None-Match": filled["ETag"]}).status_code == 200


def test_what_is_shown_anew_is_listed_anew(ask):
    article = make_article(topics=("Rest",))
    article.topics.all().update(name="Sleep")
    show([article])
    assert ask("articles/").json()["results"][0]["topics"][0]["name"] == "Sleep"
