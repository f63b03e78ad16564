"""Searches that found nothing: counted without a word of who asked, offered to editors."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from glossary.models import Alias
from kb.search import search, unfound
from kb.search.models import Unfound
from tests.factories import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_gathered(monkeypatch, settings):
    settings.KB_COUNT_UNFOUND = True
    unfound.forget()
    monkeypatch.setattr(unfound, "start_writing", lambda: None)
    yield
    unfound.forget()


def ask(client, text, times=1):
    for _ in range(times):
        assert client.get("/search/", {"q": text}).status_code == 200
    unfound.write()


def kept():
    return list(Unfound.objects.values_list("text", "count"))


def test_words_are_kept_once_they_were_asked_for_three_times(client):
    ask(client, "Zzqq  Bones", 2)
    assert kept() == [("", 2)]
    assert "zzqq" not in str(Unfound.objects.values().get())
    ask(client, "zzqq bones")
    assert kept() == [("zzqq bones", 3)]


@pytest.mark.parametrize(
    "typed",
    [
        "jane@example.org", "0123 456 789", "born 1980", "https://example.org/a",
        "my name is jane doe x",
        "zz", "x" * 61, "zzqq 😀", "12345", "zzqq; drop", "zzqq123",
    ],
)  # fmt: skip
def test_what_may_tell_of_a_person_is_not_counted(client, typed):
    ask(client, typed, 4)
    assert kept() == []


def test_what_found_something_is_not_counted(client):
    from glossary.release import index_terms

    index_terms([make_term("ferritin").pk])
    ask(client, "ferritin", 3)
    assert kept() == []


def test_it_can_be_switched_off(client, settings):
    settings.KB_COUNT_UNFOUND = False
    ask(client, "zzqqxx", 3)
    assert kept() == []


def test_there_is_a_limit_and_old_rows_go(client, monkeypatch):
    monkeypatch.setattr(unfound, "MOST_ROWS", 2)
    for word in ("zzqqa", "zzqqb", "zzqqc"):
        ask(client, word)
    assert len(kept()) == 2
    long_ago = timezone.localdate() - datetime.timedelta(unfound.KEPT_DAYS + 1)
    Unfound.objects.update(last_day=long_ago)
    ask(client, "zzqqc")
    assert len(kept()) == 1


def test_one_process_gathers_so_many_and_no_more(monkeypatch):
    monkeypatch.setattr(unfound, "MOST_GATHERED", 3)
    for letter in "abcdef":
        unfound.note(f"zzqq{letter}")
    assert len(unfound._gathered) == 3


@pytest.fixture
def editor(client):
    person = User.objects.create_user("editor", is_staff=True)
    person.groups.add(Group.objects.get(name="Editor"))
    client.force_login(person)
    return client


@pytest.fixture
def asked(client):
    ask(client, "brittle skeleton", 3)
    return Unfound.objects.get()


def test_an_editor_makes_it_another_name(editor, asked):
    term = make_term("osteoporosis")
    assert "searches that found nothing" in editor.get("/admin/").content.decode()
    address = f"/admin/search/unfound/{asked.pk}/change/"
    assert "brittle skeleton" in editor.get(address).content.decode()
    assert editor.post(address, {"term": term.pk, "kind": "lay"}).status_code == 302
    assert Alias.objects.get(term=term).text == "brittle skeleton"
    assert search("brittle skeleton").groups[0].key == "osteoporosis"
    asked.refresh_from_db()
    assert asked.settled_at


def test_what_is_no_name_is_set_aside(editor, asked):
    editor.post(f"/admin/search/unfound/{asked.pk}/change/", {"kind": "lay"})
    asked.refresh_from_db()
    assert asked.settled_at
    assert not Alias.objects.exists()


def test_digests_are_shown_to_nobody_and_others_see_nothing(editor, client, asked):
    Unfound.objects.update(text="")
    assert editor.get(f"/admin/search/unfound/{asked.pk}/change/").status_code == 302
    person = User.objects.create_user("guest", is_staff=True)
    client.force_login(person)
    assert client.get("/admin/search/unfound/").status_code == 403
