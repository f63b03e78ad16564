"""Who wrote or edited a work: lists of names in the orders the house styles use.

A name is a CSL name: ``family`` and ``given`` with ``suffix`` and ``non-dropping-particle`` where
there are such, or ``literal`` for a group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from kb.document.citation_forms.word_sets import word_set

Name: TypeAlias = dict[str, str]
"""One CSL name."""

_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?$", re.IGNORECASE)
PARTICLES = word_set(
    "van von der den de del della degli di da dos das do du la le les lo ter ten te zu zum zur "
    "af av bin ibn al el el- y op 't 's in het"
)
"""Small words that open a family name."""
_GROUP_WORDS = word_set(
    "organization organisation association society college institute institutes committee group "
    "university department ministry agency center centre centers centres foundation council "
    "consortium collaboration collaborative network investigators board federation academy office "
    "service services clinic hospital company inc ltd llc team staff force union alliance trust "
    "administration program programme registry commission bureau authority panel task study trial "
    "research health medicine national international american european british royal world "
    "initiative corporation contributors editors library laboratory laboratories"
)
_STOPPED = frozenset({"inc", "ltd", "co", "corp"})
_ET_AL = re.compile(
    r"[,;]?\s*(?:(?:&|\band)\s+)?(?:\bet\.? al\b\.?|\band (?:others|colleagues)\b\.?)\s*[.,;:]*",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"[,;]?\s*(?:\.\s?\.\s?\.|…)\s*[,;]?\s*(?:&\s*)?")
_ROLE = re.compile(
    r"[,;]?\s*[\[(]?\b(?:eds?\.|editors?\b|edited by\b|trans\.|translators?\b|comps?\.)"
    r"[\])]?[,.:;]*",
    re.IGNORECASE,
)
_ROLES = ("ed.", "eds", "edit", "trans", "comp")
_SPLIT = re.compile(r"\s*(,\s*(?:&|and\b|und\b)|[,;]|&|(?<=\s)(?:and|und)(?=\s))\s*")
_INITIAL = r"[^\W\d_](?:[^\W\d_]{0,2}\.|(?=[\s.-]|$))(?:-[^\W\d_]\.?)?"
_LEADING = re.compile(rf"({_INITIAL}(?:\s*-?\s*{_INITIAL})*)\s*(.*)$", re.DOTALL)
_VANCOUVER = re.compile(
    r"^(?P<family>[^\d,;:]{1,60}?)\s+(?P<given>[^\W\d_]{1,4}|[^\W\d_]{1,2}(?:-[^\W\d_]){1,2})"
    r"(?:\s+(?P<suffix>jr|sr|ii|iii|iv|2nd|3rd|4th))?\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Names:
    """The people and groups of one list, and whether it says that there were more."""

    names: tuple[Name, ...]
    et_al: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    joined: str
    """What stood before it: ``","`` or ``"&"``; empty for the first."""
    text: str


def read_names(text: str) -> Names:
    """Return the names of a list in whichever order it is written."""
    small = text.lower()
    if any(role in small for role in _ROLES):
        text = _ROLE.sub("", text)
    text = text.strip(" ,;:")
    shortened = _shorten(text)
    et_al = shortened != text
    body = _without_stop(shortened.strip(" ,;:&"))
    if not body:
        return Names((), et_al)
    return Names(tuple(_read_list(body)), et_al)


def read_editors(text: str) -> Names:
    """Return the names behind ``edited by``: a lone ``Sue Elm`` there is a person, no group."""
    found = read_names(text)
    names = tuple(_natural(name["literal"]) if "literal" in name else name for name in found.names)
    return Names(names, found.et_al)


def _shorten(text: str) -> str:
    """Return a list without the words or dots that stand for more names."""
    small = text.lower()
    if "al" in small or "others" in small or "colleagues" in small:
        text = _ET_AL.sub(" ", text)
    if "…" in text or ". ." in text or ".." in text:
        text = _ELLIPSIS.sub(", ", text)
    return text


def is_vancouver_list(text: str) -> bool:
    """Tell whether `text` opens with a name such as ``Smith JA``."""
    first = _SPLIT.split(_ET_AL.sub("", text).strip(" ."), maxsplit=1)[0]
    return _vancouver_name(first) is not None


def names_group(text: str) -> bool:
    """Tell whether a word of `text` is one that organisations bear in their names."""
    return any(word.lower().strip(".,") in _GROUP_WORDS for word in text.split())


def says_editors(text: str) -> bool:
    """Tell whether a list of names ends by calling them editors."""
    return re.search(r"\b(?:eds?\.|editors?)\W*$", text.strip(), re.IGNORECASE) is not None


def looks_like_inverted_list(text: str) -> bool:
    """Tell whether `text` opens with a name such as ``Smith, J. A.`` or ``Smith, Jane``."""
    head, comma, rest = text.partition(",")
    words = head.split()
    if not comma or not words or len(words) > 4 or not _is_capitalised(words[-1]):
        return False
    if names_group(head):
        return False
    given = rest.strip()
    return bool(given) and given[0].isupper()


def opens_with_name_part(text: str) -> bool:
    """Tell whether `text` opens with an initial or with ``Family, I.``: amid a list of names."""
    initials, rest = leading_initials(text)
    if initials and not rest.startswith(("(", "“", '"')) and len(initials) > 1:
        return True
    family, comma, given = text.partition(",")
    return bool(comma) and len(family.split()) <= 3 and bool(leading_initials(given.strip())[0])


def leading_initials(text: str) -> tuple[str, str]:
    """Split ``J. C. Kleerekoper`` into ``J. C.`` (empty if there are no initials) and the rest."""
    match = _LEADING.match(text)
    if match is None or not _all_capitals(match.group(1)):
        return "", text
    return match.group(1).strip(), match.group(2).strip(" ,")


def group(text: str) -> Name:
    """Return the CSL name of an organisation."""
    text = text.strip(" ,;:")
    return {"literal": text.removesuffix(".") if text.count(".") == 1 else text}


def person(family: str, given: str, suffix: str = "") -> Name:
    """Return the CSL name of a person, with the particles of the family name apart."""
    particles, family = _split_particles(family.strip(" ."))
    name: Name = {"family": family}
    if given.strip():
        name["given"] = given.strip(" ,")
    if particles:
        name["non-dropping-particle"] = particles
    if suffix:
        name["suffix"] = suffix.strip(" ,")
        if not suffix.lower().startswith(("jr", "sr")):
            name["suffix"] = name["suffix"].rstrip(".")
    return name


def _read_list(body: str) -> list[Name]:
    tokens = _tokens(body)
    if all(_vancouver_name(token.text) for token in tokens[:1]):
        return _read_vancouver(tokens)
    if _is_one_group(body, tokens):
        return [group(body)]
    if ";" in body and all("," in part for part in body.split(";")[:2]):
        return [name for part in body.split(";") if part.strip() for name in _read_list(part)]
    if len(tokens) == 1 or _is_natural_list(tokens):
        return [_natural(token.text) for token in tokens]
    return _read_inverted(tokens)


def _tokens(body: str) -> list[_Token]:
    pieces = _SPLIT.split(body)
    tokens = [_Token("", pieces[0].strip())]
    for mark, text in zip(pieces[1::2], pieces[2::2], strict=True):
        joined = "," if mark in {",", ";"} else "&"
        if text.strip(" ."):
            tokens.append(_Token(joined, text.strip()))
    return [token for token in tokens if token.text]


def _read_vancouver(tokens: list[_Token]) -> list[Name]:
    names: list[Name] = []
    for token in tokens:
        if _SUFFIX.match(token.text) and names:
            names[-1]["suffix"] = token.text
        else:
            names.append(_vancouver_name(token.text) or _natural(token.text))
    return names


def _vancouver_name(text: str) -> Name | None:
    match = _VANCOUVER.match(text)
    if match is None or match["given"].upper() != match["given"]:
        return None
    words = match["family"].split()
    if len(words) > 4 or not words or any(word.lower() in _GROUP_WORDS for word in words):
        return None
    if "." in words[-1] or not any(_is_capitalised(word) for word in words):
        return None
    return person(match["family"], match["given"], match["suffix"] or "")


def _read_inverted(tokens: list[_Token]) -> list[Name]:
    """Read ``Family, Given`` pairs, also with the comma between two authors left out."""
    names: list[Name] = []
    family = ""
    for position, token in enumerate(tokens):
        if not family:
            if _SUFFIX.match(token.text) and names:
                names[-1]["suffix"] = token.text
            else:
                family = token.text
        elif token.joined == "&" or _is_natural_pair(family, token.text, names):
            names.append(_natural(family))
            family = token.text
        else:
            following = tokens[position + 1] if position + 1 < len(tokens) else None
            name, family = _given_and_next(family, token.text, following)
            names.append(name)
    if family:
        names.append(_natural(family))
    return names


def _given_and_next(family: str, text: str, following: _Token | None) -> tuple[Name, str]:
    """Return the author `text` completes and the family name that may follow in it."""
    initials, rest = leading_initials(text)
    if not initials or not rest:
        given, suffix = _split_suffix(text)
        return person(family, given, suffix), ""
    first, _, remainder = rest.partition(" ")
    if _SUFFIX.match(first):
        return person(family, initials, first), remainder.strip()
    if following and following.joined == "," and leading_initials(following.text)[0]:
        return person(family, initials), rest
    given, suffix = _split_suffix(text)
    return person(family, given, suffix), ""


def _is_natural_list(tokens: list[_Token]) -> bool:
    """Tell whether the first two tokens are two names in natural order, not one inverted."""
    first, second = tokens[0].text, tokens[1]
    if not _is_natural(first) or first.split()[0] in PARTICLES:
        return False
    initials, rest = leading_initials(second.text)
    return second.joined == "&" or bool(rest if initials else " " in rest)


def _is_natural_pair(family: str, text: str, names: list[Name]) -> bool:
    """Tell whether two tokens are two names in natural order (MLA's second and third authors)."""
    if not names or leading_initials(text)[0]:
        return False
    return _is_natural(family) and len(text.split()) > 1


def _natural(text: str) -> Name:
    """Read ``Marc A. Fritz`` or the name of a group."""
    body, suffix = _split_suffix(text.strip(" ,"))
    words = body.split()
    if not _is_natural(body):
        return group(text)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES and words[start - 1].islower():
        start -= 1
    return person(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _is_natural(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or names_group(text):
        return False
    if words[-1].endswith(".") and not _SUFFIX.match(words[-1]):
        return False
    return all(_is_capitalised(word) or word in PARTICLES or _SUFFIX.match(word) for word in words)


def _is_one_group(body: str, tokens: list[_Token]) -> bool:
    """Tell whether the whole list is the name of one organisation, commas and ``and`` included."""
    if len(tokens) == 1:
        return not leading_initials(body)[0] and not _has_inner_initial(body)
    if "," not in body and ";" not in body and names_group(body):
        return not all(names_group(token.text) for token in tokens) or " and " in body
    if any(leading_initials(token.text)[0] for token in tokens):
        return False
    if [token.joined for token in tokens] == ["", "&"] and "," not in body:
        return not any(_is_natural(token.text) for token in tokens)
    if _is_natural(tokens[0].text):
        return False
    words = {word.lower().strip(".,") for word in tokens[0].text.split()}
    return bool(words & _GROUP_WORDS) or (tokens[1].joined == "&" and len(words) > 2)


def _has_inner_initial(text: str) -> bool:
    return re.search(r"\s[^\W\d_]\.?\s", text) is not None


def _without_stop(text: str) -> str:
    """Cut the full stop that ends a list, unless it belongs to an initial or abbreviation."""
    before, _, last = text.rpartition(" ")
    word = last[:-1]
    if not text.endswith(".") or "." in word or word.lower() in _STOPPED:
        return text
    is_name = len(word) > 2 or (len(word) == 2 and bool(before) and not before.endswith(","))
    return text[:-1] if is_name or _SUFFIX.match(word) else text


def _split_suffix(text: str) -> tuple[str, str]:
    head, _, last = text.rpartition(" ")
    if head and _SUFFIX.match(last):
        return head.rstrip(" ,"), last
    return text, ""


def _split_particles(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and words[count].islower() and words[count] in PARTICLES:
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])


def _all_capitals(initials: str) -> bool:
    """Tell whether every initial is a capital; a title such as ``St.`` is none."""
    pieces = [piece for piece in re.split(r"[\s.-]+", initials) if piece]
    if not pieces or any(piece in {"St", "Ste", "Dr", "Mt"} for piece in pieces):
        return False
    return all(piece[0].isupper() for piece in pieces)


def _is_capitalised(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return bool(letters) and (letters[0].isupper() or any(char.isupper() for char in word[1:]))
