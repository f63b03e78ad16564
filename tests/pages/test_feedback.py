"""Readers' answers: kept without anything about the reader, refused from elsewhere."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import models
from django.urls import reverse

from articles.models import Feedback
from tests.pages.checks import check_page, find, words

ADDRESS = "/articles/sleep-and-rest/feedback/"
ANSWER = {"version": 1, "tier": "academic", "helpful": "no", "reason": "hard", "note": "Too long."}
LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def send(client, headers=SAME, **changes):
    return client.post(ADDRESS, ANSWER | changes, headers=headers)


def test_answer_is_kept_with_version_and_tier(client, full_article):
    response = send(client)
    assert response.status_code == 303
    assert response.headers["Location"] == f"{ADDRESS}thanks/"
    assert not response.cookies
    kept = Feedback.objects.get()
    assert (kept.version.number, kept.tier, kept.is_helpful) == (1, "academic", False)
    assert (kept.reason, kept.note) == ("hard", "Too long.")


def test_nothing_about_the_reader_is_kept(client, full_article, settings):
    settings.CACHES = {"default": {"BACKEND": LOCAL_CACHE}}  # whose keys can be looked at
    send(client)
    fields = {field.name for field in Feedback._meta.get_fields()}
    told = {"version", "tier", "is_helpful", "reason", "note", "received_on"}
    assert fields == {"id", *told, "settled_at", "settled_by"}  # the last two are of editors
    assert Feedback.objects.get().settled_by is None
    assert isinstance(Feedback._meta.get_field("received_on"), models.DateField)
    keys = list(cache._cache)
    assert keys
    assert "127.0.0.1" not in "".join(keys)


def test_thanks_are_a_page_like_any_other(client, full_article):
    response = client.get(f"{ADDRESS}thanks/")
    assert "Thank you" in words(find(check_page(response), "h1")[0])
    assert response.headers["Cache-Control"].startswith("public")
    assert client.get("/articles/none/feedback/thanks/").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/testserver"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_other_sites_cannot_answer(client, full_article, headers):
    assert send(client, headers).status_code == 403
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://testserver"}, {"Referer": "http://testserver/articles/x/"}]
)
def test_browser_without_fetch_headers_can_answer(client, full_article, headers):
    assert send(client, headers).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"helpful": ""},
        {"helpful": "maybe"},
        {"tier": "other"},
        {"version": "x"},
        {"note": "a" * 1001},
    ],
)
def test_malformed_answer_is_refused(client, full_article, changes):
    response = send(client, **changes)
    assert response.status_code == 400
    check_page(response)
    assert not Feedback.objects.exists()


def test_program_that_fills_everything_in_is_thanked_and_ignored(client, full_article):
    assert send(client, website="https://spam.example").status_code == 303
    assert not Feedback.objects.exists()


def test_unknown_version_or_article_is_missing(client, full_article):
    assert send(client, version=9).status_code == 404
    assert client.post("/articles/none/feedback/", ANSWER, headers=SAME).status_code == 404


def test_one_address_cannot_fill_the_table(client, full_article, settings):
    settings.KB_FEEDBACK_RATE = "2/hour"
    assert [send(client).status_code for _ in range(3)] == [303, 303, 429]
    assert Feedback.objects.count() == 2


def test_form_asks_only_what_is_kept(client, full_article):
    page = check_page(client.get("/articles/sleep-and-rest/academic/"))
    (form,) = find(page, "form", class_="feedback")
    fields = [*find(form, "input"), *find(form, "select"), *find(form, "textarea")]
    assert {each.get("name") for each in fields} == {*ANSWER, "website"}
    offered = {option.get("value") for option in find(form, "option")}
    assert offered == {"", *Feedback.Reason.values}


def test_editors_read_answers_and_cannot_change_them(client, full_article, admin_client):
    send(client)
    page = admin_client.get(reverse("admin:articles_feedback_changelist"))
    assert "Too long." in page.content.decode()
    assert admin_client.get(reverse("admin:articles_feedback_add")).status_code == 403
    change = reverse("admin:articles_feedback_change", args=[Feedback.objects.get().pk])
    assert admin_client.post(change, {}).status_code == 403
