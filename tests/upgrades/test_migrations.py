"""Migrations only add while workers of the release before may still run: see docs/deployment.md."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from tests.upgrades import releases

OWN = ("articles", "glossary", "kb", "references", "search")
ADDING = (
    migrations.AddIndex,
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.CreateModel,
    migrations.RunPython,
)
"""Operations that the code before does not notice. A RunPython answers for what it does itself."""

LET_IN = {
    ("articles", "0010_what_waits", "AddField listing.is_too_hard"): "0013 gives it a default",
    ("articles", "0013_listing_default_in_the_database", "AlterField listing.is_too_hard"): (
        "adds nothing but a default"
    ),
}
"""Operations that would be refused, each with why it does no harm."""


def refused(operation) -> bool:
    """Say whether what the release before reads or writes may fail after an operation."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        return not (field.many_to_many or field.null or field.db_default is not NOT_PROVIDED)
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return any(map(refused, operation.database_operations))
    return not isinstance(operation, ADDING)


def name_of(operation) -> str:
    parts = (getattr(operation, name, "") for name in ("model_name", "name"))
    return f"{type(operation).__name__} {'.'.join(filter(None, parts))}"


def since(release: releases.Release):
    """Yield (app, migration, operation) of what came after a release."""
    loader = MigrationLoader(None)
    graph = loader.graph
    before = {node for key in release.migrations.items() for node in graph.forwards_plan(key)}
    for (app, name), migration in loader.disk_migrations.items():
        if app in OWN and (app, name) not in before:
            for operation in migration.operations:
                yield app, name, operation


@pytest.mark.parametrize("release", releases.RELEASES[-1:])
def test_migrations_since_the_last_release_only_add(release):
    found = {
        (app, name, name_of(operation))
        for app, name, operation in since(releases.release(release))
        if refused(operation)
    }
    assert found - set(LET_IN) == set(), "Add now, take away in the release after the next"


def test_nothing_is_let_in_that_is_not_there():
    there = {
        (app, name, name_of(operation))
        for release in releases.RELEASES
        for app, name, operation in since(releases.release(release))
    }
    assert set(LET_IN) - there == set()


TEXT = models.TextField()


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("article", "title"),
        migrations.RenameField("article", "title", "heading"),
        migrations.RenameModel("Article", "Text"),
        migrations.DeleteModel("Article"),
        migrations.AlterField("article", "title", TEXT),
        migrations.AlterModelTable("article", "texts"),
        migrations.AddField("article", "more", TEXT),
        migrations.AddField("article", "more", models.TextField(default="")),
        migrations.AddConstraint("article", models.UniqueConstraint(fields=["title"], name="x")),
        migrations.RunSQL("DROP TABLE articles_article"),
        migrations.SeparateDatabaseAndState([migrations.DeleteModel("Article")]),
    ],
    ids=name_of,
)
def test_what_old_workers_would_trip_over_is_refused(operation):
    assert refused(operation)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("article", "more", models.TextField(null=True)),
        migrations.AddField("article", "more", models.TextField(db_default="")),
        migrations.AddField("article", "more", models.ManyToManyField("articles.Topic")),
        migrations.AddIndex("article", models.Index(fields=["title"], name="x")),
        migrations.CreateModel("More", []),
    ],
    ids=name_of,
)
def test_what_only_adds_is_let_in(operation):
    assert not refused(operation)
