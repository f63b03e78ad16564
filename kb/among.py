"""Looking rows up by very many values at once, at the cost of one parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import CharField, Func


class Among(Func):
    """The values of a list as a subquery, for ``filter(key__in=Among(keys))``.

    A list itself would make a parameter of each value, which Django handles one by one and of
    which SQLite takes 32,766, and a statement of another text for each length, which the database
    reads anew. Values are texts, or numbers with ``of="bigint"``.
    """

    output_field = CharField()
    template = ""

    def __init__(self, values: Iterable[Any], *, of: Literal["text", "bigint"] = "text") -> None:
        self.values = sorted(set(values))
        self.of = of
        super().__init__()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.values)]

    def as_postgresql(
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        return f"(SELECT unnest(%s::{self.of}[]))", [self.values]
