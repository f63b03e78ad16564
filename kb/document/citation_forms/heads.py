"""The opening of an entry, which tells the house styles apart: who, and where the title begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kb.document.citation_forms.books import read_edition
from kb.document.citation_forms.dates import YEAR, read_date
from kb.document.citation_forms.names import (
    PARTICLES,
    is_vancouver_list,
    looks_like_inverted_list,
    names_group,
    opens_with_name_part,
)
from kb.document.citation_forms.sentences import boundaries

_LONGEST_LIST = 3000
"""Characters a list of authors can take."""
_DATE = re.compile(
    rf"\(\s*((?:{YEAR})[^()]{{0,40}}|n\.\s?d\.|in press|forthcoming)\s*\)[.,:]?\s*", re.I
)
_IN_PRESS = re.compile(r"in press|forthcoming", re.IGNORECASE)
_LAST_DATE = re.compile(rf"[.,]\s+({YEAR})[a-z]?[.,]?$")
"""A year that ends the authors before a title in quotation marks."""
_BARE_DATE = re.compile(rf"(?:(?<=[.,])\s+|,\s*)({YEAR})[a-z]?\.\s+(?=\S)")
_QUOTED = re.compile(r"[“\"]")
_SINGLE = re.compile(r"(?<=\)\s)['‘](?=\w)|(?<=\),\s)['‘](?=\w)")
"""A single quotation mark opens a title only right behind a bracketed date."""
_SINGLE_END = re.compile(r"(?:[.?!](['’])|(['’])(?=[,.]))(?=[\s,.])")
_SMALL = frozenset({"of", "for", "the", "and", "on", "in"})
_ARTICLES = frozenset({"The", "A", "An"})
_WORD = re.compile(r"[^\W\d_]{2}")
_LIST_WORDS = PARTICLES | {"et", "al.", "and"}
_ET_AL_END = re.compile(r"\bet\.? al\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """An entry cut open: its authors, its title if the style marks it, and all that follows."""

    form: str
    """``apa``, ``mla``, ``vancouver`` or ``plain`` (no list of authors was recognised)."""
    authors: str
    body: str
    """Title and source, or the source alone where ``title`` is given."""
    title: str | None = None
    issued: dict[str, Any] | None = None
    is_in_press: bool = False
    """Whether it says, where the date would stand, that the work has not appeared yet."""


def read_head(text: str) -> Head:
    """Cut `text` into authors and body by the first style whose marks it bears."""
    return _quoted(text) or _dated(text) or _vancouver(text) or _inverted(text) or _group(text)


def _quoted(text: str) -> Head | None:
    """MLA and Chicago: the title stands in quotation marks after the authors."""
    opening = _QUOTED.search(text[:_LONGEST_LIST]) or _SINGLE.search(text[:_LONGEST_LIST])
    if opening is None:
        return None
    before = text[: opening.start()].strip()
    if before and not before.endswith((".", ",", ")", ":")):
        return None
    closing = _closing_quote(text, opening.start())
    if closing < opening.end() + 2:
        return None
    title, source = text[opening.end() : closing], text[closing + 1 :].lstrip(" .,")
    date = _DATE.search(before) or _LAST_DATE.search(before)
    authors = before[: date.start() + (before[date.start()] == ".")] if date else before
    return Head("mla", authors, source, title, read_date(date.group(1)) if date else None)


def _closing_quote(text: str, start: int) -> int:
    if text[start] == '"':
        return text.rfind('"')
    if text[start] in "'‘":
        closing = _SINGLE_END.search(text, start)
        return closing.start(closing.lastindex or 0) if closing else -1
    depth = 0
    for position in range(start, len(text)):
        depth += {"“": 1, "”": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return -1


def _dated(text: str) -> Head | None:
    """APA: the date stands in parentheses after the authors; Harvard and CSE have it bare."""
    for pattern in (_DATE, _BARE_DATE):
        match = pattern.search(text[:_LONGEST_LIST])
        if match is None or not _WORD.search(text, match.end()):
            continue
        if _is_author_part(text[: match.start()]):
            authors = text[: match.start()].strip()
            said = match.group(1)
            in_press = _IN_PRESS.fullmatch(said) is not None
            return Head("apa", authors, text[match.end() :], None, read_date(said), in_press)
    return None


def _is_author_part(text: str) -> bool:
    """Tell whether nothing but names can stand here: no sentence of small words ends in it."""
    text = text.strip()
    if not text:
        return False
    if is_vancouver_list(text) or looks_like_inverted_list(text):
        return not any(_is_sentence(text[:end]) for end, _ in boundaries(text)) and not any(
            map(_is_title, _behind_boundaries(text))
        )
    return not boundaries(text)


def _behind_boundaries(text: str) -> list[str]:
    """Return what stands between each full stop in `text` and the next."""
    found = boundaries(text)
    ends = [*(end for end, _ in found[1:]), len(text)]
    return [text[start:end] for (_, start), end in zip(found, ends, strict=False)]


def _is_title(part: str) -> bool:
    """Tell whether a part among names is no name: words in small letters, or an article first."""
    words = part.rstrip(" .").split()
    if len(words) < 2 or "," in part or "&" in part or names_group(part):
        return False
    if words[0] in _ARTICLES:
        return True
    return any(word.islower() and word not in _LIST_WORDS and len(word) > 2 for word in words)


def _is_sentence(text: str) -> bool:
    """Tell whether the last sentence of `text` reads as a title: four words, two of them small."""
    words = re.split(r"[.?!]\s", text)[-1].split()
    small = [word for word in words if word.islower() and word not in _LIST_WORDS]
    return len(words) >= 4 and len(small) >= 2


def _vancouver(text: str) -> Head | None:
    """Vancouver and AMA: ``Smith JA, Jones K. Title.``"""
    if not is_vancouver_list(text[:_LONGEST_LIST].split(". ")[0]):
        return None
    for end, start in boundaries(text[:_LONGEST_LIST]):
        if text[end - 1] == "." and not re.search(r"(?:^|\s)St\.$", text[:end]):
            return Head("vancouver", text[:end], text[start:])
    return None


def _inverted(text: str) -> Head | None:
    """MLA and Chicago without quotation marks: ``Hall, John E. and Jane Roe. Title.``"""
    if not looks_like_inverted_list(text):
        return None
    for end, start in boundaries(text[:_LONGEST_LIST]):
        if _ends_list(text[:end], text[start : start + 120]):
            return Head("mla", text[:end], text[start:])
    return None


def _ends_list(authors: str, following: str) -> bool:
    if _ET_AL_END.search(authors):
        return True
    if re.match(r"(?:&|and\b|et al)", following) or opens_with_name_part(following):
        return False
    last = re.split(r",\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", authors)[-1]
    is_first_author = authors.count(",") == 1 and " and " not in authors
    ends_in_initial = re.search(r"(?:^|\s)[^\W\d_]\.$", last) is not None
    return is_first_author or not ends_in_initial or len(last.split()) < 2 or "&" in authors


def _group(text: str) -> Head:
    """A group as author, or none: ``World Health Organization. Title.``"""
    found = boundaries(text)
    if not found:
        return Head("plain", "", text)
    end, start = found[0]
    name = text[:end]
    is_name = names_group(name) or len(found) > 2
    if not is_name or text[end - 1] != "." or read_edition(text[start:])[0] or ":" in name:
        return Head("plain", "", text)
    words = name.split()
    if len(words) <= 12 and all(word[0].isupper() or word in _SMALL for word in words):
        return Head("vancouver", name, text[start:])
    return Head("plain", "", text)
