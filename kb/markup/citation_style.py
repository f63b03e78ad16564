"""A reference as readers see it: AMA style (Vancouver's medical dialect) from CSL-JSON.

One formatter serves pages, API, exports and the "cite this article" line. It writes inline nodes
of the document tree, so that the usual writers turn them into HTML or plain text.
"""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.dates import date_parts, year_of
from kb.document.tree import Emphasis, Inline, Inlines, Link, Text
from kb.markup.html import render_inlines
from kb.markup.text import plain_inlines

_MOST_AUTHORS = 6
"""Lists of up to this many authors are given whole; of longer ones the first three."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?$", re.IGNORECASE)


def reference_inlines(csl: dict[str, Any]) -> Inlines:
    """Return the reference as inline nodes: source in italics, DOI and address as links."""
    writer = _Writer()
    people = _people(csl)
    if people:
        writer.sentence(people)
    {
        "article-journal": _article,
        "chapter": _chapter,
        "webpage": _web_page,
        "paper-conference": _paper,
    }.get(str(csl.get("type")), _book)(csl, writer)
    _close(csl, writer)
    return writer.nodes()


def reference_text(csl: dict[str, Any]) -> str:
    """Return the reference as plain text."""
    return plain_inlines(reference_inlines(csl))


def reference_html(csl: dict[str, Any]) -> str:
    """Return the reference as HTML, without an element around it."""
    return render_inlines(reference_inlines(csl))


def format_names(names: Any, et_al: bool = False) -> str:
    """Return CSL names as AMA writes them, ``Riggs BL, Khosla S``, six of them or three et al."""
    written = [text for text in (_name(name) for name in names or ()) if text]
    if len(written) > _MOST_AUTHORS:
        written, et_al = written[:3], True
    if et_al and written:
        written.append("et al")
    return ", ".join(written)


def short_names(csl: dict[str, Any]) -> str:
    """Return who made a work in a word or two: ``Riggs``, ``Riggs and Khosla``, ``Riggs et al``."""
    names = csl.get("author") or csl.get("editor") or ()
    families = [text for text in (_family(name) for name in names) if text]
    if not families:
        return ""
    if len(families) > 2 or _is_shortened(csl):
        return f"{families[0]} et al"
    return " and ".join(families)


def initials(given: str) -> str:
    """Return the initials of given names: ``Jean-Paul M.`` gives ``JPM``, ``AP`` stays ``AP``."""
    given = given.split(",")[0].strip()
    if given.isupper() and len(given) <= 4 and given.isalpha():
        return given
    return "".join(
        piece[0].upper() for piece in re.split(r"[\s.\-‐‑]+", given) if piece[:1].isalpha()
    )


def ordinal(edition: str) -> str:
    """Return an edition as a word before ``ed``: ``13`` gives ``13th``; words stay as they are."""
    if not edition.isdigit():
        return edition
    number = int(edition[-2:])
    suffix = "th" if 10 <= number <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return edition + suffix


class _Writer:
    """Collects nodes so that every part ends with exactly one full stop."""

    def __init__(self) -> None:
        self._nodes: list[Inline] = []

    def text(self, text: str) -> None:
        if self._nodes and isinstance(self._nodes[-1], Text):
            text = self._nodes.pop().text + text  # type: ignore[union-attr]
        self._nodes.append(Text(text))

    def emphasis(self, text: str) -> None:
        self._nodes.append(Emphasis((Text(text),)))

    def link(self, href: str, text: str) -> None:
        self._space()
        self._nodes.append(Link(href, (Text(text),)))

    def sentence(self, text: str, italic: bool = False) -> None:
        if not text:
            return
        self._space()
        if italic:
            self.emphasis(text)
        else:
            self.text(text)
        if not text.endswith((".", "?", "!")):
            self.text(".")

    def _space(self) -> None:
        if self._nodes:
            self.text(" ")

    def nodes(self) -> Inlines:
        return tuple(self._nodes)


def _article(csl: dict[str, Any], writer: _Writer) -> None:
    writer.sentence(_get(csl, "title"))
    writer.sentence(_get(csl, "container-title"), italic=True)
    writer.sentence(_where(csl))


def _where(csl: dict[str, Any]) -> str:
    """Return ``2001;12(3):45-67`` with what there is of it."""
    place = _get(csl, "volume")
    if _get(csl, "issue"):
        place += f"({_get(csl, 'issue')})"
    pages = _get(csl, "page") or _get(csl, "number")
    if pages:
        place += f":{pages}"
    year = year_of(csl)
    return f"{year};{place}" if year and place else str(year or "") or place.strip(":")


def _chapter(csl: dict[str, Any], writer: _Writer) -> None:
    writer.sentence(_get(csl, "title"))
    editors = format_names(csl.get("editor"))
    if editors:
        writer.sentence(f"In: {editors}, {_editors_label(csl)}")
    title = _get(csl, "container-title")
    if title and not editors:
        writer.text(" In: ")
        writer.emphasis(title)
        writer.text(".")
    else:
        writer.sentence(title, italic=True)
    _imprint(csl, writer)


def _paper(csl: dict[str, Any], writer: _Writer) -> None:
    """Write a paper as a part of its proceedings, or as what was said at the meeting."""
    (_chapter if _get(csl, "container-title") else _book)(csl, writer)


def _book(csl: dict[str, Any], writer: _Writer) -> None:
    writer.sentence(_get(csl, "title"), italic=True)
    genre = _get(csl, "genre")
    writer.sentence(genre[:1].upper() + genre[1:])
    if csl.get("author") and csl.get("editor"):
        writer.sentence(f"{format_names(csl['editor'])}, {_editors_label(csl)}")
    writer.sentence(_get(csl, "container-title") or _get(csl, "event-title"), italic=True)
    _imprint(csl, writer)
    if csl.get("type") == "report" and _get(csl, "number"):
        writer.sentence(f"Report {_get(csl, 'number')}")


def _imprint(csl: dict[str, Any], writer: _Writer) -> None:
    """Write ``13th ed. Publisher; 2016:12-34.``"""
    edition = _get(csl, "edition")
    if edition:
        writer.sentence(f"{ordinal(edition)} ed" if "ed" not in edition.lower() else edition)
    if _get(csl, "volume"):
        writer.sentence(f"Vol {_get(csl, 'volume')}")
    publisher, year, pages = _get(csl, "publisher"), str(year_of(csl) or ""), _get(csl, "page")
    imprint = "; ".join(part for part in (publisher, year) if part)
    writer.sentence(f"{imprint}:{pages}" if imprint and pages else imprint)


def _web_page(csl: dict[str, Any], writer: _Writer) -> None:
    writer.sentence(_get(csl, "title"))
    writer.sentence(_get(csl, "container-title") or _get(csl, "publisher"), italic=True)
    if _get(csl, "version"):
        writer.sentence(f"Version {_get(csl, 'version')}")
    issued = _date(csl.get("issued"))
    writer.sentence(f"Published {issued}" if issued else "")


def _close(csl: dict[str, Any], writer: _Writer) -> None:
    """Write the day of access and the way to the work."""
    doi, url, accessed = _get(csl, "DOI"), _get(csl, "URL"), _date(csl.get("accessed"))
    if accessed and not doi:
        writer.sentence(f"Accessed {accessed}")
    if doi:
        writer.link(f"https://doi.org/{_quote(doi)}", f"doi:{doi}")
    elif url.startswith(("https://", "http://")):
        writer.link(url, url)


def _people(csl: dict[str, Any]) -> str:
    if csl.get("author"):
        return format_names(csl["author"], _is_shortened(csl))
    editors = format_names(csl.get("editor")) if csl.get("type") != "chapter" else ""
    return f"{editors}, {_editors_label(csl)}" if editors else ""


def _editors_label(csl: dict[str, Any]) -> str:
    return "eds" if len(csl.get("editor") or ()) > 1 else "ed"


def _is_shortened(csl: dict[str, Any]) -> bool:
    custom = csl.get("custom")
    return isinstance(custom, dict) and bool(custom.get("et_al"))


def _name(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)
    if name.get("literal"):
        return str(name["literal"])
    given = str(name.get("given") or "")
    suffix = str(name.get("suffix") or "")
    tail = given.rpartition(",")[2].strip()
    if not suffix and "," in given and _SUFFIX.match(tail):
        suffix = tail
    return " ".join(part for part in (_family(name), initials(given), suffix.rstrip(".")) if part)


def _family(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)
    particles = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    return f"{particles} {name.get('family') or name.get('literal') or ''}".strip()


def _date(date: Any) -> str:
    parts = date_parts(date)
    if len(parts) > 1 and 1 <= parts[1] <= 12:
        day = f" {parts[2]}," if len(parts) > 2 else ""
        return f"{_MONTHS[parts[1] - 1]}{day} {parts[0]}"
    return str(parts[0]) if parts else ""


def _get(csl: dict[str, Any], name: str) -> str:
    value = csl.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _quote(doi: str) -> str:
    """Return a DOI fit for an address: the few signs that would end it are escaped."""
    return re.sub(r"[\s<>\"#%?{}|\\^`]", lambda sign: f"%{ord(sign.group()):02X}", doi)
