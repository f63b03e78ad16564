"""Writing many derived rows at once, where making a model instance for each would be the cost.

No signals, no defaults, no ``save``: only for rows that nobody edits and that their writer gives
whole. Constraints and triggers of the database hold as ever.

One statement holds many rows. SQLite's full-text index writes what it was told to its tables at the
end of each statement, so that a statement for each row would cost it four times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db import connections, models, router

MOST_ROWS, MOST_VALUES = 500, 30_000
"""In one statement; SQLite takes 32,766 values and PostgreSQL 65,535."""

Converter = Callable[[Any], Any]


class JsonText(str):
    """A value of a JSON field that is written as JSON already."""

    __slots__ = ()


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert rows of plain values in the order of the fields ``names``; return their number.

    Names of foreign keys are those of their columns (``article_id``). A field that is not named
    gets the default that its class gives it if it is a plain value. With ``ignore_conflicts`` a row
    that a constraint forbids is left out.
    """
    rows = list(rows)
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    for _ in _inserting(model, names, rows, ending):
        pass
    return len(rows)


def insert_keyed(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[int]:
    """Insert rows as :func:`insert` does; return their primary keys, in the order of the rows."""
    rows = list(rows)
    if not connections[router.db_for_write(model)].features.can_return_rows_from_bulk_insert:
        # SQLite before 3.35 tells the key of one row at a time.
        return [cursor.lastrowid for row in rows for cursor in _inserting(model, names, [row], "")]
    cursors = _inserting(model, names, rows, f' RETURNING "{model._meta.pk.column}"')
    return [pk for cursor in cursors for (pk,) in cursor.fetchall()]


def _inserting(
    model: type[models.Model], names: Sequence[str], rows: list[Sequence[Any]], ending: str
) -> Iterator[Any]:
    """Insert rows a batch at a time, and yield the cursor after each."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name.removesuffix("_id")) for name in names]
    rest = _defaults(model, fields)
    converters = _converters(fields, connection)
    fixed = tuple(field.get_db_prep_save(value, connection) for field, value in rest)
    columns = [*fields, *(field for field, _ in rest)]
    step = min(MOST_ROWS, MOST_VALUES // len(columns))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            batch = rows[start : start + step]
            values = [value for row in batch for value in (*_converted(converters, row), *fixed)]
            cursor.execute(_statement(model, columns, len(batch), connection) + ending, values)
            yield cursor


def _defaults(model: type[models.Model], named: list[Any]) -> list[tuple[Any, Any]]:
    """Return the fields not named, each with its default; the key is the database's business."""
    rest = [field for field in model._meta.concrete_fields if field not in named]
    return [
        (field, field.get_default())
        for field in rest
        if not (field.primary_key and isinstance(field, models.AutoField))
    ]


def _converters(fields: list[Any], connection: Any) -> list[tuple[int, Converter]]:
    """Return what makes values of fields ones for the database, each with its place in a row."""
    found = ((place, _converter(field, connection)) for place, field in enumerate(fields))
    return [(place, convert) for place, convert in found if convert]


def _converter(field: Any, connection: Any) -> Converter | None:
    """Return what makes a value of ``field`` one for the database; None if it may stay as it is."""
    if isinstance(field, models.JSONField):
        return partial(_json, field=field, connection=connection)
    if isinstance(field, models.DateField | models.BinaryField):
        return partial(field.get_db_prep_save, connection=connection)
    return None


def _json(value: Any, field: Any, connection: Any) -> Any:
    if isinstance(value, JsonText):
        return str(value)
    return connection.ops.adapt_json_value(value, field.encoder)


def _converted(converters: list[tuple[int, Converter]], row: Sequence[Any]) -> Sequence[Any]:
    if not converters:
        return row
    values = list(row)
    for place, convert in converters:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values


def _statement(model: type[models.Model], fields: list[Any], rows: int, connection: Any) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    values = ", ".join([places] * rows)
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES {values}"  # noqa: S608 - names of our own
