"""Reading one entry of a reference list into CSL-JSON.

APA, MLA, Vancouver and AMA are read, and what lies between them. Nothing is guessed into a field
silently: what is missing is named in :attr:`ParsedReference.problems`, and the entry as given
always stays beside its fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kb.document.citation_forms.books import (
    is_house,
    is_periodical,
    is_preprint,
    is_publisher,
    is_site,
    read_book,
    read_chapter_source,
    read_web_page,
    report_number,
    split_chapter,
)
from kb.document.citation_forms.cleaning import clean_entry, clean_title
from kb.document.citation_forms.dates import YEAR, read_date
from kb.document.citation_forms.elements import read_elements
from kb.document.citation_forms.heads import Head, read_head
from kb.document.citation_forms.identifiers import take_identifiers
from kb.document.citation_forms.journal import read_journal
from kb.document.citation_forms.law import read_law
from kb.document.citation_forms.meetings import (
    are_proceedings,
    is_talk,
    take_presented,
    talk_type,
    tidy_proceedings,
)
from kb.document.citation_forms.names import names_group, read_names, says_editors
from kb.document.citation_forms.sentences import split_title
from kb.document.citation_forms.theses import take_thesis

_SPOKEN = re.compile(r"\bvol\.|(?<!\),\s)\bpp?\.|\bno\.(?!\s[\w/–-]+\s\()")
"""Labels of MLA's elements, where no volume with its issue in brackets stands before them."""
_CLOSING_YEAR = re.compile(rf"\.\s+({YEAR})[.\s]*$")
_ON_THE_WEB = re.compile(r"\[(?:internet|online|web ?page|website)\]", re.IGNORECASE)
LONGEST_ENTRY = 5000
"""Characters of an entry that are read; more is no reference but a text."""

