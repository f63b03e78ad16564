"""An old version becomes the working copy again; readers and every version stay as they are."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import editing, workflow
from articles.editing import SectionText
from articles.models import Article, Topic
from articles.publishing import publish
from articles.restoring import restore
from references.models import Reference
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor) -> Article:
    """Two published versions: in the second, words, a section, a title and a work are others."""
    article = make_article(
        references=(make_reference(key="example-2001"),), topics=("sleep", "rest")
    )
    first, second = article.sections.filter(tier="academic").order_by("position")
    editing.delete_section(first.pk, by=editor, base=first.digest)
    text = SectionText("Sleep", "Other words.")
    editing.save_section(second.pk, text, by=editor, base=second.digest)
    editing.add_section(article, "fundamentals", SectionText("New", "New words."), by=editor)
    article = Article.objects.get(pk=article.pk)
    article.title = "Another title"
    article.save()
    article.topics.set([Topic.objects.get(name="rest")])
    article.bibliography.all().delete()
    publish(article)
    return Article.objects.get(pk=article.pk)


def take_back(article: Article, person, number: int = 1, **said):
    version = article.versions.get(number=number)
    return restore(version, by=person, seen_lock=article.lock_version, **said)


def test_the_restored_text_publishes_to_an_equal_digest(article, editor):
    take_back(article, editor)
    again = Article.objects.get(pk=article.pk)
    version = publish(again)
    assert version.number == 3
    assert version.digest == article.versions.get(number=1).digest
    assert again.title == "Sleep and rest"


def test_readers_see_what_they_saw_until_it_is_published(article, editor):
    take_back(article, editor)
    again = Article.objects.get(pk=article.pk)
    assert again.published.number == 2
    assert again.renderings.first().page["title"] == "Another title"


def test_restoring_is_recorded_with_version_and_reason(article, editor):
    workflow.perform(article.pk, "submit", by=editor, seen_lock=article.lock_version)
    step = take_back(article, editor, comment="Too hasty.")
    assert (step.action, step.version.number, step.by) == ("restore", 1, editor)
    assert (step.from_state, step.to_state, step.comment) == ("in_review", "draft", "Too hasty.")
    assert Article.objects.get(pk=article.pk).edited_by == editor


def test_an_edit_of_somebody_else_is_not_replaced_unseen(article, editor):
    section = article.sections.get(heading="New")
    text = SectionText("New", "Words of another.")
    editing.save_section(section.pk, text, by=make_person("Editor"), base=section.digest)
    with pytest.raises(workflow.Refused):
        take_back(article, editor)
    assert article.sections.filter(markdown="Words of another.").exists()


def test_a_work_and_a_topic_that_are_no_more_come_back(article, editor):
    Reference.objects.filter(key="example-2001").delete()
    Topic.objects.filter(name="sleep").delete()
    take_back(article, editor)
    version = publish(Article.objects.get(pk=article.pk))
    assert version.digest == article.versions.get(number=1).digest


def test_sections_keep_their_rows_and_with_them_what_points_at_them(article, editor):
    section = article.sections.get(tier="intermediate", position=0)
    take_back(article, editor)
    same = article.sections.get(tier="intermediate", position=0)
    assert (same.pk, same.edited_by) == (section.pk, section.edited_by)


# --- the page -------------------------------------------------------------------------------


def page(article: Article, number: int = 1) -> str:
    return reverse("admin:articles_article_restore", args=[article.pk, number])


def test_the_page_shows_the_difference_and_says_that_nothing_is_lost(article, editor):
    html = client_of(editor).get(page(article)).content.decode()
    assert "is kept as version 2" in html
    assert "<del>New words.</del>" in html
    assert "An opening for academic readers" in html
    assert "Another title" in html


def test_the_page_warns_of_words_that_were_never_published(article, editor):
    section = article.sections.get(heading="New")
    text = SectionText("New", "Not published yet.")
    editing.save_section(section.pk, text, by=editor, base=section.digest)
    html = client_of(editor).get(page(article)).content.decode()
    assert "was never published" in html
    assert "Not published yet." in html


def test_confirming_restores_and_a_stale_confirmation_is_refused(article, editor):
    client = client_of(editor)
    assert client.post(page(article), {"seen": article.lock_version}).status_code == 302
    assert article.sections.filter(heading="New").count() == 0
    assert client.post(page(article, 2), {"seen": article.lock_version}).status_code == 409


def test_versions_lead_to_their_restoring_for_those_who_may(article, editor):
    versions = reverse("admin:articles_version_changelist")
    change = reverse("admin:articles_article_change", args=[article.pk])
    for address in (versions, change):
        assert page(article) in client_of(editor).get(address).content.decode()
        reader = client_of(make_person("Reviewer"))
        assert page(article) not in reader.get(address).content.decode()


def test_a_version_that_is_not_there_is_not_found(article, editor):
    assert client_of(editor).get(page(article, 9)).status_code == 404
