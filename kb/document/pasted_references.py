"""Reading what people paste to enter works: BibTeX, RIS, CSL-JSON, identifiers, citations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kb.document.bibtex import is_bibtex, read_bibtex
from kb.document.references import LONGEST_ENTRY, parse_reference
from kb.document.ris import is_ris, read_ris
from kb.document.tree import ReferenceEntry

LONGEST = 500_000
"""Characters of a pasted text that are read."""
MOST = 500
"""Works that are read of one text."""
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:pmid:?\s*|pubmed:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)([1-9]\d{0,8})/?",
    re.IGNORECASE,
)


def read_pasted(text: str) -> list[ReferenceEntry]:
    """Return the works that a text names, in order; at most :data:`MOST`. Never raises.

    A DOI or a PMID alone gives an entry with that identifier and nothing else: nothing is looked up
    and nothing invented. A citation in words keeps those words as its ``raw``.
    """
    text = text[:LONGEST].strip()
    entries: list[ReferenceEntry] = []
    for entry in _entries(text) if text else ():
        if entry not in entries:
            entries.append(entry)
        if len(entries) == MOST:
            break
    return entries


def _entries(text: str) -> Iterator[ReferenceEntry]:
    if text[0] in "[{" and (items := _json_items(text)) is not None:
        for item in items:
            key = item.get("id")
            yield _structured(key if isinstance(key, str) else "", item)
    elif is_bibtex(text):
        for key, item in read_bibtex(text):
            yield _structured(key, item)
    elif is_ris(text):
        for key, item in read_ris(text):
            yield _structured(key, item)
    else:
        yield from _lines(text)


def _structured(key: str, item: dict[str, Any]) -> ReferenceEntry:
    return ReferenceEntry(raw="", csl={k: v for k, v in item.items() if k != "id"}, key=key)


def _json_items(text: str) -> list[dict[str, Any]] | None:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = items if isinstance(items, list) else [items]
    return [item for item in items if isinstance(item, dict)]


def _lines(text: str) -> Iterator[ReferenceEntry]:
    """Yield an entry for each line; lines of one citation are joined when blank lines part them."""
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.splitlines()
    for part in parts:
        line = " ".join(part.split())
        if doi := _DOI.fullmatch(line):
            yield ReferenceEntry(raw="", csl={"type": "document", "DOI": doi.group(1)})
        elif pmid := _PMID.fullmatch(line):
            yield ReferenceEntry(raw="", csl={"type": "document", "PMID": pmid.group(1)})
        elif line:
            yield ReferenceEntry(raw=line[:LONGEST_ENTRY], csl=parse_reference(line).csl)
