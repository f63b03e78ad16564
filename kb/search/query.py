"""Reading a query: its words, the names among them, and what to ask the engine for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kb.search.expression import Either, Every, Expression, Phrase, either, every
from kb.search.text import Word, clean, singular, words

LONGEST_QUERY = 400
"""Characters of a query that are read."""
MOST_WORDS = 12
"""Words of a query that are looked for, small words aside."""
LONGEST_NAME = 6
"""Words in the longest name looked up inside a query."""
MOST_ALTERNATIVES = 10

SMALL = frozenset(
    """a about after again all also am an and any are as at be because been before being but by can
    could did do does doing during each else for from get gets give go going had has have having he
    her hers him his how i if in into is it its just me might more most much my of off on or other
    our ours out over own please same she should so some such tell than that the their them then
    there these they this those through to too under until up us very was we were what when where
    which while who whom why will with would you your yours mean means many make makes kind
    ok""".split()  # noqa: SIM905
)
"""Words of a question that hold no subject. Negations and "low", "high" are not among them."""

_QUESTIONS = frozenset(
    "what how why when where which who can does do is are should will my i".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``start`` to ``end`` of a query, as a name would be looked up."""

    start: int
    end: int
    key: str
    last: int = field(default=0, compare=False)
    """Letters of its last word."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as read."""

    text: str
    words: tuple[Word, ...]
    subjects: tuple[int, ...]
    """Places of the words that say what is looked for; all words if they are all small."""

    @property
    def has_words(self) -> bool:
        return bool(self.words)

    @property
    def is_question(self) -> bool:
        """Whether somebody asks in a sentence, as patients do more than clinicians."""
        return len(self.words) > 2 and self.words[0].text in _QUESTIONS

    @property
    def looks_clinical(self) -> bool:
        """Whether it has what only clinicians type: letters mixed with digits, Greek, capitals."""
        mixed = any(len(word.forms) > 1 and not word.text.isalpha() for word in self.words)
        capitals = [word for word in self.text.split() if len(word) > 1 and word.isupper()]
        return mixed or (bool(capitals) and len(capitals) < max(2, len(self.words)))

    def spans(self) -> Iterator[Span]:
        """Yield every sequence of words that may be a name, the longest first."""
        for length in range(min(LONGEST_NAME, len(self.words)), 0, -1):
            for start in range(len(self.words) - length + 1):
                if length > 1 or start in self.subjects:
                    yield Span(start, start + length, self.key(start, start + length))

    def key(self, start: int, end: int) -> str:
        """Return the key under which the words of a span would be looked up as a name."""
        chosen = self.words[start:end]
        return "".join(word.joined for word in chosen[:-1]) + singular(chosen[-1].joined)

    def compact(self, start: int, end: int) -> str:
        """Return the words of a span without anything that spellings differ in."""
        return "".join(word.joined for word in self.words[start:end])

    def coverage(self, start: int, end: int) -> float:
        """Return what share of the subject a span tells, 0 to 1."""
        inside = sum(start <= place < end for place in self.subjects)
        return inside / len(self.subjects) if self.subjects else 0.0


def read(text: str) -> Query:
    """Read what somebody typed; never fails, whatever it is."""
    text = " ".join(clean(text[:LONGEST_QUERY]).split())
    found = words(text)
    subjects = [place for place, word in enumerate(found) if word.text not in SMALL]
    subjects = subjects[:MOST_WORDS] or list(range(min(len(found), MOST_WORDS)))
    last = subjects[-1] + 1 if subjects else 0
    return Query(text, tuple(found[: max(last, min(len(found), MOST_WORDS))]), tuple(subjects))


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a query asks for, in all the ways it may be said."""

    start: int
    end: int
    expression: Expression


def slots(query: Query, synonyms: Mapping[Span, Sequence[str]]) -> list[Slot]:
    """Return what a query asks for, in order; names stand for all their synonyms.

    Of names that overlap the longer one counts, and the earlier of two as long.
    """
    taken: set[int] = set()
    found: list[Slot] = []
    for span in sorted(synonyms, key=lambda span: (span.start - span.end, span.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            taken |= set(range(span.start, span.end))
            found.append(Slot(span.start, span.end, _name(query, span, synonyms[span])))
    for place in query.subjects:
        if place not in taken:
            found.append(Slot(place, place + 1, _word(query.words[place])))
    return sorted(found, key=lambda slot: slot.start)


def _name(query: Query, span: Span, names: Sequence[str]) -> Expression:
    typed = [query.words[place] for place in range(span.start, span.end)]
    said = every([_word(word) for word in typed if word.text not in SMALL] or [_word(typed[0])])
    others = [_phrase(name) for name in names[:MOST_ALTERNATIVES]]
    return either([said, *(other for other in others if other is not None)])


def _phrase(name: str) -> Expression | None:
    """Return a name as a sequence; each of its words in the form that an index holds as parts."""
    found = words(name)
    if not found:
        return None
    if len(found) == 1:
        return _word(found[0])
    return Phrase(tuple(token for word in found for token in _spelled(word)))


def _spelled(word: Word) -> tuple[str, ...]:
    """Return how a word stands inside running prepared text: whole, then its parts."""
    return (word.joined, *(token for form in word.forms[1:] for token in form))


def _word(word: Word) -> Expression:
    return either([Phrase(form) for form in word.forms])


def prefixed(expression: Expression) -> Expression:
    """Return the expression with every single word allowed to go on."""
    if isinstance(expression, Phrase):
        is_long = len(expression.tokens[-1]) > 2
        return Phrase(expression.tokens, is_prefix=True) if is_long else expression
    parts = tuple(prefixed(part) for part in expression.parts)
    return Every(parts) if isinstance(expression, Every) else Either(parts)


def adjacent(query: Query) -> Phrase | None:
    """Return the whole query as one sequence, or None if it has but one word."""
    if len(query.words) < 2:
        return None
    return Phrase(tuple(token for word in query.words for token in _spelled(word)))
