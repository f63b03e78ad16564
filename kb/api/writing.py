"""JSON as REST framework's renderer writes it, for what is written before anybody asks for it.

Whoever publishes need not load REST framework for that.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any


def write(value: Any) -> str:
    """Return a value as the API's JSON."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_moment
    )
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in the API's JSON.")
