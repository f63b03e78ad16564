"""Reviews are reminded of once at each stage, and their dates are a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles import review_calendar
from articles.models import Article, Notice, ReviewReminder
from articles.publishing import withdraw
from articles.reminders import remind
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 15)


def due_in(days: int, **fields) -> Article:
    return make_article(review_due=TODAY + timedelta(days=days), **fields)


@pytest.fixture
def owner():
    return make_person("Editor", email="edith@example.org")


def test_a_review_is_reminded_of_when_near_and_when_past_and_never_twice(owner):
    article = due_in(30, owner=owner, title="Sleep")
    due_in(400, owner=owner)
    assert remind(TODAY) == 1
    assert remind(TODAY) == remind(TODAY + timedelta(days=29)) == 0
    texts = list(Notice.objects.filter(person=owner).values_list("text", flat=True))
    assert texts == ["The review of “Sleep” is due on 15 July 2025"]
    assert remind(TODAY + timedelta(days=31)) == 1
    said = Notice.objects.filter(person=owner, article=article).first().text
    assert said == "The review of “Sleep” was due on 15 July 2025"
    assert remind(TODAY + timedelta(days=31)) == 0


def test_a_new_date_is_a_new_reminder(owner):
    article = due_in(-1, owner=owner)
    remind(TODAY)
    Article.objects.filter(pk=article.pk).update(review_due=TODAY + timedelta(days=5))
    assert remind(TODAY) == 1


def test_everybody_who_answers_for_it_is_told_once(owner):
    reviewer, gone = make_person("Reviewer"), make_person("Editor", is_active=False)
    due_in(1, owner=owner, reviewed_by=reviewer, edited_by=owner)
    due_in(1, owner=gone)
    remind(TODAY)
    told = Notice.objects.order_by("person").values_list("person", flat=True)
    assert list(told) == sorted([owner.pk, reviewer.pk, owner.pk])  # the second goes to editors


def test_drafts_and_what_is_withdrawn_are_not_reminded_of(owner):
    due_in(1, owner=owner, published=False)
    withdraw(due_in(1, owner=owner))
    assert remind(TODAY) == 0


def test_one_letter_tells_of_all(owner, settings, django_capture_on_commit_callbacks):
    settings.KB_SENDS_MAIL = True
    for days in (1, 2, -3):
        due_in(days, owner=owner)
    with django_capture_on_commit_callbacks(execute=True):
        remind(TODAY)
    assert [message.to for message in mail.outbox] == [["edith@example.org"]]
    assert mail.outbox[0].body.count("/admin/articles/article/") == 3


def test_a_mail_server_that_fails_loses_no_reminder(
    owner, settings, django_capture_on_commit_callbacks
):
    settings.KB_SENDS_MAIL = True
    settings.EMAIL_BACKEND = "tests.nowhere.Backend"
    due_in(1, owner=owner)
    with django_capture_on_commit_callbacks(execute=True):
        remind(TODAY)
    assert Notice.objects.count() == ReviewReminder.objects.count() == 1


def test_many_articles_take_no_more_queries(owner, django_assert_max_num_queries):
    for _ in range(12):
        due_in(1, owner=owner)
    with django_assert_max_num_queries(9):
        assert remind(TODAY) == 12


def test_the_command_says_how_many():
    make_article(review_due=timezone.localdate())
    said = StringIO()
    call_command("send_reminders", stdout=said)
    call_command("send_reminders", stdout=said)
    assert said.getvalue().split("\n")[:2] == [
        "1 articles reminded of.",
        "0 articles reminded of.",
    ]


# --- the calendar ---------------------------------------------------------------------------


def fetch(client, person, scope="all"):
    return client.get(review_calendar.address(person, scope).removeprefix("http://127.0.0.1:8000"))


def events(answer) -> list[dict[str, str]]:
    """Read a calendar as RFC 5545 tells to; whatever is against its rules fails."""
    data = answer.content
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = data.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("VERSION:2.0") == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    found: list[dict[str, str]] = []
    inside = False
    for line in lines:
        name, _, value = line.partition(":")
        assert name and name.split(";")[0].replace("-", "").isupper(), line
        if line == "BEGIN:VEVENT":
            assert not inside
            found.append({})
            inside = True
        elif line == "END:VEVENT":
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE"} <= found[-1].keys()
            inside = False
        elif inside:
            assert name not in found[-1]
            found[-1][name] = value
    assert len({event["UID"] for event in found}) == len(found)
    return found


def unescaped(text: str) -> str:
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def test_the_calendar_is_one_of_whole_days_with_every_title_as_it_is(client, owner):
    title = "Änderung, dose; and \\ sign: " + "très long " * 20
    make_article(title=title.strip(), review_due=date(2025, 12, 31), owner=owner)
    answer = fetch(client, owner)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer)
    assert event["DTSTART;VALUE=DATE"] == "20251231"
    assert event["DTEND;VALUE=DATE"] == "20260101"
    assert unescaped(event["SUMMARY"]) == f"Review due: {title.strip()}"
    assert event["URL"].startswith("http://127.0.0.1:8000/admin/articles/article/")


def test_a_title_cannot_add_lines(client, owner):
    make_article(title="A\r\nEND:VEVENT\nX", slug="a", review_due=TODAY)
    (event,) = events(fetch(client, owner))
    assert event["SUMMARY"] == "Review due: A  END:VEVENT X"


def test_a_persons_own_calendar_holds_what_they_answer_for(client, owner):
    make_article(title="Mine", review_due=TODAY, owner=owner)
    make_article(title="Theirs", review_due=TODAY)
    make_article(title="Undated", owner=owner)
    assert [event["SUMMARY"] for event in events(fetch(client, owner, "mine"))] == [
        "Review due: Mine"
    ]
    assert len(events(fetch(client, owner))) == 2


def test_nobody_else_opens_it(client, owner):
    make_article(title="Secret draft", review_due=TODAY, published=False)
    assert "Secret draft (draft)" in fetch(client, owner).content.decode()
    address = review_calendar.address(owner, "all")
    assert client.get("/calendar/forged.ics").status_code == 404
    assert client.get(f"/calendar/{address[-40:]}").status_code == 404
    for spoil in (
        lambda: owner.groups.clear(),
        lambda: (owner.set_password("another"), owner.save()),
        lambda: (setattr(owner, "is_active", False), owner.save()),
    ):
        person = type(owner).objects.get(pk=owner.pk)
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
        spoil()
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 404
        person.save()
        person.groups.set([make_person("Editor").groups.get()])
        owner.refresh_from_db()


def test_no_cache_keeps_it_and_no_cookie_is_set(client, owner):
    answer = fetch(client, owner)
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies


def test_the_first_page_leads_to_both(owner):
    html = client_of(owner).get("/admin/").content.decode()
    for scope in ("mine", "all"):
        assert review_calendar.address(owner, scope) in html
    assert "calendar program" not in client_of(make_person()).get("/admin/").content.decode()


def test_a_long_calendar_takes_no_more_queries(client, owner, django_assert_max_num_queries):
    for _ in range(8):
        make_article(review_due=TODAY)
    with django_assert_max_num_queries(4):
        assert len(events(fetch(client, owner))) == 8
