"""People are told what concerns them, and nobody of what they did themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from articles import previews, restoring, workflow
from articles.models import Article, Notice
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db

LIST = "admin:articles_notice_changelist"


@pytest.fixture
def people() -> dict:
    groups = ("Editor", "Reviewer", "Publisher")
    return {
        group: make_person(group, username=group.lower(), email=f"{group.lower()}@example.org")
        for group in groups
    }


@pytest.fixture
def article(people) -> Article:
    return make_article(published=False, owner=make_person("Editor", username="owner"))


def step(article: Article, name: str, person, **said):
    seen = Article.objects.get(pk=article.pk).lock_version
    return workflow.perform(article.pk, name, by=person, seen_lock=seen, **said)


def told() -> set[str]:
    """Names of those who were told since this was last asked."""
    names = set(Notice.objects.values_list("person__username", flat=True))
    Notice.objects.all().delete()
    return names


def test_each_step_tells_whose_text_it_is_and_whose_turn_it_is(article, people):
    editor, reviewer, publisher = people.values()
    step(article, "submit", editor)
    assert told() == {"owner", "reviewer"}
    step(article, "return", reviewer, comment="The dose.")
    assert Notice.objects.get(person=editor).comment == "The dose."
    assert told() == {"owner", "editor"}
    step(article, "submit", editor), told()
    step(article, "sign_off", reviewer)
    assert told() == {"owner", "editor", "publisher"}
    step(article, "publish", publisher)
    assert told() == {"owner", "editor"}
    step(article, "withdraw", publisher, comment="Wrong.")
    assert told() == {"owner", "editor"}


def test_somebody_whose_words_are_replaced_is_told(people):
    editor, other = people["Editor"], make_person("Editor", username="other")
    article = make_article(edited_by=other)
    version = article.versions.get()
    restoring.restore(version, by=editor, seen_lock=article.lock_version)
    assert told() == {"other"}


def test_a_reviewers_comment_tells_owner_and_maker_of_the_link(article, people):
    link = previews.make_link(article, by=people["Reviewer"], days=1)
    previews.comment(link, tier="academic", name="Dr Example", text="Look here.")
    assert told() == {"owner", "reviewer"}


def test_accounts_switched_off_are_not_told(article, people):
    article.owner.is_active = False
    article.owner.save()
    step(article, "submit", people["Editor"])
    assert told() == {"reviewer"}


# --- mail -----------------------------------------------------------------------------------


def test_mail_goes_to_those_with_an_address_when_it_is_configured(
    article, people, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.KB_SENDS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        step(article, "submit", people["Editor"], comment="Please look.")
    assert [message.to for message in mailoutbox] == [["reviewer@example.org"]]
    message = mailoutbox[0]
    assert "submitted “Sleep and rest” for review" in message.subject
    assert "Please look." in message.body
    assert f"/admin/articles/article/{article.pk}/change/" in message.body


def test_no_mail_without_configuration(
    article, people, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        step(article, "submit", people["Editor"])
    assert mailoutbox == []


def test_a_mail_server_that_fails_stops_nobody(
    article, people, settings, django_capture_on_commit_callbacks
):
    settings.KB_SENDS_MAIL = True
    settings.EMAIL_BACKEND = "tests.admin.test_notices.Nowhere"
    with django_capture_on_commit_callbacks(execute=True):
        step(article, "submit", people["Editor"])
    assert Notice.objects.exists()


class Nowhere:
    """A mail server that is not there."""

    def __init__(self, **options) -> None:
        pass

    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp+tls://a:b@mail.example.org:587", "mail.example.org True"),
        ("x://mail.example.org", "EMAIL_URL must"),
    ],
)
def test_the_mail_server_is_read_from_the_environment(url, said):
    code = "from kb import settings as s; print(s.EMAIL_HOST, s.EMAIL_USE_TLS)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "EMAIL_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in run.stdout + run.stderr


# --- in the editors' site -------------------------------------------------------------------


def test_the_badge_counts_and_opening_a_notice_reads_it(article, people):
    step(article, "submit", people["Editor"])
    client = client_of(people["Reviewer"])
    assert '1<span class="visually-hidden"> new' in client.get("/admin/").content.decode()
    notice = Notice.objects.get(person=people["Reviewer"])
    assert notice.text in client.get(reverse(LIST)).content.decode()
    answer = client.get(reverse("admin:articles_notice_open", args=[notice.pk]))
    assert answer["Location"].endswith(f"/article/{article.pk}/change/")
    assert '<span class="visually-hidden"> new' not in client.get("/admin/").content.decode()


def test_everybody_sees_their_own_only(article, people):
    step(article, "submit", people["Editor"])
    notice = Notice.objects.get(person=people["Reviewer"])
    other = client_of(people["Publisher"])
    assert notice.text not in other.get(reverse(LIST)).content.decode()
    assert other.get(reverse("admin:articles_notice_open", args=[notice.pk])).status_code == 404
    other.post(reverse("admin:articles_notice_read"))
    assert Notice.objects.filter(read_at=None).count() == 2
    client_of(people["Reviewer"]).post(reverse("admin:articles_notice_read"))
    assert Notice.objects.filter(read_at=None).count() == 1


def test_the_log_of_notices_keeps_no_account(article, people):
    step(article, "submit", people["Editor"])
    people["Reviewer"].delete()
    assert told() == {"owner"}
