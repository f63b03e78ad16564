"""Writing many derived rows at once, where making a model instance for each would be the cost.

No signals, no defaults, no ``save``: only for rows that nobody edits and that their writer gives
whole. Constraints and triggers of the database hold as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import connections, models, router

STEP = 500
"""Rows handed to the database together."""

Converter = Callable[[Any], Any]


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
    if not rows:
        return 0
    using = router.db_for_write(model)
    connection = connections[using]
    fields = [model._meta.get_field(name.removesuffix("_id")) for name in names]
    rest = _defaults(model, fields)
    converters = [_converter(field, connection) for field in fields]
    fixed = tuple(field.get_db_prep_save(value, connection) for field, value in rest)
    sql = _statement(model, [*fields, *(field for field, _ in rest)], connection, ignore_conflicts)
    values = [(*_converted(converters, row), *fixed) for row in rows]
    with connection.cursor() as cursor:
        for start in range(0, len(values), STEP):
            cursor.executemany(sql, values[start : start + STEP])
    return len(values)


def _defaults(model: type[models.Model], named: list[Any]) -> list[tuple[Any, Any]]:
    """Return the fields not named, each with its default; the key is the database's business."""
    rest = [field for field in model._meta.concrete_fields if field not in named]
    return [
        (field, field.get_default())
        for field in rest
        if not (field.primary_key and isinstance(field, models.AutoField))
    ]


def _converter(field: Any, connection: Any) -> Converter | None:
    """Return what makes a value of ``field`` one for the database; None if it may stay as it is."""
    if isinstance(field, models.JSONField):
        return partial(connection.ops.adapt_json_value, encoder=field.encoder)
    if isinstance(field, models.DateField | models.BinaryField):
        return partial(field.get_db_prep_save, connection=connection)
    return None


def _converted(converters: list[Converter | None], row: Sequence[Any]) -> list[Any]:
    return [
        value if convert is None or value is None else convert(value)
        for convert, value in zip(converters, row, strict=True)
    ]


def _statement(
    model: type[models.Model], fields: list[Any], connection: Any, ignore_conflicts: bool
) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our own
    return f"{sql} ON CONFLICT DO NOTHING" if ignore_conflicts else sql
