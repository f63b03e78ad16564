"""Cutting tooltips out of running text.

A capture of the second layout puts a term's definition right behind the term, in the middle of
the sentence: ``term Meaning ∞ Definition sentence. resumed text``. Now and then the label is
missing and the sentence is a teaser of another article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.document.language import (
    ARTICLES,
    FUNCTION_WORDS,
    bare,
    initials_before,
    is_acronym,
    is_capitalised,
)
from kb.document.signs import LABEL, has_label
from kb.document.text import fold, is_abbreviation, sentence_ends

MOST_TERM_WORDS = 8
LONGEST_PARAGRAPH = 20_000
"""Characters up to which a text is searched for teasers."""
_RESUMED = re.compile(r"[.!?][\"”’)]{0,3} (?=[a-z(])")
_PUNCTUATION = re.compile(r"\s+(?=[,.;:!?)\]](?:\s|$)|['’]s\b)")
_JOINED_END = re.compile(r"[.!?][\"”’)]{0,3}(?=[,.;:)](?:\s|$)|['’]s\b)")
"""A definition's end to which the punctuation of the interrupted sentence is joined."""
_POSSESSIVE = re.compile(r"['’]s$")
_ACRONYM = re.compile(r"\(([A-Za-z0-9\-]{2,10})\)")
_ALIAS = re.compile(r"\(([^()]{2,40})\)|\b(?:or|as|called|termed)\s+(?:the\s+)?([^,;().]{2,40})")


@dataclass(frozen=True, slots=True)
class Tooltip:
    """One tooltip cut out of a text."""

    term: str
    """The words of the text it explains, as they stand there."""
    text: str
    """The definition or teaser, without its label."""
    label: str = ""
    """The label's word; empty for a teaser."""
    is_sure: bool = True
    """Whether the term's left edge is certain."""
    is_closed: bool = True
    """Whether the definition ends with a full stop inside the text."""


def cut_tooltips(text: str) -> tuple[str, list[Tooltip]]:
    """``text`` without tooltips, and the tooltips in order."""
    found: list[Tooltip] = []
    if has_label(text):
        text = _cut_labelled(text, found)
    if _RESUMED.search(text) is not None:
        text = _cut_teasers(text, found)
    return text, found


def _cut_labelled(text: str, found: list[Tooltip]) -> str:
    pieces: list[str] = []
    start = 0
    for label in LABEL.finditer(text):
        if label.start() < start:
            continue
        before = text[start : label.start()].strip()
        if not pieces and not before:
            continue
        pieces.append(before)
        end, closed = _definition_end(text, label.end())
        definition = text[label.end() : end].strip()
        term, sure = find_term(before, definition)
        found.append(
            Tooltip(
                term, definition, text[label.start() : label.start() + 10].split()[0], sure, closed
            )
        )
        start = end
    pieces.append(text[start:].lstrip())
    return _join(pieces)


def _definition_end(text: str, start: int) -> tuple[int, bool]:
    """Where the definition that begins at ``start`` ends, and whether it has an end at all."""
    window = text[start : start + 2000]
    ends = sentence_ends(window)[:1]
    ends += [
        found.end()
        for found in _JOINED_END.finditer(window, 0, ends[0] if ends else len(window))
        if not is_abbreviation(window, found.start())
    ][:1]
    if ends:
        return start + min(ends), True
    following = LABEL.search(text, start)
    return (following.start() if following else len(text)), False


def _join(pieces: list[str]) -> str:
    joined = " ".join(piece for piece in pieces if piece)
    return _PUNCTUATION.sub("", joined)


# --- the left edge ------------------------------------------------------------------------


def find_term(before: str, definition: str) -> tuple[str, bool]:
    """The words at the end of ``before`` that ``definition`` defines, and whether that is sure."""
    left = before.split()[-MOST_TERM_WORDS:]
    subject = _without_article(definition.split())
    count = _shared_length(left, subject)
    if count == 0:
        count = _alias_length(left, definition)
    if count == 0:
        count = _overlap_length(left, subject)
    if count:
        return _defined(_trim(" ".join(left[len(left) - count :])), subject), True
    return _trim(" ".join(left[len(left) - _phrase_length(left) :])), False


def _without_article(tokens: list[str]) -> list[str]:
    return tokens[1:] if tokens and tokens[0].lower() in ARTICLES else tokens


def _key(token: str) -> str:
    """``token`` without case, punctuation and the ending of a plural."""
    word = _POSSESSIVE.sub("", fold(bare(token)))
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _shared_length(left: list[str], subject: list[str]) -> int:
    """Length of the longest end of ``left`` with which ``subject`` begins."""
    for count in range(min(len(left), len(subject)), 0, -1):
        if all(_key(a) == _key(b) for a, b in zip(left[-count:], subject, strict=False)):
            return count
    return 0


