"""The log says who changed what, from what to what, to administrators only."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.models import Topic
from kb.change_log import LONGEST, told
from tests.admin.conftest import client_of, group_named, make_person
from tests.factories import make_article, make_term

pytestmark = pytest.mark.django_db

LOG = reverse("admin:admin_logentry_changelist")


def change_topic(client, topic: Topic, **fields):
    page = reverse("admin:articles_topic_change", args=[topic.pk])
    client.post(page, {"name": topic.name, "slug": topic.slug, "review_months": "", **fields})


def test_a_change_is_logged_with_both_values():
    person = make_person("Administrator")
    topic = Topic.objects.create(slug="rest", name="Rest", review_months=12)
    change_topic(client_of(person), topic, review_months="6", name="Repose")
    entry = LogEntry.objects.get()
    assert entry.user == person
    assert told(entry).endswith("Name: “Rest” → “Repose”. Review months: “12” → “6”.")
    assert "“12” → “6”" in client_of(person).get(LOG).content.decode()


@pytest.mark.parametrize("group", ["Editor", "Reviewer", "Publisher"])
def test_only_administrators_read_the_log(group):
    assert client_of(make_person(group)).get(LOG).status_code == 403


def test_related_records_are_called_by_name_and_long_texts_cut(root):
    term, other = make_term("rest"), make_term("repose")
    page = reverse("admin:glossary_term_change", args=[term.pk])
    data = {"name": "x" * 300, "slug": term.slug, "related": [other.pk], "is_public": "on"}
    for prefix in ("aliases", "definitions", "codes"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    root.post(page, data)  # refused: the name is too long
    assert not LogEntry.objects.exists()
    root.post(page, {**data, "name": "rested"})
    said = told(LogEntry.objects.get())
    assert "Related: “” → “repose”" in said and "Name: “rest” → “rested”" in said


def test_a_long_text_is_cut(editor):
    article = make_article()
    section = article.sections.first()
    page = reverse("admin:articles_section_change", args=[section.pk])
    text = "Words of rest. " * 100
    client_of(editor).post(page, {"heading": "", "markdown": text, "base": section.digest})
    said = told(LogEntry.objects.get())
    assert "Words of rest." in said and "…" in said
    assert len(said) < 3 * LONGEST + 200
    assert section.digest not in said  # what a form hides is no change


def test_what_an_account_may_do_is_logged_and_no_password(root):
    person = make_person("Editor")
    page = reverse("admin:auth_user_change", args=[person.pk])
    data = {
        "username": person.username, "is_staff": "on",
        "groups": [group_named("Reviewer").pk],
        "date_joined_0": "2024-01-01", "date_joined_1": "00:00:00",
    }  # fmt: skip
    root.post(page, data)
    said = told(LogEntry.objects.get())
    assert "“Editor” → “Reviewer”" in said and "Active: “True” → “False”" in said
    assert "assword" not in said


def test_older_entries_and_plain_words_are_told_as_they_are(superuser):
    entry = LogEntry(user=superuser, action_flag=2, change_message="Entered by pasting.")
    assert told(entry) == "Entered by pasting."
    entry.change_message = '[{"changed": {"fields": ["Name"]}}]'
    assert told(entry) == "Changed Name."
