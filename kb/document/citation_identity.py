"""When two CSL items are the same work: exactly, and perhaps.

The exact answer is a string to look up (:func:`identity`); the perhaps is a score for an editor to
judge (:func:`similarity`). Neither merges anything.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from kb.document.citation_forms.dates import year_of
from kb.document.citation_forms.identifiers import tidy_doi
from kb.document.text import slugify

_TITLE_LENGTH = 160
_ARTICLE = re.compile(r"^(?:the|an?)-")
_NUMBER = re.compile(r"\b(?:\d+|ii|iii|iv|vi{0,3}|ix)\b")
_SUBTITLE = re.compile(r":\s|\s[–—-]\s|\?\s")
_WEIGHTS = {"title": 6.0, "author": 2.0, "year": 1.0, "place": 1.0}


class Work:
    """A CSL item as it is compared with others; each of its normal forms is made once.

    The item must not change meanwhile.
    """

    def __init__(self, csl: dict[str, Any]) -> None:
        self.csl = csl
        self.identifiers = identifiers(csl)
        """The registered identifiers: ``doi:…`` in small letters, ``pmid:…``."""
        self.title = _ARTICLE.sub("", _slug(str(csl.get("title") or "")))
        """The title without case, accents, punctuation and opening article."""
        self.families = _families(csl)
        """The authors' (or else editors') family or group names as slugs."""
        self.first_family = self.families[0] if self.families else ""
        """The first of the families; empty without any."""
        self.year = year_of(csl)
        """The year of issue."""

    @cached_property
    def main_title(self) -> str:
        """The title before its colon in that form, if it is long enough to tell works apart."""
        main = _SUBTITLE.split(str(self.csl.get("title") or ""))[0]
        slug = _ARTICLE.sub("", _slug(main))
        return slug if slug.count("-") >= 2 else ""

    @cached_property
    def numbers(self) -> list[str]:
        """The numbers in the title, which tell parts, doses and years apart."""
        return _NUMBER.findall(self.title)

    @cached_property
    def identity(self) -> str:
        """``title|year|first family`` in normal form; empty for an item without a title.

        At most 255 characters: a long title is cut and closed with a digest of the whole.
        """
        title = self.title
        if not title:
            return ""
        if len(title) > _TITLE_LENGTH:
            digest = hashlib.sha256(title.encode()).hexdigest()[:12]
            title = f"{title[:_TITLE_LENGTH]}~{digest}"
        return f"{title}|{self.year or ''}|{self.first_family[:60]}"

    @cached_property
    def place(self) -> tuple[str, str]:
        """The volume and the first page; empty where not given."""
        return _first_number(self.csl.get("volume")), _first_number(self.csl.get("page"))

    @cached_property
    def edition(self) -> str:
        """The number of the edition; empty where not given."""
        return _first_number(self.csl.get("edition"))


def identifiers(csl: dict[str, Any]) -> tuple[str, ...]:
    """Return the registered identifiers of an item: ``doi:…`` in small letters, ``pmid:…``."""
    found = []
    if csl.get("DOI"):
        found.append("doi:" + tidy_doi(str(csl["DOI"])).lower())
    pmid = re.sub(r"\D", "", str(csl.get("PMID") or ""))
    if pmid:
        found.append("pmid:" + pmid)
    return tuple(found)


def identity(csl: dict[str, Any]) -> str:
    """Return the string that items of one work share: an identifier, else title and makers."""
    work = Work(csl)
    return work.identifiers[0] if work.identifiers else work.identity


def work_identity(csl: dict[str, Any]) -> str:
    """Return ``title|year|first family`` in normal form; empty for an item without a title."""
    return Work(csl).identity


def similarity(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float:
    """Return how likely two items are the same work, from 0 to 1; see :func:`likeness`."""
    return likeness(Work(csl_a), Work(csl_b))


def likeness(one: Work, other: Work) -> float:
    """Return how likely two items are the same work, from 0 to 1.

    Tolerates accents, case, punctuation, a missing subtitle, slips of a letter, a missing year.
    Two different DOIs or PMIDs, or two different editions, keep the score below any threshold.
    """
    shared = _compare_identifiers(one, other)
    if shared:
        return 1.0
    scores = {
        "title": _compare_titles(one, other),
        "author": _compare_authors(one, other),
        "year": _compare_years(one, other),
        "place": _compare_places(one, other),
    }
    known = {name: score for name, score in scores.items() if score is not None}
    total = sum(_WEIGHTS[name] for name in known)
    score = sum(_WEIGHTS[name] * value for name, value in known.items()) / total if total else 0.0
    if scores["title"] is None or shared is False or _differ(one.edition, other.edition):
        return min(score, 0.5)
    if _differ(one.numbers, other.numbers):  # other parts, doses or years: alike, not the same
        return min(score, 0.7)
    return round(score, 4)


def _compare_identifiers(one: Work, other: Work) -> bool | None:
    """Return True for a shared identifier, False for two different ones of a kind, else None."""
    if not one.identifiers or not other.identifiers:
        return None
    first = dict(item.split(":", 1) for item in one.identifiers)
    second = dict(item.split(":", 1) for item in other.identifiers)
    kinds = first.keys() & second.keys()
    if not kinds:
        return None
    return any(first[kind] == second[kind] for kind in kinds)


def _compare_titles(one: Work, other: Work) -> float | None:
    first, second = one.title, other.title
    if not first or not second:
        return None
    score = fuzz.ratio(first, second) / 100
    short, long = sorted((first, second), key=len)
    if long.startswith(short + "-") and short in {one.main_title, other.main_title}:
        score = max(score, 0.9)
    return score


def _compare_authors(one: Work, other: Work) -> float | None:
    first, second = one.families, other.families
    if not first or not second:
        return None
    if fuzz.ratio(first[0], second[0]) >= 85:
        return 1.0
    return 0.6 if first[0] in second or second[0] in first else 0.0


def _compare_years(one: Work, other: Work) -> float | None:
    if one.year is None or other.year is None:
        return None
    return {0: 1.0, 1: 0.7}.get(abs(one.year - other.year), 0.0)


def _compare_places(one: Work, other: Work) -> float | None:
    """Compare volume and first page, as far as both give them."""
    pairs = zip(one.place, other.place, strict=True)
    found = [float(first == second) for first, second in pairs if first and second]
    return sum(found) / len(found) if found else None


def _differ(first: Any, second: Any) -> bool:
    return bool(first and second and first != second)


def _first_number(value: Any) -> str:
    match = re.search(r"[a-z]*\d+", str(value or "").lower())
    return match.group() if match else ""


def _families(csl: dict[str, Any]) -> list[str]:
    names = csl.get("author") or csl.get("editor") or ()
    slugs = [_slug(str(name.get("family") or name.get("literal") or "")) for name in names]
    return [slug for slug in slugs if slug]


def _slug(text: str) -> str:
    slug = slugify(text, 2000)
    if slug:
        return slug
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-")
