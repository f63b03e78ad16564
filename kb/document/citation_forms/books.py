"""Books, their chapters, reports and pages of the web: everything that has no volume and pages."""

from __future__ import annotations

import re
from typing import Any

from kb.document.citation_forms.cleaning import clean_range, clean_title
from kb.document.citation_forms.dates import YEAR, is_date, read_date
from kb.document.citation_forms.names import read_editors, read_names
from kb.document.citation_forms.sentences import boundaries, sentences, split_title

_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"), 1
    )
}
_EDITION = re.compile(
    rf"(?:^|(?<=[\s(,]))(\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)}|rev(?:ised|\.)?|updated)"
    r"(?: rev\.?)? ed(?:ition|n)?\b\.?,?",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\s*\(([^()]{1,120})\)")
_PAGES = re.compile(r"\bpp?\.?\s*([A-Za-z]?\d\w*(?:\s?[-‐‑‒–—−]\s?[A-Za-z]?\d\w*)?)", re.IGNORECASE)
_VOLUME = re.compile(r"\bvol(?:\.|ume)\s*([\dIVXLC]+)", re.IGNORECASE)
_REPORT = re.compile(
    r"\b(?:(?:report|papers?|publication|bulletin|monograph)(?: series)?|series|NIH|DHHS),?\s"
    r"(?:(?:no\.?|number|nr\.?)\s*([\w./-]+)|(\d{1,3}\b(?:[./-]\w+)*))",
    re.IGNORECASE,
)
_GUIDELINE = re.compile(
    r"([^.,]{0,60}\b(?:guidelines?|guidance|standard|appraisal))\s((?:[A-Z]{1,5}\s?)?\d{1,5})",
    re.IGNORECASE,
)
_IN = re.compile(r"(?<=[.?!”\"])\s+In(?:\s*[:∞]\s*|\s+)(?=[^\W\d_])")
_EDITORS = re.compile(
    r"[,.]?\s*(?:\((?:eds?\.?|editors?)\)|(?<!\dst)(?<!\d[nrt][dh])\s(?:eds?\.|editors?|eds))\s*[.,:;]\s*",
    re.IGNORECASE,
)
_EDITED_BY = re.compile(r"[,.]?\s*\bedited by\s+([^,.]+(?:\s[^\W\d_]\.[^,.]*)*)", re.IGNORECASE)
_IMPRINT = re.compile(
    rf"[;,]\s*(?:c|©)?({YEAR})[a-z]?[-–]?(?:\s*[:.,]?\s*(?:pp?\.\s*)?(\d+[-–]?\d*))?[.\s]*$"
)
_BRACKET = re.compile(r"\s*\[([^\[\]]{2,60})\]")
_MEDIA = frozenset({"internet", "online", "web page", "webpage", "website", "print", "ebook"})
_KIND = re.compile(
    r"\b(?:internet|online|web ?page|website|print|e-?book|dissertation|thesis|preprint|"
    r"presentation|poster|session|lecture|keynote|paper|abstract|symposium|letter|editorial|comment(?:ary)?|"
    r"video|film|podcast|audio|blog|post|fact ?sheet|brochure|leaflet|pamphlet|report|white ?paper|"
    r"press release|news|review|data ?set|software|app|guideline|manuscript|statement|infographic|"
    r"position paper|policy|brief|case|database|mobile|computer|unpublished|package insert)\b",
    re.IGNORECASE,
)
"""Words by which a bracket names a kind of work or medium; others hold a title in translation."""
_PREPRINT = re.compile(r"\bpreprints?\b|\b\w{2,8}rxiv\b|\bSSRN\b", re.IGNORECASE)
_TRANSLATED = re.compile(
    r"[,.]?\s*\btranslated by\s+([^,.]+(?:\s[^\W\d_]\.[^,.]*)*)", re.IGNORECASE
)
_PUBLISHER = re.compile(
    r"\b(?:press|publish\w*|verlag|books?|elsevier|springer|wiley|saunders|mosby|lippincott|mcgraw|"
    r"churchill|thieme|karger|routledge|academic|university|humana|crc|jones|sage|oxford|cambridge)\b",
    re.IGNORECASE,
)
_PERIODICAL = re.compile(
    r"\b(?:journal|annals|archives|lancet|jama|bmj|nature|science|reviews?|letters|proceedings|"
    r"medicine|bulletin|acta|transactions|plos|frontiers|j)\b",
    re.IGNORECASE,
)


def split_chapter(text: str) -> tuple[str, str] | None:
    """Split ``Chapter. In Editor (Ed.), Book …`` into the chapter's title and what holds it."""
    match = _IN.search(text)
    if match is None or re.match(r"(?:vivo|vitro|situ|silico|utero)\b", text[match.end() :]):
        return None
    return text[: match.start()], text[match.end() :]


def read_chapter_source(text: str) -> dict[str, Any]:
    """Read what follows ``In``: editors, title of the book, edition, pages, publisher."""
    fields: dict[str, Any] = {}
    editors = _EDITORS.search(text)
    if editors and editors.start() < 300:
        names = read_names(text[: editors.start()])
        if names.names:
            fields["editor"] = list(names.names)
            text = text[editors.end() :]
    book = read_book(text)
    title = book.pop("title", "")
    fields.update(book)
    if title:
        fields["container-title"] = title
    return fields


def read_book(text: str) -> dict[str, Any]:
    """Read ``Title (3rd ed., Vol. 2). Place: Publisher; 2016`` and what is like it."""
    fields: dict[str, Any] = {}
    text = _take_imprint(text, fields)
    text = _take_brackets(text, fields)
    text = _take_people(text, fields)
    title, rest = _split_at_edition(text, fields)
    if rest is None:
        parts = sentences(title)
        title, rest = (". ".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (title, "")
    title = _take_parentheses(title, fields)
    _take_publisher(_take_guideline(_take_pages(rest, fields), fields), fields)
    if clean_title(title):
        fields["title"] = clean_title(title)
    return fields


def read_web_page(text: str) -> dict[str, Any]:
    """Read ``Title. Site. Date``: what an entry with an address but no volume says."""
    fields: dict[str, Any] = {}
    text = _take_brackets(text, fields)
    title, site = split_title(text)
    fields["title"] = clean_title(_take_parentheses(title, fields))
    if site:
        fields["container-title"] = clean_title(site)
    return fields


def report_number(text: str) -> str:
    """Return the number of a report or series, or an empty string."""
    match = _REPORT.search(text)
    return (match.group(1) or match.group(2)).rstrip(".") if match else ""


def is_periodical(name: str) -> bool:
    """Tell whether a source without volume and pages is rather a journal than a publisher."""
    return bool(_PERIODICAL.search(name)) and not _PUBLISHER.search(name)


def is_preprint(kind: str) -> bool:
    """Tell whether a kind of work or its source is a server of works not yet reviewed."""
    return _PREPRINT.search(kind) is not None


def is_publisher(name: str) -> bool:
    """Tell whether a word of `name` is one that publishing houses bear in their names."""
    return _PUBLISHER.search(name) is not None


def is_house(name: str) -> bool:
    """Tell whether `name` is a publishing house's and no journal's."""
    return is_publisher(name) and not _PERIODICAL.search(name)


def is_site(name: str) -> bool:
    """Tell whether a source is named by its address alone, such as ``example.org``."""
    return re.fullmatch(r"(?:[\w-]+\.){1,3}(?:org|com|gov|edu|net|int)", name, re.I) is not None


def read_edition(text: str) -> tuple[str, str]:
    """Return the edition `text` opens with (as CSL writes it) and the text after it."""
    match = _EDITION.match(text)
    return (_edition(match.group(1)), text[match.end() :].strip(" ,")) if match else ("", text)


def _edition(word: str) -> str:
    word = word.lower()
    if word in _ORDINALS:
        return _ORDINALS[word]
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word)


def _split_at_edition(text: str, fields: dict[str, Any]) -> tuple[str, str | None]:
    match = _EDITION.search(text)
    if match is None:
        return text, None
    fields["edition"] = _edition(match.group(1))
    before, after = text[: match.start()], text[match.end() :]
    if before.rstrip().endswith("("):
        inside, _, after = after.partition(")")
        _take_pages(inside, fields)
        before = before.rstrip()[:-1]
    return before.strip(" .,"), after.strip(" .,;:")


def _take_parentheses(text: str, fields: dict[str, Any]) -> str:
    """Take ``(Vol. 2, pp. 3-9)`` and report numbers out of a title; leave other parentheses."""
    match = _PARENTHESIS.search(text)
    while match is not None:
        inside = match.group(1)
        guideline = _GUIDELINE.fullmatch(inside)
        number = report_number(inside) or (guideline.group(2) if guideline else "")
        if number:
            fields["number"] = number
        if number or _take_pages(inside, fields) != inside:
            return text[: match.start()] + text[match.end() :]
        match = _PARENTHESIS.search(text, match.end())
    return text


def _take_pages(text: str, fields: dict[str, Any]) -> str:
    for name, pattern in (("page", _PAGES), ("volume", _VOLUME)):
        match = pattern.search(text)
        if match is not None:
            fields.setdefault(name, clean_range(match.group(1)))
            text = text[: match.start()] + text[match.end() :]
    return text


def _take_imprint(text: str, fields: dict[str, Any]) -> str:
    """Take the year, and the pages after it, that close ``Publisher; 2016. p. 1-10``."""
    text = text.rstrip(" .")
    last = boundaries(text)
    if last and is_date(text[last[-1][1] :]):
        fields["issued"] = read_date(text[last[-1][1] :])
        text = text[: last[-1][0]].rstrip(" .")
        last = boundaries(text)
    if last and re.match(r"(?:pp?\.?|chap(?:ter|\.)?)\s*\d", text[last[-1][1] :], re.IGNORECASE):
        _take_pages(text[last[-1][1] :], fields)
        text = text[: last[-1][0]].rstrip(" .")
    match = _IMPRINT.search(text[-60:])
    if match is None:
        return text
    issued = read_date(match.group(1))
    if issued:
        fields["issued"] = issued
    if match.group(2):
        fields.setdefault("page", clean_range(match.group(2)))
    return text[: max(0, len(text) - 60) + match.start()]


def _take_guideline(text: str, fields: dict[str, Any]) -> str:
    """Take ``NICE guideline NG118``, a kind of report and its number, from a publisher's place."""
    match = _GUIDELINE.fullmatch(text.strip(" ."))
    if match is None:
        return text
    fields["genre"], fields["number"] = match.groups()
    return ""


def _take_brackets(text: str, fields: dict[str, Any]) -> str:
    """Take ``[Internet]``, ``[Doctoral dissertation]`` and the like out of the text."""
    match = _BRACKET.search(text)
    if match is None or match.start() < 3 or not _KIND.search(match.group(1)):
        return text
    if match.group(1).lower() not in _MEDIA:
        fields["genre"] = match.group(1)
    return text[: match.start()] + text[match.end() :]


def _take_people(text: str, fields: dict[str, Any]) -> str:
    """Take ``edited by`` and ``translated by`` with the names behind them out of the text."""
    for role, pattern in (("editor", _EDITED_BY), ("translator", _TRANSLATED)):
        match = pattern.search(text)
        names = read_editors(match.group(1)).names if match else ()
        if match and names:
            fields[role] = list(names)
            mark = ". " if match[0].startswith(".") else ", "
            text = text[: match.start()] + mark + text[match.end() :].lstrip(" ,.")
    return text


def _take_publisher(text: str, fields: dict[str, Any]) -> None:
    text = text.strip(" .,;:")
    if not re.search(r"[^\W\d_]{2}", text):
        return
    place, colon, publisher = text.partition(":")
    if colon and publisher.strip() and len(place.split()) <= 5:
        fields["publisher-place"] = place.strip()
        text = publisher
    fields["publisher"] = clean_title(text)
