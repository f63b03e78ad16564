"""CSL items as lines that a case file can hold and a person can read."""

from __future__ import annotations

from typing import Any


def lines_of(csl: dict[str, Any]) -> list[str]:
    """Return one line for each field: ``author: van den Oak, A. B., Jr; {A Group}``."""
    return [f"{name}: {_value(name, value)}" for name, value in csl.items()]


def _value(name: str, value: Any) -> str:
    if name in ("author", "editor"):
        return "; ".join(map(_name, value))
    if name in ("issued", "accessed"):
        return "-".join(f"{part:02}" for part in value["date-parts"][0])
    if name == "custom":
        return ", ".join(sorted(value))
    return str(value)


def _name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{name['literal']}}}"
    family = f"{name.get('non-dropping-particle', '')} {name['family']}".strip()
    return ", ".join(part for part in (family, name.get("given"), name.get("suffix")) if part)
