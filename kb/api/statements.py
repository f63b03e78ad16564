"""Lists whose rows are the same for everybody: their statements are written once, then asked.

Django takes longer to write the statement of a page than a database to answer it.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Expression, Field, QuerySet

from kb import state
from kb.state import SiteFacts

Arrange = Callable[[QuerySet[Any]], QuerySet[Any]]


class Given(Expression):
    """Stands in a statement for a value that is named when it is asked."""

    def __init__(self, place: int, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def value(self, values: Sequence[Any], connection: Any) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.place], connection)


class Found(NamedTuple):
    """Rows, with the columns asked for as attributes, and the state of the site they are of."""

    rows: list[Any]
    site: SiteFacts


class Statement:
    """A statement with places for values. It reads the site's state along with the rows."""

    def __init__(self, rows: QuerySet[Any], names: Sequence[str]) -> None:
        self._using = rows.db
        query = state.with_site_facts(rows.values_list(*names)).query
        compiler = query.get_compiler(self._using)
        sql, self._parameters = compiler.as_sql()
        self._sql = f"{sql} LIMIT %s"
        self._columns = [column for column, *_ in compiler.select]
        self._row = namedtuple("Row", names)

    def ask(self, values: Sequence[Any], limit: int) -> Found:
        """Return at most ``limit`` rows, for the values of its places."""
        found = self._fetch(values, limit)
        if not found:  # nothing brought the state along: it must be known before it is asked again
            site = state.site_facts()
            return Found(self._rows(self._fetch(values, limit)), site)
        *_, counter, changed_at = self._read([found[0]])[0]
        return Found(self._rows(found), SiteFacts(counter or 0, changed_at))

    def _fetch(self, values: Sequence[Any], limit: int) -> list[tuple[Any, ...]]:
        connection = connections[self._using]
        given = [
            each.value(values, connection) if isinstance(each, Given) else each
            for each in self._parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, (*given, limit))
            return cursor.fetchall()

    def _rows(self, found: list[tuple[Any, ...]]) -> list[Any]:
        return [self._row._make(row) for row in self._read([row[:-2] for row in found])]

    def _read(self, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """Return rows with their values as Django's models give them."""
        if not rows:
            return []
        connection = connections[self._using]
        read = []
        for column, values in zip(self._columns, zip(*rows, strict=True), strict=False):
            backend = connection.ops.get_db_converters(column)
            for convert in (*backend, *column.get_db_converters(connection)):
                values = [convert(value, column, connection) for value in values]
            read.append(values)
        return list(zip(*read, strict=True))


class FixedList:
    """Rows that are the same for everybody, and the statements that ask for pages of them."""

    def __init__(self, rows: QuerySet[Any], *columns: str) -> None:
        """``columns`` are those that a list shows; those it is ordered by come besides."""
        self.rows = rows
        self.columns = columns
        self._statements: dict[Hashable, Statement] = {}

    def statement(self, key: Hashable, ordered_by: Sequence[str], arrange: Arrange) -> Statement:
        """Return the statement of a kind of page, which ``arrange`` gives its order and place."""
        key = (self.rows.db, key)
        found = self._statements.get(key)
        if found is None:
            names = tuple(dict.fromkeys((*self.columns, *ordered_by)))
            found = self._statements[key] = Statement(arrange(self.rows), names)
        return found
