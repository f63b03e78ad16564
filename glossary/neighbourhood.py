"""A small picture of the terms around a term: where each stands, for a template to draw.

Numbers are units of the picture's own grid. The page lists the same terms in words beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glossary.models import Term

MOST = 6
"""Terms drawn on each side."""
WIDTH = 640
ROW = 44
BOX_WIDTH, BOX_HEIGHT = 190, 32
_LONGEST = 24
"""Letters of a name that fit its box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A term in the picture."""

    name: str
    url: str
    x: int
    """Left edge."""
    y: int
    """Upper edge."""

    @property
    def middle(self) -> int:
        return self.x + BOX_WIDTH // 2

    @property
    def baseline(self) -> int:
        return self.y + BOX_HEIGHT // 2 + 5


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two boxes: between related terms, or names taken for each other."""

    x1: int
    y1: int
    x2: int
    y2: int
    is_related: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The term in the middle, related ones on the right, look-alikes on the left."""

    height: int
    centre: Box
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def draw(term: Term, related: Sequence[Term], similar: Sequence[Term]) -> Picture | None:
    """Return the picture of a term's neighbourhood, or None if it has no neighbours."""
    right, left = list(related[:MOST]), list(similar[:MOST])
    if not right and not left:
        return None
    height = max(len(right), len(left), 1) * ROW + 12
    centre = _box(term, (WIDTH - BOX_WIDTH) // 2, (height - BOX_HEIGHT) // 2)
    boxes, lines = [], []
    for terms, x, is_related in ((right, WIDTH - BOX_WIDTH, True), (left, 0, False)):
        first = (height - len(terms) * ROW) // 2 + (ROW - BOX_HEIGHT) // 2
        for place, other in enumerate(terms):
            box = _box(other, x, first + place * ROW)
            boxes.append(box)
            lines.append(_line(centre, box, is_related))
    return Picture(height, centre, tuple(boxes), tuple(lines))


def _box(term: Term, x: int, y: int) -> Box:
    name = term.name if len(term.name) <= _LONGEST else term.name[: _LONGEST - 1].rstrip() + "…"
    return Box(name, term.get_absolute_url(), x, y)


def _line(centre: Box, box: Box, is_related: bool) -> Line:
    start = centre.x + (BOX_WIDTH if is_related else 0)
    end = box.x + (0 if is_related else BOX_WIDTH)
    half = BOX_HEIGHT // 2
    return Line(start, centre.y + half, end, box.y + half, is_related)