_ORDER = (
    "type", "author", "editor", "translator", "issued", "title", "container-title", "volume",
    "issue", "page", "number", "edition", "event-title", "publisher", "publisher-place", "genre",
    "DOI", "PMID", "PMCID", "ISBN", "URL", "accessed", "custom",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """What could be read of an entry."""

    csl: dict[str, Any]
    """One CSL-JSON item without ``id``. ``custom.et_al`` is true where authors were left out."""
    problems: tuple[str, ...] = ()
    """What could not be read, each a short phrase such as ``no year``; empty if all was."""


def parse_reference(raw: str) -> ParsedReference:
    """Return the fields of one entry of a reference list. Never raises on any text."""
    text = clean_entry(raw[:LONGEST_ENTRY])
    law = read_law(text)
    if law is not None:
        return ParsedReference(law)
    fields, rest = take_identifiers(text)
    thesis, rest = take_thesis(rest)
    presented, rest = take_presented(rest)
    fields.update(thesis | presented)
    head = read_head(rest)
    names = read_names(head.authors) if head.authors else None
    if names and names.names:
        role = "editor" if says_editors(head.authors) else "author"
        fields[role] = list(names.names)
    if names and names.et_al:
        fields["custom"] = {"et_al": True}
    if head.issued:
        fields["issued"] = head.issued
    for name, value in _read_body(head, fields).items():
        fields.setdefault(name, value)
    if "issued" not in fields:
        fields["issued"] = _bracketed_year(text) or _closing_year(text)
    problems = _problems(fields, raw)
    return ParsedReference({name: fields[name] for name in _ORDER if fields.get(name)}, problems)


def _bracketed_year(text: str) -> dict[str, Any] | None:
    """Return the year an entry gives in parentheses at a place no style has it."""
    found = re.findall(rf"\(({YEAR})\)", text)
    return read_date(found[-1]) if found else None


def _closing_year(text: str) -> dict[str, Any] | None:
    """Return the year that closes an entry as a sentence of its own."""
    found = _CLOSING_YEAR.search(text)
    return read_date(found.group(1)) if found else None


def _read_body(head: Head, known: dict[str, Any]) -> dict[str, Any]:
    if head.title is not None:
        return _read_quoted(head.title, head.body, known)
    journal = read_journal(head.body)
    chapter = split_chapter(head.body)
    if chapter and (journal is None or not _is_journal_name(chapter[1])):
        source = read_chapter_source(chapter[1])
        fields = {"type": "chapter", "title": clean_title(chapter[0]), **source}
        return tidy_proceedings(fields) if are_proceedings(_container(fields)) else fields
    if journal is not None:
        return _read_article(*journal)
    return _read_other(head, known)


def _container(fields: dict[str, Any]) -> str:
    return str(fields.get("container-title", ""))


def _read_article(before: str, fields: dict[str, Any]) -> dict[str, Any]:
    title, container = split_title(re.sub(r"(?<=[?!]),(?=\s)", "", before))
    fields["title"] = clean_title(title)
    if not {"volume", "issue"} & fields.keys() and is_house(container):
        return {"type": "book", **fields, "publisher": clean_title(container)}
    if container:
        fields["container-title"] = _clean_container(container)
    return {"type": "article-journal", **fields}


def _read_quoted(title: str, source: str, known: dict[str, Any]) -> dict[str, Any]:
    """Read an entry whose title stands in quotation marks: article, chapter or page."""
    journal = None if _SPOKEN.search(source) else read_journal(source)
    fields = journal[1] if journal else read_elements(source)
    if journal:
        fields["container-title"] = _clean_container(journal[0])
    fields["title"] = clean_title(title)
    fields["type"] = _type_of_quoted(fields, known)
    return fields


def _type_of_quoted(fields: dict[str, Any], known: dict[str, Any]) -> str:
    if {"editor", "edition"} & set(fields) or ("publisher" in fields and "page" in fields):
        return "chapter"
    if {"volume", "issue", "page"} & set(fields):
        return "article-journal"
    if "URL" in known or "container-title" not in fields:
        return "webpage"
    is_person = any("family" in name for name in known.get("author", ()))
    return "article-journal" if "DOI" in known or is_person else "webpage"


def _read_other(head: Head, known: dict[str, Any]) -> dict[str, Any]:
    """Read an entry without volume and pages: a book, a report, a page, an article to appear."""
    book = read_book(head.body)
    number = report_number(head.body) or book.get("number")
    if number:
        return {"type": "report", **book, "number": number}
    publisher = book.get("publisher", "")
    if is_site(publisher):
        book["container-title"] = book.pop("publisher")
        return {"type": "webpage", **book}
    genre = book.get("genre", "")
    if is_talk(genre):
        event = {"event-title": book.pop("publisher")} if publisher else {}
        return {"type": talk_type(genre), **book, **event}
    if is_preprint(f"{genre} {publisher}"):
        server = {"container-title": book.pop("publisher")} if publisher else {}
        return {"type": "article", **book, **server}
    if publisher and "edition" not in book and _is_journal(publisher, head, known):
        del book["publisher"]
        return {"type": "article-journal", **book, "container-title": publisher}
    if "URL" in known and _ON_THE_WEB.search(head.body):
        return {"type": "webpage", **book}
    if "URL" in known and "edition" not in book and "publisher-place" not in book:
        page = read_web_page(head.body)
        return {"type": "report" if "number" in page else "webpage", **page}
    if not publisher and "edition" not in book and _is_group(known):
        return {"type": "webpage", **book}
    if not publisher and "edition" not in book and "ISBN" not in known:
        return {"type": "article-journal" if "DOI" in known else "document", **book}
    return {"type": "book", **book}


def _is_journal(name: str, head: Head, known: dict[str, Any]) -> bool:
    """Tell whether a source without volume and pages is a journal, in which a work will appear."""
    if is_periodical(name):
        return True
    is_expected = head.is_in_press or "status" in known or ("DOI" in known and "ISBN" not in known)
    return is_expected and not is_publisher(name) and not names_group(name)


def _is_group(known: dict[str, Any]) -> bool:
    return any("literal" in name for name in known.get("author", ()))


def _is_journal_name(text: str) -> bool:
    """Tell whether ``In …`` is followed by a journal: no editors, no edition, no page label."""
    return re.search(r"\beds?\b|\bedit|\bpp?\.|\(\d+(?:st|nd|rd|th)", text) is None


def _clean_container(text: str) -> str:
    return clean_title(text) if not re.search(r"\w\. \w.*\.$", text) else text


def _problems(fields: dict[str, Any], raw: str) -> tuple[str, ...]:
    problems = [
        f"no {word}"
        for name, word in (("author", "author"), ("issued", "year"), ("title", "title"))
        if not fields.get(name) and not (name == "author" and fields.get("editor"))
    ]
    kind = fields.get("type")
    if kind == "article-journal" and not fields.get("container-title"):
        problems.append("no journal")
    if kind == "document":
        problems.append("no source")
    if len(raw) > LONGEST_ENTRY:
        problems.append(f"longer than {LONGEST_ENTRY} characters")
    return tuple(problems)
