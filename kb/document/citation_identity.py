"""When two CSL items are the same work: exactly, and perhaps.

The exact answer is a string to look up (:func:`identity`); the perhaps is a score for an editor to
judge (:func:`similarity`). Neither merges anything.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from rapidfuzz import fuzz

from kb.document.citation_forms.dates import year_of
from kb.document.citation_forms.identifiers import tidy_doi
from kb.document.text import slugify

_TITLE_LENGTH = 160
_ARTICLE = re.compile(r"^(?:the|an?)-")
_NUMBER = re.compile(r"\b(?:\d+|ii|iii|iv|vi{0,3}|ix)\b")
_WEIGHTS = {"title": 6.0, "author": 2.0, "year": 1.0, "place": 1.0}


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
    found = identifiers(csl)
    return found[0] if found else work_identity(csl)


def work_identity(csl: dict[str, Any]) -> str:
    """Return ``title|year|first family`` in normal form; empty for an item without a title.

    At most 255 characters: a long title is cut and closed with a digest of the whole.
    """
    title = title_slug(csl)
    if not title:
        return ""
    if len(title) > _TITLE_LENGTH:
        digest = hashlib.sha256(title.encode()).hexdigest()[:12]
        title = f"{title[:_TITLE_LENGTH]}~{digest}"
    return f"{title}|{year_of(csl) or ''}|{first_family(csl)[:60]}"


def title_slug(csl: dict[str, Any]) -> str:
    """Return the title without case, accents, punctuation and opening article."""
    return _ARTICLE.sub("", _slug(str(csl.get("title") or "")))


def first_family(csl: dict[str, Any]) -> str:
    """Return the first author's (or else editor's) family or group name as a slug."""
    families = _families(csl)
    return families[0] if families else ""


def similarity(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float:
    """Return how likely two items are the same work, from 0 to 1.

    Tolerates accents, case, punctuation, a missing subtitle, slips of a letter, a missing year.
    Two different DOIs or PMIDs, or two different editions, keep the score below any threshold.
    """
    shared = _compare_identifiers(csl_a, csl_b)
    if shared:
        return 1.0
    scores = {
        "title": _compare_titles(csl_a, csl_b),
        "author": _compare_authors(csl_a, csl_b),
        "year": _compare_years(csl_a, csl_b),
        "place": _compare_places(csl_a, csl_b),
    }
    known = {name: score for name, score in scores.items() if score is not None}
    total = sum(_WEIGHTS[name] for name in known)
    score = sum(_WEIGHTS[name] * value for name, value in known.items()) / total if total else 0.0
    if scores["title"] is None or shared is False or _differs(csl_a, csl_b, "edition"):
        return min(score, 0.5)
    if _are_other_parts(csl_a, csl_b):
        return min(score, 0.7)
    return round(score, 4)


def _compare_identifiers(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> bool | None:
    """Return True for a shared identifier, False for two different ones of a kind, else None."""
    first = dict(item.split(":", 1) for item in identifiers(csl_a))
    second = dict(item.split(":", 1) for item in identifiers(csl_b))
    kinds = first.keys() & second.keys()
    if not kinds:
        return None
    return any(first[kind] == second[kind] for kind in kinds)


def _compare_titles(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float | None:
    first, second = title_slug(csl_a), title_slug(csl_b)
    if not first or not second:
        return None
    score = fuzz.ratio(first, second) / 100
    short, long = sorted((first, second), key=len)
    if long.startswith(short + "-") and short in {_main_title(csl_a), _main_title(csl_b)}:
        score = max(score, 0.9)
    return score


def _are_other_parts(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> bool:
    """Tell whether the titles number different parts, doses or years: alike, but not the same."""
    first, second = (_NUMBER.findall(title_slug(csl)) for csl in (csl_a, csl_b))
    return bool(first and second and first != second)


def _main_title(csl: dict[str, Any]) -> str:
    """Return the slug of the title before its colon, if that is long enough to tell works apart."""
    main = re.split(r":\s|\s[–—-]\s|\?\s", str(csl.get("title") or ""))[0]
    slug = _ARTICLE.sub("", _slug(main))
    return slug if slug.count("-") >= 2 else ""


def _compare_authors(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float | None:
    first, second = _families(csl_a), _families(csl_b)
    if not first or not second:
        return None
    if fuzz.ratio(first[0], second[0]) >= 85:
        return 1.0
    return 0.6 if first[0] in second or second[0] in first else 0.0


def _compare_years(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float | None:
    first, second = year_of(csl_a), year_of(csl_b)
    if first is None or second is None:
        return None
    return {0: 1.0, 1: 0.7}.get(abs(first - second), 0.0)


def _compare_places(csl_a: dict[str, Any], csl_b: dict[str, Any]) -> float | None:
    """Compare volume and first page, as far as both give them."""
    found = []
    for name in ("volume", "page"):
        first, second = _first_number(csl_a.get(name)), _first_number(csl_b.get(name))
        if first and second:
            found.append(float(first == second))
    return sum(found) / len(found) if found else None


def _differs(csl_a: dict[str, Any], csl_b: dict[str, Any], name: str) -> bool:
    first, second = _first_number(csl_a.get(name)), _first_number(csl_b.get(name))
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
