"""Telling the description of a decorative picture from a paragraph of the article.

The evidence is where the line stands, whether it ends as a sentence does, whether it says what
something looks like or stands for, and whether its words have anything to do with the article.
No single sign decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from kb.document.language import FUNCTION_WORDS
from kb.document.picture_words import Signs, signs_of
from kb.document.text import SIGNS, first_words, sentences

CERTAIN = 3.0
"""Evidence from which a line is left out as a caption."""
DOUBTFUL = 1.75
"""Evidence from which a line that stays is pointed out to an editor."""

_STEMS = (
    "symboli", "represent", "embod", "signif", "visual", "evok", "depict", "portray", "imag",
    "metaphor", "emblem", "composition", "backdrop", "textured", "delicate", "-like", "background",
)  # fmt: skip
"""One of these stands in nearly every picture's description that ends with a full stop."""
_THIS_PICTURE = re.compile(
    r"\b[Tt](?:his|hese) (?:\w+ )?(?:visual(?:s|ly|i[sz]es?)?|image(?:ry)?|picture|photo(?:graph)?|"
    r"scene|composition|illustration|depiction|metaphor|arrangement|portrait|close-up|artwork|"
    r"rendering)\b|(?:^|\. )The (?:image(?:ry)?|visual|scene|composition|arrangement|artwork)\b"
    r"|\bvisual metaphor\b|\b[Aa]bstract (?:\w+ )?(?:visuali[sz]ation|representation|forms?)\b",
)
_SECOND_OPENS = re.compile(
    r"(?:This|It|These|They|Its|The \w+|Their|An? (?:[\w-]+ ){0,2}[\w-]+) (?:\w+ly )?"
    r"(?:symboli[sz]|represent|embod|signif|"
    r"visuali[sz]|evok|illustrat|depict|portray|reflect|highlight|convey|underscor|emphasi[sz]|"
    r"showcas|suggest)\w*|(?:Symboli[sz]|Represent|Embody|Signify|Evok|Illustrat|Depict|"
    r"Reflect|Highlight|Convey|Portray|Visuali[sz]|Suggest|Emphasi[sz]|Focus|Essential|Vital)\w* "
)
_STANDING_FOR = re.compile(
    r", (?:[\w-]+ ){0,5}(?:symboli[sz]ing|embodying|representing|conveying|signifying|evoking|"
    r"depicting|portraying|visuali[sz]ing)\b|\b(?:symboli[sz]ing|embodying|evoking)\b"
)
"""A clause without a verb of its own that says what the things before it stand for."""
_BARE_PERSON = re.compile(
    r"(?!(?:An?|The|Each|Every|One|No|Any|This|That|Another|Your|Our) )(?:[\w-]+ ){0,2}"
    r"(?:person|woman|man|couple|individual|clinician|practitioner|patient|physician|child|girl|"
    r"boy|hand) (?:in|with|on|at|by|under|beside|\w+ing|\w+s (?:an?|the|his|her|their|its)) ",
    re.IGNORECASE,
)
"""Somebody without an article, who does something: ``Woman in soft light holds a …``."""
_FIGURE = re.compile(
    r"\b(?:fig\.|diagram|chart|graph|flow ?chart|schematic|equation)|\bfigures? \d"
    r"|\b(?:this|the|next|following|above) figure\b|\bfigure (?:below|above|shows)\b"
    r"|\b(?:this|the|following) (?:\w+ )?table\b|\btable (?:\d|below|above)"
    r"|\b(?:shown|pictured|illustrated) (?:below|above|here)\b|\bimage (?:below|above)\b",
    re.IGNORECASE,
)
_PHRASES = re.compile(r"\b(?:for example|for instance|in contrast)\b", re.IGNORECASE)
"""Phrases by which a text argues; single words are known to :mod:`kb.document.picture_words`."""
_LEADS_ON = (":", *SIGNS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    attached: bool = False
    """Directly under a table row, list item, reference or definition, with no blank between."""
    before_heading: bool = False
    """The next thing is a heading, a part's marker or a glossary term."""
    set_alone: bool = True
    """Blank lines around it, as around every paragraph."""


def leads_on(text: str) -> bool:
    """Whether ``text`` ends with a colon, or the sign that captures put for one: more follows."""
    return text.rstrip().endswith(_LEADS_ON)


def ends_as_sentence(text: str) -> bool:
    """Whether ``text`` ends with the punctuation of a sentence."""
    return text.rstrip("\"'”’)]»").endswith((".", "!", "?", ":", "…")) or leads_on(text)


def mentions_figure(text: str) -> bool:
    """Whether ``text`` speaks of a figure, chart or table of the article itself."""
    return _FIGURE.search(text) is not None


def speaks_of_a_picture(text: str) -> bool:
    """Whether ``text`` says what something looks like or stands for, or is set as captions are."""
    if not ends_as_sentence(text) and len(sentences(text)) > 1:
        return True
    signs = signs_of(text)
    return any(sign.stands_for for sign in signs) or _look_score(signs) >= 1.2


def caption_score(text: str, place: Place, subject: Set[str]) -> float:
    """Evidence that ``text`` describes a decorative picture; see :data:`CERTAIN`.

    ``subject`` holds the words of the article's undoubted prose, in lower case. A picture's
    description opens with words that the article does not use.
    """
    if len(text) > 900 or leads_on(text):
        return 0.0
    is_closed = ends_as_sentence(text)
    if is_closed and _is_plainly_prose(text, place):
        return 0.0
    parts, signs = sentences(text), signs_of(text)
    score = _end_score(parts, place, is_closed) + _place_score(place)
    score += _symbol_score(text, parts, signs, is_closed) + _look_score(signs)
    score += _novelty_score(parts[0] if parts else text, subject)
    return score - _prose_score(text, parts, signs)


def _is_plainly_prose(text: str, place: Place) -> bool:
    """A quick look at a text that ends as a sentence; it spares most paragraphs the full one."""
    if len(text) < 160 or place.attached:
        return False
    for stem in _STEMS:  # noqa: SIM110 (half as fast as a generator, for every paragraph)
        if stem in text:
            return False
    return True


def _end_score(parts: Sequence[str], place: Place, is_closed: bool) -> float:
    if is_closed:
        return -1.5 if place.attached or place.before_heading else -2.0
    return 2.0 + (1.0 if len(parts) > 1 else 0.0)


def _place_score(place: Place) -> float:
    return (1.5 if place.attached else 0.0) + (1.25 if place.before_heading else 0.0)


def _symbol_score(
    text: str, parts: Sequence[str], signs: Sequence[Signs], is_closed: bool
) -> float:
    weak = 0.3 if is_closed else 1.0
    found = [is_symbol for sign in signs for is_symbol in sign.stands_for]
    score = min(sum(1.2 if is_symbol else weak for is_symbol in found), 2.5)
    if any(sign.may_be_person for sign in signs) and _BARE_PERSON.match(text):
        score += 2.5
    if any(sign.may_be_picture for sign in signs) and _THIS_PICTURE.search(text):
        score += 2.0
    if is_closed and found and _STANDING_FOR.search(text):
        score += 1.0
    if any(_SECOND_OPENS.match(part) for part in parts[1:]):
        score += 1.0
    return score


def _look_score(signs: Iterable[Signs]) -> float:
    found = {word for sign in signs for word in sign.looks}
    return min(0.6 * len(found), 2.4)


def _novelty_score(opening: str, subject: Set[str]) -> float:
    """Up to 1.5 where the opening's words occur nowhere in the article's prose."""
    content = [w for w in first_words(opening.lower(), 14) if w not in FUNCTION_WORDS]
    if len(content) < 3 or not subject:
        return 0.0
    share = sum(1 for word in content if word not in subject) / len(content)
    return 1.5 * max(0.0, (share - 0.3) / 0.7)


def _prose_score(text: str, parts: Sequence[str], signs: Sequence[Signs]) -> float:
    """Evidence for a paragraph of the article."""
    against = 1.25 if any(sign.addresses for sign in signs) else 0.0
    against += 3.0 if any(sign.may_be_figure for sign in signs) and mentions_figure(text) else 0.0
    argues = sum(sign.argues for sign in signs)
    if any(sign.may_argue for sign in signs):
        argues += len(_PHRASES.findall(text))
    against += min(0.75 * argues, 2.25)
    against += 0.75 if any(sign.has_digit for sign in signs) else 0.0
    against += 0.5 if any(sign.has_verb for sign in signs) else -0.5
    return against + 1.0 * max(0, len(parts) - 3)
