"""People of the editors' site."""

from __future__ import annotations

from importlib import import_module
from itertools import count
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

admin.autodiscover()  # which the site does when its first page is opened

_numbers = count(1)


def make_person(*groups: str, **fields) -> User:
    """An account that may log in to the editors' site, in these groups."""
    name = fields.pop("username", f"{'-'.join(groups).lower() or 'person'}-{next(_numbers)}")
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.set(group_named(group) for group in groups)
    return user


def group_named(name: str) -> Group:
    """A group as the migration makes it; a test that empties the database takes them along."""
    if not Group.objects.filter(name=name).exists():
        migration = import_module("articles.migrations.0003_editorial_groups")
        migration.make_groups(apps, SimpleNamespace(connection=connection))
    return Group.objects.get(name=name)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create(username="root", is_staff=True, is_superuser=True)


@pytest.fixture
def root(superuser) -> Client:
    """A browser in which a superuser is logged in."""
    return client_of(superuser)


@pytest.fixture
def editor(db) -> User:
    return make_person("Editor", first_name="Edith", last_name="Example")
