"""Databases as earlier releases left them, and how they come to be here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

FOLDER = Path(__file__).parent
RELEASES = sorted(path.stem for path in FOLDER.glob("*.json"))

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Release:
    """What a release's database held, as ``record`` wrote it down."""

    migrations: Mapping[str, str]
    """The newest migration of each app."""
    rows: tuple[Row, ...]

    def of(self, model: str) -> list[Row]:
        """Return the rows of a model, named like ``articles.version``."""
        return [row for row in self.rows if row["model"] == model]


@cache
def release(name: str) -> Release:
    """Return a recorded release."""
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Release(found["migrations"], tuple(found["rows"]))


def destroy() -> None:
    """Take every table out of the test database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA writable_schema=RESET")
        for table in connection.introspection.table_names():
            cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
        cursor.execute("PRAGMA foreign_keys=ON")


def make(release: Release) -> StateApps:
    """Give the empty database a release's tables and rows; return its models."""
    targets = list(release.migrations.items())
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    apps = MigrationExecutor(connection).loader.project_state(targets).apps
    write(release, apps)
    return apps


def write(release: Release, apps: StateApps) -> None:
    """Put a release's rows in the place of all there are, by that release's statements."""
    empty(apps)
    made, pairs = [], defaultdict(set)
    for row in release.rows:
        model = apps.get_model(row["model"])
        instance, many = _instance(model, row)
        made.append(instance)
        for name, others in many.items():
            pairs[model, name] |= {(row["pk"], other) for other in others}
    with transaction.atomic():
        for instance in made:
            instance.save(force_insert=True)
        for (model, name), ids in pairs.items():
            _connect(model._meta.get_field(name), ids)
    with connection.cursor() as cursor:
        models = list(dict.fromkeys(type(each) for each in made))
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def empty(apps: StateApps) -> None:
    """Take all rows out of the tables of these models."""
    models = apps.get_models(include_auto_created=True)
    statements = connection.ops.sql_flush(
        no_style(), sorted({model._meta.db_table for model in models}),
        reset_sequences=True, allow_cascade=True,
    )  # fmt: skip
    connection.ops.execute_sql_flush(statements)


def _instance(model: Any, row: Row) -> tuple[Any, dict[str, list[Any]]]:
    """Return a row as an object of the model, and what it is connected with."""
    values, many = {model._meta.pk.attname: row["pk"]}, {}
    for name, value in row["fields"].items():
        field = model._meta.get_field(name)
        if field.many_to_many:
            many[name] = value
        else:
            values[field.attname] = _python(field, value)
    instance = model(**values)
    for field in model._meta.local_fields:  # times are those recorded, not now
        field.auto_now = field.auto_now_add = False
    return instance, many


def _python(field: Any, value: Any) -> Any:
    if field.remote_field is not None:
        field = field.target_field
    return None if value is None else field.to_python(value)


def _connect(field: Any, pairs: Iterable[tuple[Any, Any]]) -> None:
    through = field.remote_field.through
    names = (field.m2m_column_name(), field.m2m_reverse_name())
    through._base_manager.bulk_create(
        through(**dict(zip(names, pair, strict=True))) for pair in sorted(pairs)
    )
