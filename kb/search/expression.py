"""What an engine is asked for: words, alternatives and sequences, free of any engine's syntax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Phrase:
    """Prepared tokens, one after the other."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    """Whether the last token may go on."""


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts, anywhere in a passage."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the parts."""

    parts: tuple[Expression, ...]


Expression: TypeAlias = Phrase | Every | Either


def every(parts: list[Expression]) -> Expression:
    """Return an expression for all of ``parts``, which are not empty."""
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def either(parts: list[Expression]) -> Expression:
    """Return an expression for any of ``parts``, which are not empty; repeated ones count once."""
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else Either(unique)
