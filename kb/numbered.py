"""Names that end in a number, such as ``sleep-3``: finding the next one."""

from __future__ import annotations

import re
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.functions import Length

_LAST = "\U0010ffff"


def highest_number(rows: QuerySet[Any], field: str, stem: str) -> int:
    """Return the highest number that values of ``field`` end in after ``stem-``; 0 if none does.

    Read by the field's index, longest values first, so that hardly more than one row is looked at.
    """
    start = f"{stem}-"
    rows = rows.filter(**{f"{field}__startswith": start})
    if connections[rows.db].vendor == "sqlite":
        # SQLite finds no beginning by an index, but it finds what lies between two values.
        rows = rows.filter(**{f"{field}__gt": start, f"{field}__lt": start + _LAST})
    numbered = re.compile(re.escape(start) + r"([1-9]\d{0,8})")
    values = rows.order_by(Length(field).desc(), f"-{field}").values_list(field, flat=True)
    found = map(numbered.fullmatch, values.iterator(chunk_size=20))
    return next((int(match[1]) for match in found if match), 0)
