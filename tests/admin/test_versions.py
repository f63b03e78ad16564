"""Versions in the editors' site: any two compared, and the history of one section."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import editing
from articles.editing import SectionText
from articles.models import Article, Section
from articles.publishing import publish, withdraw
from articles.section_history import history
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def section_of(article: Article, tier: str = "academic") -> Section:
    return article.sections.get(tier=tier, heading="Why sleep matters")


def write(article: Article, markdown: str, tier: str = "academic") -> None:
    section = section_of(article, tier)
    text = SectionText(section.heading, markdown)
    editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    article.refresh_from_db()


@pytest.fixture
def article() -> Article:
    """Version 1, version 2 of other words, version 3 of another tier's, and a draft."""
    article = make_article(slug="sleep")
    write(article, "People need rest to stay alert.")
    publish(article, note="Said it more exactly.")
    write(article, "Sleep is needed.", "fundamentals")
    publish(article)
    write(article, "People need much rest to stay alert.")
    return article


@pytest.fixture
def client(editor):
    return client_of(editor)


def compared(client, article: Article, **query: str) -> str:
    page = reverse("admin:articles_article_versions", args=[article.pk])
    return client.get(page, query).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("1", "2", ["stay <del>well</del><ins>alert</ins>."]),
        ("2", "1", ["stay <del>alert</del><ins>well</ins>."]),
        ("1", "3", ["stay <del>well</del><ins>alert</ins>.", "needed"]),
        ("3", "draft", ["<ins>much"]),
        ("2", "2", []),
    ],
)
def test_any_two_are_compared(article, client, old, new, shown):
    html = compared(client, article, **{"from": old, "to": new})
    changes = html.partition('id="changes"')[2]
    assert [words for words in shown if words not in changes] == []
    assert bool(changes) is bool(shown)


def test_at_first_the_working_copy_is_compared_with_the_newest(article, client):
    assert "From version 3 to the working copy" in compared(client, article)


def test_versions_of_a_withdrawn_article_can_still_be_read(article, client):
    withdraw(article, reason="A test.")
    assert "alert" in compared(client, article, **{"from": "1", "to": "2"})


@pytest.mark.parametrize("number", ["9", "x", "0", "-1", "9" * 5000])
def test_a_version_that_is_not_there_is_not_found(article, client, number):
    page = reverse("admin:articles_article_versions", args=[article.pk])
    assert client.get(page, {"from": number}).status_code == 404


def test_an_article_never_published_has_nothing_to_compare(client):
    assert 'id="changes"' not in compared(client, make_article(published=False))


def test_a_sections_history_has_only_what_changed_it(article):
    entries = history(section_of(article))
    assert [entry.version and entry.version.number for entry in entries] == [None, 2, 1]
    assert [entry.change.fate for entry in entries] == ["changed", "changed", "added"]
    assert "<ins>alert</ins>" in entries[1].change.body


def test_a_sections_history_costs_one_query_more_than_its_row(article):
    section = Section.objects.select_related("article").get(pk=section_of(article).pk)
    with CaptureQueriesContext(connection) as queries:
        history(section)
    assert len(queries) == 1


def test_the_page_of_a_sections_history_names_versions_and_people(article, client):
    page = reverse("admin:articles_section_versions", args=[section_of(article).pk])
    html = client.get(page).content.decode()
    assert "Version 2" in html
    assert "Said it more exactly." in html
    assert "Version 3" not in html


def test_pages_of_versions_are_for_people_who_read_articles(article):
    client = client_of(make_person())
    for name, number in (("article", article.pk), ("section", section_of(article).pk)):
        assert (
            client.get(reverse(f"admin:articles_{name}_versions", args=[number])).status_code == 403
        )
