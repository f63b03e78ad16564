"""MLA's core elements: a container and what follows it, separated by commas."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.books import read_edition
from kb.document.citation_forms.cleaning import clean_range, clean_title
from kb.document.citation_forms.dates import is_date, read_date
from kb.document.citation_forms.names import read_editors

_VOLUME = re.compile(r"^vol(?:\.|ume)?\s*([\w/–-]+)\.?$", re.IGNORECASE)
_ISSUE = re.compile(r"^(?:no|iss|issue|number)\b\.?\s*(.+)$", re.IGNORECASE)
_PAGES = re.compile(
    r"^(?:(?:pp?|pgs?)\.\s*|article\s+)?"
    r"([A-Za-z]{0,5}\d[\w.]*(?:\s?[-‐‑‒–—−]\s?[A-Za-z]{0,5}\d\w*)?)$",
    re.IGNORECASE,
)
_EDITED = re.compile(r"^edited by\s+(.+)$", re.IGNORECASE)


def read_elements(source: str) -> dict[str, Any]:
    """Read ``Container, edited by …, 8th ed., vol. 1, no. 2, Publisher, 1990, pp. 3-9``."""
    fields: dict[str, Any] = {}
    names: list[str] = []
    for element in _elements(source):
        if not _take(element, fields):
            names.append(element)
            if len(names) == 1 and len(fields) > 0:
                fields.setdefault("publisher", element)
    _name_sources(names, fields, source)
    return fields


def _elements(source: str) -> list[str]:
    source = re.sub(r"(\bed\.)\s+(?=edited by|[^\W\d_])", r"\1, ", source.strip(" ."))
    source = re.sub(r"\.\s+(?=edited by\b|vol\. |accessed\b)", ", ", source, flags=re.IGNORECASE)
    return [part.strip() for part in re.split(r",\s+", source) if part.strip(" .,")]


def _take(element: str, fields: dict[str, Any]) -> bool:
    edition, rest = read_edition(element)
    if edition and not rest.strip(" ."):
        fields["edition"] = edition
        return True
    if is_date(element.strip(". ")) and "issued" not in fields:
        fields["issued"] = read_date(element)
        return True
    edited = _EDITED.match(element)
    if edited:
        fields["editor"] = list(read_editors(edited.group(1)).names)
        return True
    for name, pattern in (("volume", _VOLUME), ("issue", _ISSUE), ("page", _PAGES)):
        match = pattern.match(element)
        if match and name not in fields:
            fields[name] = clean_range(match.group(1))
            return True
    return False


def _name_sources(names: list[str], fields: dict[str, Any], source: str) -> None:
    """Share the elements that are names among container and publisher, by where they stand."""
    fields.pop("publisher", None)
    if not names:
        return
    first_field = _first_field(names, source)
    container = ", ".join(names[:first_field])
    publisher = ", ".join(names[first_field:])
    if not publisher and len(names) > 1 and "volume" not in fields and "page" not in fields:
        container, publisher = names[0], ", ".join(names[1:])
    fields["container-title"] = clean_title(container)
    if publisher and clean_title(publisher) != fields["container-title"]:
        fields["publisher"] = clean_title(publisher)


def _first_field(names: list[str], source: str) -> int:
    """Return how many of the names stand before any other element: they are one container."""
    joined = ""
    for count, name in enumerate(names):
        joined = f"{joined}, {name}" if joined else name
        if not source.startswith(joined):
            return max(1, count)
    return len(names)
