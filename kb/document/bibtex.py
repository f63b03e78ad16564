"""Reading BibTeX entries into CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kb.document.citation_forms.dates import read_date
from kb.document.citation_forms.names import group, person
from kb.document.latex import plain_text

_START = re.compile(r"@\s*([A-Za-z]+)\s*\{\s*([^\s,{}]*)\s*,")
_STRING = re.compile(r"@\s*string\s*\{\s*([\w-]+)\s*=\s*", re.IGNORECASE)
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)\s*=\s*")
_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "techreport": "report", "report": "report", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "online": "webpage", "electronic": "webpage", "www": "webpage",
}  # fmt: skip
_PLAIN = {
    "title": "title", "volume": "volume", "edition": "edition", "publisher": "publisher",
    "institution": "publisher", "school": "publisher", "address": "publisher-place",
    "location": "publisher-place", "journal": "container-title", "journaltitle": "container-title",
    "booktitle": "container-title", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID",
    "pmcid": "PMCID",
}  # fmt: skip
_VERBATIM = {"doi": "DOI", "url": "URL"}


def is_bibtex(text: str) -> bool:
    """Say whether a text holds a BibTeX entry."""
    return _START.search(text) is not None


def read_bibtex(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the key and the CSL item of each entry; one that is cut off gives what it has."""
    words: dict[str, str] = {}
    for found in _STRING.finditer(text):
        words[found.group(1).lower()] = _value(text, found.end(), words)[0]
    for start in _START.finditer(text):
        kind = start.group(1).lower()
        if kind not in ("comment", "string", "preamble"):
            yield start.group(2), _item(kind, dict(_fields(text, start.end(), words)))


def _fields(text: str, place: int, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    while field := _FIELD.match(text, place):
        value, place = _value(text, field.end(), words)
        yield field.group(1).lower(), value


def _value(text: str, place: int, words: dict[str, str]) -> tuple[str, int]:
    """Return a value, its parts joined by # put together, and where it ends.

    ``words`` are what the text abbreviates by ``@string``.
    """
    parts = []
    while True:
        is_word = text[place : place + 1] not in ("{", '"')
        part, place = _part(text, place)
        parts.append(words.get(part.lower(), part) if is_word else part)
        more = re.compile(r"\s*#\s*").match(text, place)
        if more is None:
            return "".join(parts), place
        place = more.end()


def _part(text: str, place: int) -> tuple[str, int]:
    if text[place : place + 1] not in ("{", '"'):
        word = re.compile(r"[^\s,{}#]*").match(text, place)
        return (word.group(), word.end()) if word else ("", place)
    closing = "}" if text[place] == "{" else '"'
    depth, start = 0, place + 1
    place = start
    while place < len(text):
        sign = text[place]
        if sign == "\\":
            place += 1
        elif sign == closing and depth == 0:
            return text[start:place], place + 1
        else:
            depth += {"{": 1, "}": -1}.get(sign, 0)
        place += 1
    return text[start:], len(text)


def _item(kind: str, fields: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {"type": _type(kind, fields)}
    for name, column in _PLAIN.items():
        if value := plain_text(fields.get(name, "")):
            item.setdefault(column, value)
    for name, column in _VERBATIM.items():
        if value := fields.get(name, "").replace("\\_", "_").strip("{} "):
            item[column] = value
    for role in ("author", "editor"):
        if names := _names(fields.get(role, "")):
            item[role] = names
    if re.search(r"\band\s+others\s*$", fields.get("author", "")):
        item["custom"] = {"et_al": True}
    if pages := plain_text(fields.get("pages", "")):
        item["page"] = re.sub(r"\s*[–—-]+\s*", "-", pages)
    if number := plain_text(fields.get("number", "") or fields.get("issue", "")):
        item["issue" if item["type"] == "article-journal" else "number"] = number
    item |= _dates(fields)
    return item


def _type(kind: str, fields: dict[str, str]) -> str:
    if kind in _TYPES:
        return _TYPES[kind]
    return "webpage" if fields.get("url") or fields.get("howpublished") else "document"


def _dates(fields: dict[str, str]) -> dict[str, Any]:
    told = fields.get("date") or " ".join((fields.get("month", ""), fields.get("year", "")))
    issued, accessed = read_date(plain_text(told)), read_date(fields.get("urldate", ""))
    return {
        **({"issued": issued} if issued else {}),
        **({"accessed": accessed} if accessed else {}),
    }


def _names(value: str) -> list[dict[str, str]]:
    """Return the names that " and " outside braces sets apart."""
    names, depth, current = [], 0, ""
    for word in re.split(r"(\s+and\s+)", value):
        if depth == 0 and word.strip() == "and":
            names.append(current)
            current = ""
            continue
        depth += word.count("{") - word.count("}")
        current += word
    each = (name.strip() for name in (*names, current))
    return [_name(name) for name in each if name and name != "others"]


def _name(name: str) -> dict[str, str]:
    if name.startswith("{") and name.endswith("}"):
        return dict(group(plain_text(name)))
    parts = [plain_text(part) for part in name.split(",")]
    if len(parts) >= 3:
        return dict(person(parts[0], parts[2], parts[1]))
    if len(parts) == 2:
        return dict(person(parts[0], parts[1]))
    words = plain_text(name).split()
    if len(words) == 1:
        return dict(group(words[0]))
    first = next((n for n, word in enumerate(words[:-1]) if n and word.islower()), len(words) - 1)
    return dict(person(" ".join(words[first:]), " ".join(words[:first])))
