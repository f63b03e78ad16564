"""Reading RIS records into CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb.document.citation_forms.dates import read_date
from kb.document.citation_forms.names import group, person

_LINE = re.compile(r"^([A-Z][A-Z0-9])\s{0,2}-(?: (.*))?$")
_TYPES = {
    "JOUR": "article-journal", "JFULL": "article-journal", "EJOUR": "article-journal",
    "ABST": "article-journal", "MGZN": "article-journal", "BOOK": "book", "EBOOK": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "CPAPER": "paper-conference", "CONF": "paper-conference",
    "RPRT": "report", "GOVDOC": "report", "STAND": "report", "THES": "thesis", "ELEC": "webpage",
    "WEB": "webpage", "BLOG": "webpage",
}  # fmt: skip
_PLAIN = (
    ("title", ("TI", "T1")),
    ("container-title", ("T2", "JO", "JF", "JA", "BT")),
    ("volume", ("VL",)),
    ("issue", ("IS",)),
    ("edition", ("ET",)),
    ("publisher", ("PB",)),
    ("publisher-place", ("CY",)),
    ("number", ("M1",)),
    ("DOI", ("DO",)),
    ("URL", ("UR",)),
)


def is_ris(text: str) -> bool:
    """Say whether a text holds a RIS record."""
    return re.search(r"^TY\s{0,2}- ", text, re.MULTILINE) is not None


def read_ris(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the key, if any, and the CSL item of each record; a last one without ER counts."""
    tags: dict[str, list[str]] = {}
    for line in text.splitlines():
        found = _LINE.match(line.lstrip("\ufeff").rstrip())
        if found is None:
            continue
        tag, value = found.group(1), (found.group(2) or "").strip()
        if tag in ("TY", "ER") and tags:
            yield _key(tags), _item(tags)
            tags = {}
        if tag != "ER" and value:
            tags.setdefault(tag, []).append(value)
    if tags:
        yield _key(tags), _item(tags)


def _key(tags: dict[str, list[str]]) -> str:
    return tags.get("ID", [""])[0]


def _item(tags: dict[str, list[str]]) -> dict[str, Any]:
    item: dict[str, Any] = {"type": _TYPES.get(tags.get("TY", [""])[0], "document")}
    for column, names in _PLAIN:
        if value := _first(tags, *names):
            item[column] = value
    for role, names in (("author", ("AU", "A1")), ("editor", ("ED", "A2"))):
        if told := [_name(value) for name in names for value in tags.get(name, ())]:
            item[role] = told
    pages = [_first(tags, "SP"), _first(tags, "EP")]
    if pages[0]:
        item["page"] = "-".join(page for page in pages if page)
    item |= _identifiers(tags)
    for column, value in (
        ("issued", _first(tags, "DA", "PY", "Y1")),
        ("accessed", _first(tags, "Y2")),
    ):
        if date := read_date(value.replace("/", "-").strip("-")):
            item[column] = date
    return item


def _identifiers(tags: dict[str, list[str]]) -> dict[str, str]:
    """Return the numbers of a work; a bare accession number is PubMed's when it says so."""
    found = {}
    number = _first(tags, "AN", "PM")
    if re.fullmatch(r"\d{1,9}", number):
        found["PMID"] = number
    if serial := _first(tags, "SN"):
        digits = re.sub(r"[^\dXx]", "", serial)
        found["ISSN" if len(digits) == 8 else "ISBN"] = serial
    return found


def _first(tags: dict[str, list[str]], *names: str) -> str:
    return next((tags[name][0] for name in names if name in tags), "")


def _name(value: str) -> dict[str, str]:
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 1:
        return dict(group(parts[0]))
    return dict(person(parts[0], parts[1], parts[2] if len(parts) > 2 else ""))
