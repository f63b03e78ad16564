"""The section a sub-topic asks for: treatment, diagnosis, side effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from articles.infobutton.parameters import Concept

_HEADING_WORDS = {
    ("Q000175",): ("diagnos", "test"),
    ("Q000628", "Q000627", "Q000493", "Q000494"): ("treat", "therap", "medicine", "drug"),
    ("Q000009", "79899007"): ("side effect", "adverse", "harm", "risk", "interaction"),
    ("Q000008", "404204005"): ("dose", "dosing", "dosage", "how to take"),
    ("Q000744",): ("contraindication", "who should not", "caution"),
    ("Q000209",): ("cause", "etiology", "aetiology", "risk factor"),
    ("D011379",): ("prognosis", "outlook", "outcome"),
}
"""MeSH qualifiers and SNOMED CT concepts of the guide's value set, and words of headings."""

_WORDS_OF = {code: words for codes, words in _HEADING_WORDS.items() for code in codes}


def place_of(subtopics: Iterable[Concept], contents: Iterable[Mapping[str, str]]) -> str:
    """Return the anchor of the first heading that a sub-topic's words meet; empty if none."""
    headings = [(part["anchor"], part["heading"].casefold()) for part in contents]
    for subtopic in subtopics:
        words = _WORDS_OF.get(subtopic.code) or _own_words(subtopic)
        for anchor, heading in headings:
            if any(word in heading for word in words):
                return anchor
    return ""


def _own_words(subtopic: Concept) -> tuple[str, ...]:
    return tuple(words.casefold() for words in subtopic.words)
