from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import PROTECT, Field, ProtectedError
from django.urls import reverse
from django.utils import timezone

from articles import editing, workflow
from articles.editing import SectionText
from articles.models import Article, Feedback, Version
from articles.publishing import publish
from references.models import MergeProposal
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import content  # noqa: F401 - a fixture
from tests.factories import make_article, make_reference

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


# --- no account's end takes content along -----------------------------------------------------

GO_WITH_THE_ACCOUNT = {
    "articles.notice.person",
    "admin.logentry.user",  # kept from the editors' site, which refuses such accounts
    "otp_totp.totpdevice.user",
    "otp_static.staticdevice.user",
}


def pointing_at_accounts() -> list[Field]:
    """Every column of every model that names an account."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is User and not model._meta.auto_created
    ]


def test_only_what_is_personal_goes_with_an_account():
    going = {str(field).lower() for field in pointing_at_accounts()}
    going -= {
        str(field).lower()
        for field in pointing_at_accounts()
        if field.remote_field.on_delete is PROTECT
    }
    assert going == GO_WITH_THE_ACCOUNT


PROTECTED = [field for field in pointing_at_accounts() if field.remote_field.on_delete is PROTECT]


@pytest.mark.parametrize("field", PROTECTED, ids=str)
def test_deleting_any_account_leaves_all_content(field, root, content):  # noqa: F811
    """The one row that names the account keeps it; the site says so and deletes nothing."""
    person = make_person()
    name_in_a_row(field, content, person)
    before = everything()
    answer = delete(root, person)
    assert answer.status_code == 200
    assert "cannot be deleted" in answer.content.decode()
    with pytest.raises(ProtectedError):
        person.delete()
    assert everything() == before


def name_in_a_row(field: Field, article: Article, person: User) -> None:
    """Let a row name the account. A version is written once, so one is published by it."""
    if field.model is Version:
        text = SectionText("", "Other words.")
        section = article.sections.first()
        editing.save_section(section.pk, text, by=None, base=section.digest)
        publish(Article.objects.get(pk=article.pk), by=person)
        return
    row = field.model._base_manager.order_by("pk").first() or LACKING[field.model](article)
    field.model._base_manager.filter(pk=row.pk).update(**{field.name: person})


def everything() -> dict[str, int]:
    """How many rows each model has."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model._base_manager.count() for model in models}


def _proposal(article) -> MergeProposal:
    return MergeProposal.objects.create(
        first=make_reference(), second=make_reference(), reason="alike", score=0.9
    )


def _remark(article) -> Feedback:
    return Feedback.objects.create(
        version=article.published,
        tier="fundamentals",
        is_helpful=False,
        received_on=timezone.localdate(),
    )


LACKING = {MergeProposal: _proposal, Feedback: _remark}
