"""A difference between documents as HTML: ``ins`` and ``del`` in the structure it concerns."""

from __future__ import annotations

from collections.abc import Iterable

from kb.document.diff import (
    BlockChange,
    ItemChange,
    ListChange,
    RowChange,
    Run,
    TableChange,
    TextChange,
)
from kb.markup.html import escape

_TAGS = {"same": "", "changed": "", "added": "ins", "removed": "del"}


def render_runs(runs: Iterable[Run]) -> str:
    """Return runs of words, added ones in ``ins``, removed ones in ``del``."""
    return "".join(_wrapped(run.text, _TAGS[run.fate]) for run in runs)


def _wrapped(text: str, tag: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)


def render_block_change(change: BlockChange) -> str:
    """Return one block's change as the kind of block it is."""
    if isinstance(change, TextChange):
        return _text(change)
    return _list(change) if isinstance(change, ListChange) else _table(change)


def _text(change: TextChange) -> str:
    words = render_runs(change.runs)
    if change.kind == "pullquote":
        return f'<blockquote class="pullquote {change.fate}"><p>{words}</p></blockquote>\n'
    tag = "p" if change.kind == "paragraph" else "h4"
    return f'<{tag} class="{change.fate}">{words}</{tag}>\n'


def _list(change: ListChange) -> str:
    tag = "ol" if change.ordered else "ul"
    items = "".join(_item(item) for item in change.items)
    return f'<{tag} class="{change.fate}">\n{items}</{tag}>\n'


def _item(change: ItemChange) -> str:
    lead = f'<strong class="lead">{render_runs(change.lead)}</strong> ' if change.lead else ""
    depth = f" depth-{change.depth}" if change.depth else ""
    return f'<li class="{change.fate}{depth}">{lead}{render_runs(change.runs)}</li>\n'


def _table(change: TableChange) -> str:
    caption = f"<caption>{render_runs(change.caption)}</caption>\n" if change.caption else ""
    rows = "".join(_row(row, "th" if at == 0 else "td") for at, row in enumerate(change.rows))
    return (
        '<div class="table-scroll" role="group" tabindex="0" aria-label="Table">\n'
        f'<table class="{change.fate}">\n{caption}{rows}</table>\n</div>\n'
    )


def _row(change: RowChange, tag: str) -> str:
    cells = "".join(f"<{tag}>{render_runs(cell)}</{tag}>" for cell in change.cells)
    return f'<tr class="{change.fate}">{cells}</tr>\n'
