"""Hold JSON-LD to schema.org: every property where it belongs, every value of a kind it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_READ = json.loads(Path(__file__).with_name("schema_org.json").read_text())
TYPES, ENUMERATIONS = _READ["types"], _READ["enumerations"]

_URL = re.compile(r"https?://\S+")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{2}:\d{2}|Z)")
_DURATION = re.compile(r"P(T?\d+[DHM])+")

TEXTS = {
    "Text": lambda value: isinstance(value, str),
    "URL": lambda value: isinstance(value, str) and _URL.fullmatch(value),
    "Date": lambda value: isinstance(value, str) and _DATE.fullmatch(value),
    "DateTime": lambda value: isinstance(value, str) and _TIME.fullmatch(value),
    "Duration": lambda value: isinstance(value, str) and _DURATION.fullmatch(value),
    "Boolean": lambda value: isinstance(value, bool),
    "Number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
SINGLE = {"lastReviewed", "version", "inLanguage", "breadcrumb", "datePublished", "dateModified"}
"""Properties that say one thing; several values would be several reviews."""


def problems(node: dict[str, Any], place: str = "$") -> Iterator[str]:
    """Yield what the vocabulary does not allow in a node and in all nodes below it."""
    kinds = _kinds(node)
    for kind in kinds:
        if kind not in TYPES:
            yield f"{place}: there is no type {kind}"
            return
    if set(node) == {"@id"}:
        return
    if not kinds:
        yield f"{place}: no @type"
        return
    for name, value in node.items():
        if not name.startswith("@"):
            yield from _property(kinds, name, value, f"{place}.{name}")


def _property(kinds: list[str], name: str, value: Any, place: str) -> Iterator[str]:
    if name.endswith("-input") and any("Action" in _above(kind) for kind in kinds):
        return
    ranges = {each for kind in kinds for each in _ranges(kind, name)}
    if not ranges:
        yield f"{place}: no property of {' or '.join(kinds)}"
        return
    values = value if isinstance(value, list) else [value]
    if name in SINGLE and len(values) > 1:
        yield f"{place}: said {len(values)} times"
    for each in values:
        if isinstance(each, dict):
            yield from problems(each, place)
            if _kinds(each) and not ranges & set().union(*map(_above, _kinds(each))):
                yield f"{place}: takes {sorted(ranges)}, not {_kinds(each)}"
        elif not any(_is_of(each, kind) for kind in ranges):
            yield f"{place}: takes {sorted(ranges)}, not {each!r}"


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def _is_of(value: Any, kind: str) -> bool:
    if kind in ENUMERATIONS:
        return value in {f"https://schema.org/{name}" for name in ENUMERATIONS[kind]}
    check = TEXTS.get(kind)
    if check is None:  # a thing may be named by its address alone
        return kind in TYPES and bool(TEXTS["URL"](value))
    return bool(check(value))


def _ranges(kind: str, name: str) -> Iterable[str]:
    return {each for above in _above(kind) for each in TYPES[above]["has"].get(name, "").split()}


def _above(kind: str) -> set[str]:
    """Return a type and all types above it."""
    return {kind}.union(*(_above(each) for each in TYPES.get(kind, {"is": []})["is"]))
