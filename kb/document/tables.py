"""Tables: cells divided by bars, and rows whose cells are joined by single spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from kb.document.columns import Columns, find_columns, header_score
from kb.document.edges import Pair
from kb.document.gaps import NEVER, gap_scores
from kb.document.language import title_share
from kb.document.ledger import Ledger
from kb.document.lines import Line, span_of
from kb.document.signs import resolve_ranges, resolve_signs
from kb.document.text import squeeze
from kb.document.tree import Inlines, Table, Text

SURE = 0.86
"""Confidence from which a table need not be looked at; see docs/decisions/0005."""
MOST_ROWS = 400
CAPTION_LEAD = 0.5
"""How much better than the first line the second must be as a header."""
_BAR = re.compile(r"(?<!\\)\|")
_NUMBERED = re.compile(r"Table\s+\d+\s*[.:–—-]?\s", re.IGNORECASE)

Clean = Callable[[str, Line], str]
"""Takes tooltips out of a cell."""


def _inline(text: str) -> Inlines:
    text = resolve_signs(text)
    return (Text(text),) if text else ()


# --- bars ---------------------------------------------------------------------------------


def read_pipe_table(
    lines: Sequence[Line], caption: Line | None, clean: Clean, ledger: Ledger
) -> Table:
    """The table on ``lines``, whose cells are divided by bars."""
    rows = [(line, _bar_cells(line.text)) for line in lines]
    width = _width([cells for _, cells in rows])
    shaped = []
    for line, cells in rows:
        if len(cells) != width:
            message = f"The row has {len(cells)} cells, the table {width} columns."
            ledger.note("table-ragged", line.number, line.text, message)
        shaped.append(tuple(_inline(clean(cell, line)) for cell in _fit(cells, width)))
    label = _inline(caption.text) if caption is not None else None
    span = span_of([caption, *lines] if caption is not None else lines)
    return Table(shaped[0], tuple(shaped[1:]), label, span=span)


def _bar_cells(text: str) -> list[str]:
    cells = [squeeze(cell.replace("\\|", "|")) for cell in _BAR.split(text)]
    if cells and not cells[0] and text.startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1] and text.endswith("|"):
        cells = cells[:-1]
    return cells


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The header's width, or more where most rows need it."""
    wider = sorted(len(row) for row in rows)
    return max(len(rows[0]), wider[len(wider) // 2], 1)


def _fit(cells: list[str], width: int) -> list[str]:
    """``cells`` padded to ``width``, surplus ones joined to the last."""
    if len(cells) > width:
        return [*cells[: width - 1], " ".join(cells[width - 1 :])]
    return cells + [""] * (width - len(cells))


# --- spaces -------------------------------------------------------------------------------


def looks_like_header(text: str) -> bool:
    """Whether ``text`` may be a header row or a caption: a title, no sentence."""
    tokens = text.split()
    if len(tokens) > 30 or text.endswith((".", ":", ";", ",", "!")):
        return False
    return title_share(tokens) >= 0.75


def strong_edges(text: str) -> int:
    """How many places in ``text`` look like the beginning of a cell."""
    if len(text) > 4000:
        return 0
    return sum(1 for score in gap_scores(text) if score >= 1.0)


def may_have_cells(text: str) -> bool:
    """Whether there is any place in ``text`` at which a second cell could begin."""
    return len(text) > 4000 or any(score > NEVER for score in gap_scores(text))


def read_spaced_table(lines: Sequence[Line], pairs: Set[Pair], ledger: Ledger) -> Table | None:
    """The table on ``lines``, or None where no columns can be found."""
    caption, header, rows = _roles(lines)
    if header is None or not rows or len(rows) > MOST_ROWS:
        return None
    texts = [resolve_ranges(row.text) for row in rows]
    found = find_columns(header.text, texts, pairs)
    if caption is None and len(rows) > 1 and _may_be_header(rows[0].text):
        other = find_columns(rows[0].text, texts[1:], pairs)
        if _is_caption_better(header.text, texts[0], found, other, pairs):
            caption, header, rows, found = header, rows[0], rows[1:], other
    if found is None:
        return None
    _note_guess(header, rows, found, ledger)
    return Table(
        tuple(_inline(cell) for cell in found.header),
        tuple(tuple(_inline(cell) for cell in row) for row in found.rows),
        _inline(caption.text) if caption is not None else None,
        found.confidence,
        span=span_of(lines),
    )


def _roles(lines: Sequence[Line]) -> tuple[Line | None, Line | None, list[Line]]:
    """Caption, header and rows; the caption only where the line says that it is one."""
    first = lines[0]
    if _NUMBERED.match(first.text) and len(lines) > 2:
        return first, lines[1], list(lines[2:])
    if not looks_like_header(first.text):
        return None, None, []
    return None, first, list(lines[1:])


def _may_be_header(text: str) -> bool:
    """Whether ``text`` may be a header under a caption: names of columns are no lists."""
    return "," not in text and looks_like_header(text)


def _is_caption_better(
    first: str, second: str, plain: Columns | None, other: Columns | None, pairs: Set[Pair]
) -> bool:
    """Whether ``first`` is better read as the table's caption and ``second`` as its header.

    A caption is one phrase: it falls into columns' names less well than the header under it.
    """
    if other is None:
        return False
    widths = {len(other.header), len(plain.header) if plain is not None else 0}
    as_header = max(header_score(first, pairs, width) for width in widths)
    return header_score(second, pairs, len(other.header)) > as_header + CAPTION_LEAD


def _note_guess(header: Line, rows: Sequence[Line], found: Columns, ledger: Ledger) -> None:
    raw = "\n".join(line.text for line in (header, *rows))
    message = (
        f"{len(found.header)} columns were inferred for {len(rows)} rows "
        f"with confidence {found.confidence:.2f}."
    )
    code = "table-guessed" if found.confidence >= SURE else "table-doubtful"
    ledger.note(code, header.number, raw, message)
