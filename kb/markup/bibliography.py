"""References for other programs: BibTeX, RIS and CSL-JSON.

Every writer takes CSL items whose ``id`` is the citation key and returns one text of UTF-8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kb.document.citation_forms.dates import date_parts, year_of
from kb.document.citation_forms.identifiers import tidy_doi

Item = dict[str, Any]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BIBTEX_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
_BIBTEX_CONTAINERS = {
    "article": "journal",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
}
_RIS_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "legal_case": "CASE",
    "legislation": "STAT",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_LATEX_SIGN = re.compile(r"[\\{}$&%#_^~]")


def to_bibtex(items: Iterable[Item]) -> str:
    """Return BibTeX entries; titles keep their capitals, signs special to LaTeX are escaped."""
    return "".join(stream(items, "bib"))


def to_ris(items: Iterable[Item]) -> str:
    """Return RIS records, with the line ends the format asks for."""
    return "".join(stream(items, "ris"))


def to_csl_json(items: Iterable[Item]) -> str:
    """Return a CSL-JSON array."""
    return "".join(stream(items, "json"))


ENDINGS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
"""The formats by the ending of their addresses, with their media types."""


def stream(items: Iterable[Item], ending: str) -> Iterator[str]:
    """Yield a bibliography record by record, so that a library of any size needs little memory."""
    if ending == "json":
        yield from _stream_json(items)
        return
    entry, gap = {"bib": (_bibtex_entry, "\n"), "ris": (_ris_record, "\r\n")}[ending]
    for number, item in enumerate(items):
        yield (gap if number else "") + entry(item)


def _stream_json(items: Iterable[Item]) -> Iterator[str]:
    yield "["
    for number, item in enumerate(items):
        text = json.dumps(item, ensure_ascii=False, indent=2)
        yield ("," if number else "") + "\n" + text
    yield "\n]\n"


def _bibtex_entry(item: Item) -> str:
    kind = _BIBTEX_TYPES.get(str(item.get("type")), "misc")
    lines = [f"  {name} = {{{value}}}" for name, value in _bibtex_fields(item, kind) if value]
    key = re.sub(r"[^\w:.+/-]", "", _text(item.get("id"))) or "unnamed"
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_fields(item: Item, kind: str) -> list[tuple[str, str]]:
    container = _BIBTEX_CONTAINERS.get(kind, "howpublished")
    publisher = {"techreport": "institution", "phdthesis": "school"}.get(kind, "publisher")
    year = year_of(item)
    title = _latex(item.get("title"))
    return [
        ("author", _bibtex_names(item.get("author"), _is_shortened(item))),
        ("editor", _bibtex_names(item.get("editor"))),
        ("title", f"{{{title}}}" if title else ""),
        (container, _latex(item.get("container-title"))),
        ("year", str(year) if year else ""),
        ("volume", _latex(item.get("volume"))),
        ("number", _latex(item.get("issue") or (item.get("number") if kind != "article" else ""))),
        ("pages", _latex(_pages(item)).replace("-", "--")),
        ("edition", _latex(item.get("edition"))),
        ("note", f"Version {_latex(item['version'])}" if item.get("version") else ""),
        (publisher, _latex(item.get("publisher"))),
        ("address", _latex(item.get("publisher-place"))),
        ("isbn", _latex(item.get("ISBN"))),
        ("doi", _verbatim(tidy_doi(_text(item.get("DOI"))))),
        ("pmid", _latex(item.get("PMID"))),
        ("url", _verbatim(item.get("URL"))),
        ("urldate", "-".join(f"{part:02}" for part in date_parts(item.get("accessed")))),
    ]


def _bibtex_names(names: Any, et_al: bool = False) -> str:
    written = [_bibtex_name(name) for name in names or () if isinstance(name, dict)]
    return " and ".join([*filter(None, written), *(["others"] if et_al and written else [])])


def _bibtex_name(name: dict[str, Any]) -> str:
    if name.get("literal") or not name.get("family"):
        return f"{{{_latex(name.get('literal') or name.get('given'))}}}"
    parts = [_latex(_family(name)), _latex(name.get("suffix")), _latex(_given(name))]
    return ", ".join(part for part in parts if part)


def _ris_record(item: Item) -> str:
    lines = [("TY", _RIS_TYPES.get(str(item.get("type")), "GEN"))]
    lines += [("AU", name) for name in _ris_names(item.get("author"))]
    lines += [("A2", name) for name in _ris_names(item.get("editor"))]
    lines += [(tag, value) for tag, value in _ris_fields(item) if value]
    lines.append(("ER", ""))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _ris_fields(item: Item) -> list[tuple[str, str]]:
    year, accessed = date_parts(item.get("issued")), date_parts(item.get("accessed"))
    first, last = _page_range(_pages(item))
    return [
        ("TI", _text(item.get("title"))),
        ("T2", _text(item.get("container-title"))),
        ("PY", str(year[0]) if year else ""),
        ("DA", "/".join(f"{part:02}" for part in year) if len(year) > 1 else ""),
        ("VL", _text(item.get("volume"))),
        ("IS", _text(item.get("issue"))),
        ("SP", first),
        ("EP", last),
        ("ET", _text(item.get("edition") or item.get("version"))),
        ("PB", _text(item.get("publisher"))),
        ("CY", _text(item.get("publisher-place"))),
        ("SN", _text(item.get("ISBN") or item.get("ISSN"))),
        ("M1", _text(item.get("number")) if item.get("page") else ""),
        ("DO", tidy_doi(_text(item.get("DOI")))),
        ("AN", _text(item.get("PMID"))),
        ("UR", _text(item.get("URL"))),
        ("Y2", "/".join(f"{part:02}" for part in accessed)),
        ("ID", _text(item.get("id"))),
    ]


def _ris_names(names: Any) -> list[str]:
    written = []
    for name in names or ():
        if not isinstance(name, dict):
            continue
        parts = (_family(name), _given(name), _text(name.get("suffix")))
        written.append(_text(name.get("literal")) or ", ".join(part for part in parts if part))
    return [name for name in written if name]


def _page_range(pages: str) -> tuple[str, str]:
    first, dash, last = pages.partition("-")
    if not dash or not re.fullmatch(r"\w+", last):
        return pages, ""
    return first, last


def _pages(item: Item) -> str:
    number = item.get("number") if item.get("type") == "article-journal" else ""
    return _text(item.get("page") or number)


def _family(name: dict[str, Any]) -> str:
    particles = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    return _text(f"{particles} {name.get('family') or ''}")


def _given(name: dict[str, Any]) -> str:
    """Return given names; initials written together, as Vancouver has them, are set apart."""
    given = _text(name.get("given"))
    if given.isalpha() and given.isupper() and len(given) <= 4:
        return " ".join(f"{letter}." for letter in given)
    return given


def _is_shortened(item: Item) -> bool:
    custom = item.get("custom")
    return isinstance(custom, dict) and bool(custom.get("et_al"))


def _text(value: Any) -> str:
    """Return a value on one line, without control characters."""
    if value is None or isinstance(value, dict | list):
        return ""
    return _CONTROL.sub(" ", str(value)).strip()


def _latex(value: Any) -> str:
    return _LATEX_SIGN.sub(lambda sign: _LATEX[sign.group()], _text(value))


def _verbatim(value: Any) -> str:
    """Return an address for a field LaTeX reads verbatim: only what would end it is encoded."""
    return re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign.group()):02X}", _text(value))
