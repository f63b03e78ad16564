"""Passwords are long and not well known; nobody is told which characters to use."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.admin.conftest import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    """Change one's own password in the editors' site; return the account afterwards."""
    person = make_person("Editor", username="edith", email="edith.harrington@example.org")
    person.set_password("the old one, long ago")
    person.save()
    client = client_of(person)

    def _change(new: str):
        form = {"old_password": "the old one, long ago", "new_password1": new, "new_password2": new}
        answer = client.post(reverse("admin:password_change"), form)
        return answer, User.objects.get(pk=person.pk).check_password(new)

    return _change


@pytest.mark.parametrize(
    "new",
    [
        "a walk by the river",
        "830 274 916 5",
        "830274916530",
        "aaaaaaaaaaab",
        "spaces   between",
        "пароль из слов",
        "🚲🌧🌲🦉🌘🍵🧦🪵🎻📻🌻🐌",
        "x" * 64 + "y" * 64,
    ],
)
def test_any_characters_do_if_there_are_twelve(change, new):
    answer, is_changed = change(new)
    assert is_changed, answer.context and answer.context["form"].errors


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("elevenchars", "at least 12 characters"),
        ("123456789987654321", "too common"),
        ("edith.harrington", "too similar"),
    ],
)
def test_short_common_and_own_ones_are_refused_with_a_reason(change, new, said):
    answer, is_changed = change(new)
    assert not is_changed
    assert said in answer.content.decode()


def test_administrators_give_no_shorter_ones_either(root):
    form = {"username": "new", "password1": "elevenchars", "password2": "elevenchars"}
    answer = root.post(reverse("admin:auth_user_add"), {**form, "usable_password": "true"})
    assert "at least 12 characters" in answer.content.decode()
    assert not User.objects.filter(username="new").exists()
