"""How a mark of citation is written: ``@key``, ``@key, p. 12``, ``@one; @two, table 3``."""

from __future__ import annotations

import re

from kb.document.tree import Citation, CitationItem

_ITEM = re.compile(r"\s*@([^\W_][\w.:/+-]*)\s*(?:,\s*([^;\[\]]*?)\s*)?")


def parse_citation(text: str) -> Citation | None:
    """Return the citation between the brackets; None if it is not well formed."""
    items: list[CitationItem] = []
    for part in text.split(";"):
        found = _ITEM.fullmatch(part)
        if found is None:
            return None
        items.append(CitationItem(found.group(1), found.group(2) or ""))
    return Citation(tuple(items))


def write_citation(citation: Citation) -> str:
    """Return the citation as it stands between the brackets."""
    return "; ".join(
        f"@{item.key}, {item.locator}" if item.locator else f"@{item.key}"
        for item in citation.items
    )
