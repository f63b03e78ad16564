"""Counting the syllables of English words, medical ones included.

Vowels are parted into the sounds they are usually read as; then what English leaves silent is
taken off. Words that the rules would get wrong are listed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUP = re.compile(r"[aeiouy]+")
_UNITS = re.compile(r"eau|a[eiuy]|e[aeiuy]|i[e]|o[aeiouy]|u[eiy]|[aeiouy]")
_CONSONANTS = (
    (re.compile(r"^y(?=[aeiou])"), "j"),
    (re.compile(r"qu(?=[aeiouy])"), "q"),
    (re.compile(r"gu(?=[aeiy])(?!a[bt]|al$)"), "g"),
    (re.compile(r"(?<=[cstxg])i(?=o[nu]|a[ln](?!y|o|d)|a$|an$|en[tc])"), ""),
    (re.compile(r"(?<=[nl])i(?=ons?$)"), ""),
    (re.compile(r"(?<=[cgs])e(?=ous)"), ""),
    (re.compile(r"su(?=a[ds])"), "s"),
)
"""Vowel letters that are read as consonants or not at all."""
_SPLITS = (
    re.compile(r"ie(?:t[yi]?$|ty|n(?:[tc]|s?$)|rs?$|st$)"),
    re.compile(r"(?<=cr)eat|^reac|^reas(?=s)|real(?=i)"),
    re.compile(r"(?<=[aeiouy].)ea[nl]?s?$|(?<=[aeiouy][^aeiou].)ea[nl]?s?$"),
    re.compile(r"e(?=u[ms]$)|ei(?=ty)|ei$|(?<!e)eing|eo(?=a)"),
    re.compile(r"ue[ln](?:t|c|$)|ui(?=t[iy])"),
    re.compile(r"^coe(?=f|x)|^coa(?=g)|^coo(?=[rp][^aeiou]*[aeio])|ai(?=cs?$)"),
)
"""Pairs of vowels that are two sounds in these places."""
_SILENT = (
    re.compile(r"[^aeiouy]e$(?<![^aeiouyl]le)"),
    re.compile(r"(?:[^aeiouysxzcgl]|[^cs]h|[aeiouyl]l|th)es$(?<!ches)(?<!shes)"),
    re.compile(r"(?:[^aeiouytdl]|[aeiouyl]l)ed$"),
    re.compile(r"[gq]ues?$"),
)
"""An e at the end that is not spoken."""
_INNER = re.compile(
    r"[aeiouy][^aeiouy]{1,2}(?<!l)e(?=(?:ment|ful|ness|less|ly|time|line|fore|where|what|body|come)"
    r"(?:s|al)?$)"
)
_BARE_END = re.compile(r"(?:[aiy]sm|thm)s?$")

_KNOWN = {
    word: count
    for count, listed in (
        (1, "are aged gone does there these those use used were where whole year years dose via "
            "vein meal meals heal heals deal deals steal mean means clean lean bean beans real "
            "pier tier friend friends eye eyes eyed dye dyes"),
        (2, "being business create diet diets every evening going doing people quiet science "
            "something sometimes someone uses women woman really doses protein proteins fluid "
            "fluids ruin poem poet likely disease increase release reveal reveals soldier iron ion "
            "ions trial trials vial lion ocean oceans appeal appeals conceal unclear appear "
            "appears somewhere therefore unreal congeal client clients buoyant testes herpes "
            "feces faeces"),
        (3, "area areas creates created idea ideas ideal medicine medicines diseases increases "
            "releases several different general interest evidence vehicle anion denial koala oasis "
            "suicide everyone poetry nuclear linear average family difference creating separate "
            "preferred favourite camera aerosol aerobic theatre hygienic naive cochlea"),
        (4, "bacteria diabetes reality comfortable vegetable temperature interesting generally "
            "especially naturally suicidal separately cooperate diarrhea differences"),
        (5, "anaerobic laboratory"),
    )
    for word in listed.split()
}  # fmt: skip
"""Common words that the rules would get wrong."""


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """Return the number of syllables of one word, at least 1.

    Parts joined by hyphens count each. A number counts as one syllable, since readers take figures
    in at a glance; an abbreviation in capitals is spelled, a syllable a letter.
    """
    parts = [part for part in re.split(r"[-‐‑/’']", word) if part]
    if len(parts) > 1:
        ending = parts[-1].lower() in ("s", "t", "d", "m", "re", "ve", "ll")
        return max(1, sum(syllables(part) for part in (parts[:-1] if ending else parts)))
    if not any(character.isalpha() for character in word):
        return 1
    if is_abbreviation(word):
        return _spelled(word)
    return _syllables(re.sub(r"[^a-z]", "", word.lower()))


def is_abbreviation(word: str) -> bool:
    """Say whether a word is spelled letter by letter: capitals and digits, perhaps a plural s."""
    stem = word[:-1] if len(word) > 2 and word.endswith("s") else word
    return len(stem) > 1 and stem.isalnum() and stem.upper() == stem and not stem.isdigit()


def _spelled(word: str) -> int:
    letters = sum(3 if letter == "W" else 1 for letter in word if letter.isupper())
    return max(1, letters + (1 if any(character.isdigit() for character in word) else 0))


def _syllables(word: str) -> int:
    """Count the vowel sounds of a lower-case word and put right what English does with them."""
    if word in _KNOWN:
        return _KNOWN[word]
    sounds = word
    for pattern, letter in _CONSONANTS:
        sounds = pattern.sub(letter, sounds)
    count = sum(len(_UNITS.findall(group)) for group in _GROUP.findall(sounds))
    count += sum(len(pattern.findall(sounds)) for pattern in _SPLITS)
    count -= any(pattern.search(sounds) for pattern in _SILENT)
    count -= len(_INNER.findall(sounds))
    count += bool(_BARE_END.search(sounds))
    return max(1, count)
