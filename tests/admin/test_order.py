"""Sections moved from an article's page: plain forms, a lock, a record."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.models import Article, Section
from tests.admin.conftest import client_of
from tests.admin.test_pages import address
from tests.articles.test_ordering import article, headed, order  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(editor):
    return client_of(editor)


def move(client, article, wish: str, *, seen: int = 0):  # noqa: F811
    page = reverse("admin:articles_article_move", args=[article.pk])
    return client.post(page, {"move": wish, "seen": seen}, follow=True).content.decode()


def test_a_button_moves_and_keeps_the_focus(article, client, editor):  # noqa: F811
    section = headed(article, "academic")
    html = move(client, article, f"{section.pk} simpler")
    assert order(article, "intermediate") == ["Opening", "Why sleep matters", "Why sleep matters"]
    assert re.findall(r'value="([^"]+)"[^>]*autofocus', html) == [f"{section.pk} simpler"]
    assert "place 2 of Intermediate" in html
    said = LogEntry.objects.latest("pk")
    assert (said.user, said.object_id) == (editor, str(article.pk))
    assert "from Academic to place 2 of Intermediate" in said.get_change_message()


def test_a_chosen_place_is_taken(article, client):  # noqa: F811
    section = headed(article, "academic")
    move(client, article, f"{section.pk} fundamentals 0")
    assert order(article, "fundamentals")[0] == "Why sleep matters"


def test_the_sections_own_page_names_every_place(article, client):  # noqa: F811
    section = headed(article, "academic")
    html = client.get(address(Section, "change", section.pk)).content.decode()
    values = re.findall(r'<option value="(\d+ \w+ \d+)"', html)
    assert len(values) == 3 + 3 + 2
    assert f"{section.pk} intermediate 2" in values


def test_a_stale_page_moves_nothing_and_says_so(article, client):  # noqa: F811
    section = headed(article, "academic")
    Article.objects.filter(pk=article.pk).update(lock_version=5)
    html = move(client, article, f"{section.pk} up", seen=4)
    assert "Nothing was moved" in html
    assert order(article, "academic") == ["Opening", "Why sleep matters"]
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("wish", ["", "x up", "{} sideways", "{} reflection 0", "{} academic"])
def test_a_wish_that_makes_no_sense_breaks_nothing(article, client, wish):  # noqa: F811
    section = headed(article, "academic")
    move(client, article, wish.format(section.pk))
    assert set(order(article, "academic")) == {"Opening", "Why sleep matters"}


def test_a_section_of_another_article_is_not_moved(article, client):  # noqa: F811
    section = headed(article, "academic")
    other = Article.objects.create(slug="other", title="Other")
    assert "Nothing was moved" in move(client, other, f"{section.pk} up")