def _alias_length(left: list[str], definition: str) -> int:
    """Length of the end of ``left`` that the definition names as another name of its subject."""
    opening = definition[:160]
    for found in _ALIAS.finditer(opening):
        alias = (found[1] or found[2]).split()
        count = len(alias)
        if 0 < count <= len(left) and all(
            _key(a) == _key(b) for a, b in zip(left[-count:], alias, strict=True)
        ):
            return count
    if left and is_acronym(left[-1]):
        return 1
    acronym = re.match(r"(?:The |An? )?([A-Z][A-Za-z0-9\-]{1,9})\b", opening)
    return initials_before(left, acronym[1]) if acronym and is_acronym(acronym[1]) else 0


def _overlap_length(left: list[str], subject: list[str]) -> int:
    """Length of the end of ``left`` that begins and ends with words of the subject."""
    keys = {_key(token) for token in subject[:6]} - {_key(w) for w in FUNCTION_WORDS}
    if not left or _key(left[-1]) not in keys:
        return 0
    count = 1
    while count < len(left) and _key(left[-count - 1]) in keys:
        count += 1
    return count


def _phrase_length(left: list[str]) -> int:
    """A guess: the last words up to a function word, punctuation or three words."""
    count = 0
    for token in reversed(left):
        if count >= 1 and (
            token.endswith((",", ";", ":", ".")) or bare(token).lower() in FUNCTION_WORDS
        ):
            break
        count += 1
        if count == 2:
            break
    return max(count, 1) if left else 0


def _defined(term: str, subject: list[str]) -> str:
    """``term`` without a possessive ending that the definition's own words do not have."""
    count = len(term.split())
    if _POSSESSIVE.search(term) and not any(_POSSESSIVE.search(w) for w in subject[:count]):
        return _POSSESSIVE.sub("", term)
    return term


def _trim(term: str) -> str:
    return term.strip(' ,;:.“”"‘')


# --- teasers without a label --------------------------------------------------------------


def _cut_teasers(text: str, found: list[Tooltip]) -> str:
    """Cut sentences that interrupt another: one is followed by a resumption in lower case."""
    if len(text) > LONGEST_PARAGRAPH:
        return text
    start = 0
    while (resumed := _RESUMED.search(text, start)) is not None:
        start = resumed.end()
        after = text[resumed.end() :]
        edge = _teaser_start(text, resumed.start() + 1, after)
        if edge is None:
            continue
        before = text[:edge].rstrip()
        teaser = text[edge : resumed.end()].strip()
        found.append(Tooltip(_teaser_term(before, after), teaser))
        text = _join([before, after])
        start = len(before)
    return text


def _teaser_start(text: str, end: int, after: str) -> int | None:
    """Where a whole sentence begins behind a term and ends at ``end``, if anywhere."""
    if is_abbreviation(text, end - 1):
        return None
    window = max(0, end - 1200)
    ends = sentence_ends(text[window : end - 1])
    floor = window + (ends[-1] if ends else 0)
    tokens = list(re.finditer(r"\S+", text[floor:end]))
    acronym = _ACRONYM.match(after)
    for index in range(1, len(tokens) - 3):
        if acronym is not None and not _names(tokens[:index], acronym[1]):
            continue
        if _opens_teaser(tokens, index, acronym is not None):
            return floor + tokens[index].start()
    return None


def _names(tokens: list[re.Match[str]], acronym: str) -> bool:
    """Whether the last of ``tokens`` spell ``acronym``, so that it may stand right behind them."""
    return initials_before([token.group() for token in tokens[-MOST_TERM_WORDS:]], acronym) > 0


def _opens_teaser(tokens: list[re.Match[str]], index: int, is_named: bool) -> bool:
    """Whether a sentence may begin at ``tokens[index]`` with a term right before it."""
    here, before, following = (tokens[index + k].group() for k in (0, -1, 1))
    if not is_capitalised(here) or before.endswith((",", ";", ":", ".")):
        return False
    if is_named:
        return True
    if bare(before).lower() in FUNCTION_WORDS or is_acronym(here):
        return False
    return not is_capitalised(following) and len(tokens) - index >= 5


def _teaser_term(before: str, after: str) -> str:
    left = before.split()[-MOST_TERM_WORDS:]
    acronym = _ACRONYM.match(after)
    count = initials_before(left, acronym[1]) if acronym else 0
    return _trim(" ".join(left[len(left) - (count or _phrase_length(left)) :]))
