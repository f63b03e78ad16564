"""Regular English plurals, both ways, for the last word of a term."""

from __future__ import annotations

import re

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_SINGULAR_S = re.compile(r"(?:ss|us|is|as|os|[^a-z]s)$")
_NO_SINGULAR = frozenset(
    """aids always diabetes ethics genetics herpes hives lens means measles menses mumps pus rabies
    rickets scabies series shingles species statistics""".split()  # noqa: SIM905
)
_MIN_PLURAL = 5


def inflected(form: str) -> tuple[str, ...]:
    """Return the other regular forms of a lower-case word or phrase: plural, singular, or both.

    Only the last word changes. Words that end in ``is`` get ``es`` (diagnosis, diagnoses).
    """
    start = max(form.rfind(" "), form.rfind("-")) + 1
    head, last = form[:start], form[start:]
    if not last or not last[-1].isalpha():
        return ()
    return tuple(head + other for other in (*_plurals(last), *_singulars(last)) if other != last)


def _plurals(word: str) -> tuple[str, ...]:
    if _CONSONANT_Y.search(word):
        return (f"{word[:-1]}ies",)
    if word.endswith("sis") or word.endswith("xis"):
        return (f"{word[:-2]}es",)
    return (f"{word}es",) if _SIBILANT.search(word) else (f"{word}s",)


def _singulars(word: str) -> tuple[str, ...]:
    if not word.endswith("s") or len(word) < _MIN_PLURAL or word in _NO_SINGULAR:
        return ()
    if word.endswith("ies") and len(word) > _MIN_PLURAL:
        return (f"{word[:-3]}y",)
    if word.endswith("ses") and len(word) > 6:
        return (f"{word[:-2]}is", word[:-2], word[:-1])
    if re.search(r"(?:x|z|ch|sh)es$", word):
        return (word[:-2], word[:-1])
    return () if _SINGULAR_S.search(word) else (word[:-1],)
