"""Search: one interface over the database's own full-text index.

``kb.search.index`` writes, :func:`search` and :func:`suggest` read. Nothing here knows articles,
terms or references; they hand over :class:`kb.search.index.Entry` rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.search.results import Results, Suggestion


def search(text: str, **options: Any) -> Results:
    """Find what somebody typed; see :func:`kb.search.finding.search`."""
    from kb.search import finding  # models cannot be imported before the apps are ready

    return finding.search(text, **options)


def suggest(text: str, **options: Any) -> list[Suggestion]:
    """Offer names while somebody types; see :func:`kb.search.suggesting.suggest`."""
    from kb.search import suggesting

    return suggesting.suggest(text, **options)
