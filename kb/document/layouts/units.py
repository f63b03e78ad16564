"""Lines of a capture that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.document.lines import Line, is_item, is_pipe_row


@dataclass(slots=True)
class Unit:
    """Lines that belong together, before it is decided what they are."""

    kind: str
    """``list``, ``pipes``, ``rows`` (several lines set as one group) or ``lone``."""
    lines: list[Line]
    attached: bool = False
    """Directly under something else, with no blank line between."""
    role: str = ""
    """For a lone line: ``heading``, ``caption``, ``chrome`` or ``paragraph``."""


def group(lines: Sequence[Line], is_spaced: bool) -> list[Unit]:
    """``lines`` as units. With ``is_spaced`` lines without a blank between belong together."""
    units: list[Unit] = []
    for line in lines:
        kind = _kind(line)
        last = units[-1] if units else None
        attached = line.gap == 0 and last is not None and is_spaced
        if last is not None and _continues(last, kind, line, is_spaced):
            last.lines.append(line)
        else:
            units.append(Unit(kind, [line], attached))
    for unit in units:
        if unit.kind == "lone" and len(unit.lines) > 1:
            unit.kind = "rows"
        elif unit.kind == "pipes" and len(unit.lines) == 1:
            unit.kind = "lone"
    return units


def _kind(line: Line) -> str:
    if is_item(line):
        return "list"
    return "pipes" if is_pipe_row(line) else "lone"


def _continues(last: Unit, kind: str, line: Line, is_spaced: bool) -> bool:
    if kind != last.kind:
        return False
    if kind == "lone":
        return is_spaced and line.gap == 0 and not last.attached
    return line.gap <= 1 if kind == "list" else line.gap == 0
