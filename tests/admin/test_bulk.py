"""Many articles at once: confirmed by a page that counts, recorded, and never past an edit."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles import bulk
from articles.importing.run import Options, import_paths
from articles.models import Article, Topic
from references.models import MergeProposal, Reference
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article, make_reference

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def articles() -> list[Article]:
    return [make_article(title=f"Article {n}") for n in range(3)]


def do(client, action: str, rows, *, address: str = LIST, **said):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **said}
    return client.post(address, data)


def logged() -> set[str]:
    return set(LogEntry.objects.values_list("change_message", flat=True))


def test_a_topic_is_added_to_the_drafts_after_a_page_that_counts(articles, editor):
    client, topic = client_of(editor), Topic.objects.create(slug="rest", name="Rest")
    articles[0].topics.add(topic)
    Article.objects.filter(pk=articles[1].pk).update(state="approved")
    html = do(client, "add_topic", articles).content.decode()
    assert "Add a topic (3)" in html and "Article 2" in html
    assert Topic.articles.through.objects.count() == 1
    do(client, "add_topic", articles, confirmed="3", topic=topic.pk)
    assert topic.articles.count() == 3
    changed = Article.objects.get(pk=articles[1].pk)
    assert (changed.state, changed.edited_by, changed.lock_version) == ("draft", editor, 1)
    assert Article.objects.get(pk=articles[0].pk).lock_version == 0
    assert topic.listings.count() == 0  # readers see the version, not the draft
    assert LogEntry.objects.filter(change_message="Add a topic: Rest.").count() == 2
    do(client, "remove_topic", articles, confirmed="3", topic=topic.pk)
    assert topic.articles.count() == 0


def test_a_count_that_is_no_longer_right_is_asked_again(articles, editor):
    client, topic = client_of(editor), Topic.objects.create(slug="rest", name="Rest")
    html = do(client, "add_topic", articles, confirmed="2", topic=topic.pk).content.decode()
    assert "number of records changed" in html
    assert topic.articles.count() == 0


def test_an_owner_is_set_without_voiding_approvals(articles, editor):
    Article.objects.update(state="approved")
    other = make_person("Editor")
    do(client_of(editor), "set_owner", articles, confirmed="3", owner=other.pk)
    rows = Article.objects.values_list("owner", "state", "edited_by")
    assert set(rows) == {(other.pk, "approved", None)}
    assert logged() == {f"Owner: nobody → {other}."}


def test_a_date_of_review_shows_at_once(articles, client):
    reviewer = client_of(make_person("Reviewer"))
    Article.objects.filter(pk=articles[0].pk).update(review_due=date(2024, 1, 1))
    do(reviewer, "set_review_date", articles[:2], confirmed="2", due="2031-05-06")
    assert Article.objects.filter(review_due=date(2031, 5, 6)).count() == 2
    review = client.get(f"/api/v1/articles/{articles[0].slug}/").json()["review"]
    assert review["due"] == "2031-05-06"
    assert logged() == {
        "Review due: 2024-01-01 → 2031-05-06.",
        "Review due: no date → 2031-05-06.",
    }
    assert articles[0].versions.count() == 1


def test_all_of_a_filtered_list_may_be_chosen(articles, editor):
    topic = Topic.objects.create(slug="rest", name="Rest")
    said = {"select_across": "1", "confirmed": "3", "topic": topic.pk}
    do(client_of(editor), "add_topic", articles[:1], **said)
    assert topic.articles.count() == 3


def test_too_many_at_once_are_refused(articles, editor, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    topic = Topic.objects.create(slug="rest", name="Rest")
    answer = do(client_of(editor), "add_topic", articles, confirmed="3", topic=topic.pk)
    assert answer.status_code == 302
    assert topic.articles.count() == 0


@pytest.mark.parametrize("layout", ["markdown", "json"])
def test_what_is_exported_imports_to_the_same(articles, editor, tmp_path, layout):
    answer = do(client_of(editor), f"export_{layout}", articles[:2])
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 2
        archive.extractall(tmp_path)
    before = list(articles[0].sections.values_list("tier", "anchor", "markdown", "digest"))
    report = import_paths([tmp_path], Options(by=editor, spread=False)).as_json()
    assert report["totals"]["refused"] == 0
    after = list(articles[0].sections.values_list("tier", "anchor", "markdown", "digest"))
    assert after == before


def test_no_merge_without_a_confirmation_that_counts(editor):
    pair = MergeProposal.objects.create(
        first=make_reference(), second=make_reference(), reason="alike", score=0.9
    )
    client, address = client_of(editor), reverse("admin:references_mergeproposal_changelist")
    html = do(client, "keep_first", [pair], address=address).content.decode()
    assert "keeping the first record (1)" in html and "cannot be undone" in html
    assert Reference.objects.count() == 2
    do(client, "keep_first", [pair], address=address, confirmed="1")
    assert Reference.objects.count() == 1
