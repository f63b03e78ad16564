"""Places in a list: right after or before a row, by the fields that the list is ordered by."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q

BAD_CURSOR = "This is not a cursor of this list. Follow the next and previous links as given."
_INCOMPARABLE = re.compile("[\0\ud800-\udfff]")
"""What no database can compare: NUL, and half of a surrogate pair."""


class Key(NamedTuple):
    """One field of an ordering."""

    field: str
    descending: bool

    @classmethod
    def read(cls, name: str) -> Key:
        return cls(name.removeprefix("-"), name.startswith("-"))

    def order_by(self, backwards: bool) -> str:
        return f"-{self.field}" if self.descending != backwards else self.field


@dataclass(frozen=True)
class Cursor:
    """A place in a list: right after a row or, going backwards, right before it."""

    ordering: str
    values: tuple[Any, ...]
    backwards: bool = False

    def encode(self) -> str:
        values = [v.isoformat() if isinstance(v, date) else v for v in self.values]
        parts = [self.ordering, int(self.backwards), values]
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Read what :meth:`encode` wrote; raise ValueError on anything else."""
        padded = text + "=" * (-len(text) % 4)
        try:
            raw = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            ordering, backwards, values = json.loads(raw)
        except (binascii.Error, TypeError, RecursionError) as error:
            raise ValueError(BAD_CURSOR) from error
        if not isinstance(values, list) or backwards not in (0, 1):
            raise ValueError(BAD_CURSOR)
        return cls(ordering, tuple(values), bool(backwards))


def beyond(keys: Sequence[Key], values: Sequence[Any], backwards: bool) -> Q:
    """Return the condition for rows after ``values``.

    The first field is bounded on its own as well: databases use its index for that part.
    """
    condition = Q()
    for depth in reversed(range(len(keys))):
        key, value = keys[depth], values[depth]
        side = "lt" if key.descending != backwards else "gt"
        further = Q((f"{key.field}__{side}", value))
        condition = further | (Q((key.field, value)) & condition) if condition else further
    first = keys[0]
    bound = "lte" if first.descending != backwards else "gte"
    return Q((f"{first.field}__{bound}", values[0])) & condition


def read_value(model: type[Model], name: str, value: Any) -> Any:
    """Return a cursor's value as the field keeps it; raise ValidationError when it cannot be."""
    field = field_of(model, name)
    if value is None or isinstance(value, (bool, list, dict, float)):
        raise ValueError(BAD_CURSOR)
    if isinstance(value, str) and _INCOMPARABLE.search(value):
        raise ValueError(BAD_CURSOR)
    read = field.to_python(value)
    field.run_validators(read)
    return read


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    """Return the model field of a name, following ``pk`` and ``_id``."""
    options = model._meta
    try:
        field = options.pk if name == "pk" else options.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist as error:
        raise ValueError(f"{name} is no field to order by") from error
    while field.remote_field:
        field = field.target_field
    return field
