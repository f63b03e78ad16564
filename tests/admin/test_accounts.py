from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from articles import workflow
from articles.models import Article
from tests.admin.conftest import client_of, make_person
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def delete(client, user: User):
    return client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})


def test_an_account_that_content_names_is_kept_with_a_reason(root, editor):
    article = make_article(published=False)
    workflow.perform(article.pk, "submit", by=editor, seen_lock=0)
    answer = delete(root, editor)
    html = answer.content.decode()
    assert "cannot be deleted" in html
    assert "1 transition" in html
    assert User.objects.filter(pk=editor.pk).exists()
    assert Article.objects.filter(pk=article.pk).exists()


def test_an_account_that_the_log_names_is_kept(root, editor):
    LogEntry.objects.create(user=editor, action_flag=1, object_repr="x", change_message="[]")
    assert "1 log entry" in delete(root, editor).content.decode()
    assert LogEntry.objects.filter(user=editor).exists()


def test_an_account_nothing_names_may_go(root):
    person = make_person()
    assert delete(root, person).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()


def test_many_accounts_at_once_are_refused_alike(root, editor):
    LogEntry.objects.create(user=editor, action_flag=1, object_repr="x", change_message="[]")
    data = {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"}
    root.post(reverse("admin:auth_user_changelist"), data)
    assert User.objects.filter(pk=editor.pk).exists()


def test_an_administrator_makes_no_superuser():
    person = make_person()
    client = client_of(make_person("Administrator"))
    page = reverse("admin:auth_user_change", args=[person.pk])
    data = {
        "username": person.username,
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "date_joined_0": "2024-01-01",
        "date_joined_1": "00:00:00",
    }
    assert client.post(page, data).status_code == 302
    person.refresh_from_db()
    assert not person.is_superuser


def test_an_administrator_does_not_change_a_superuser(superuser):
    client = client_of(make_person("Administrator"))
    page = reverse("admin:auth_user_change", args=[superuser.pk])
    assert client.post(page, {"username": "taken-over"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403
