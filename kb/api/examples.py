"""Examples in the API's description: what to ask, and what a small site answers.

The answers in ``examples.json`` are real ones, written and compared by a test.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).with_name("examples.json")

NAMES: dict[str, Any] = {
    "key": "example-2020",
    "number": 1,
    "old": 1,
    "new": 1,
    "tier": "fundamentals",
    "anchor": "introduction",
}
"""Parameter of a path → an example; slugs differ by what they name."""
SLUGS = {"articles": "sleep-and-rest", "terms": "melatonin"}


@cache
def answers() -> dict[str, Any]:
    """Return operation → an example of its good answer."""
    return json.loads(ANSWERS.read_text(encoding="utf-8")) if ANSWERS.exists() else {}


def show(operation: dict[str, Any]) -> None:
    """Put examples into the description of an operation."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            slug = SLUGS.get(operation["tags"][0], "")
            parameter["example"] = NAMES.get(parameter["name"], slug)
    answer = answers().get(operation["operationId"])
    good = operation["responses"].get("200", {}).get("content", {})
    if answer is not None and "application/json" in good:
        content = good["application/json"]
        content.pop("examples", None)
        content["example"] = answer
