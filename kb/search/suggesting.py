"""Names offered while somebody types."""

from __future__ import annotations

from kb.search.engines.base import engine
from kb.search.expression import Phrase, every
from kb.search.models import Kind, Name
from kb.search.names import beginning, with_passages
from kb.search.query import MOST_WORDS
from kb.search.results import Suggestion
from kb.search.text import clean, compact, words

MOST = 8
_SCANNED = 60
_LONGEST = 80
_ALIKE = 3
_OWN = (Name.Sort.TERM, Name.Sort.TITLE)


def suggest(text: str, *, limit: int = MOST) -> list[Suggestion]:
    """Return names that begin with what was typed, then names that have its words, the last begun.

    Terms come before articles, own names before other names. Takes at most three queries.
    """
    text = clean(text[:_LONGEST])
    start = compact(text)
    if not start:
        return []
    names = list(beginning(start)[:_SCANNED])
    if len({name.passage_id for name in names}) < limit:
        names += _containing(text)
    return _offered(names, start)[:limit]


def begin_alike(text: str, *, limit: int = MOST) -> list[Suggestion]:
    """Return names that begin like the longest word of a query that found nothing: one query."""
    longest = max((word.joined for word in words(clean(text[:_LONGEST]))), key=len, default="")
    start = longest[:_ALIKE]
    return _offered(list(beginning(start)[:_SCANNED]), start)[:limit] if len(start) > 2 else []


def _containing(text: str) -> list[Name]:
    *whole, last = words(text)[-MOST_WORDS:]
    begun = Phrase((last.joined,), is_prefix=True)
    asked = every([*(Phrase((word.joined,)) for word in whole), begun])
    ids = engine().find_names(asked, _SCANNED)
    return list(with_passages(Name.objects.filter(passage__in=ids, sort__in=_OWN)))


def _offered(names: list[Name], start: str) -> list[Suggestion]:
    """Return names in order of promise, each thing once."""
    best: dict[tuple[str, str], tuple[tuple[object, ...], Name]] = {}
    for name in names:
        if name.passage.kind == Kind.REFERENCE:
            continue
        order = (
            not name.key.startswith(start),
            name.passage.kind != Kind.TERM,
            name.sort not in _OWN,
            len(name.text),
            name.text,
        )
        thing = (name.passage.kind, name.passage.key)
        if thing not in best or order < best[thing][0]:
            best[thing] = (order, name)
    return [_suggestion(name) for _, name in sorted(best.values(), key=lambda pair: pair[0])]


def _suggestion(name: Name) -> Suggestion:
    passage = name.passage
    note = "" if name.sort in _OWN else passage.title
    url = passage.url.partition("#")[0]
    return Suggestion(name.text, passage.kind, url, note)
