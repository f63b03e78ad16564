"""Names offered while somebody types."""

from __future__ import annotations

from django.db.models import QuerySet

from kb.search.engines.base import engine
from kb.search.expression import Phrase, every
from kb.search.models import Kind, Name
from kb.search.names import beginning
from kb.search.query import MOST_WORDS
from kb.search.results import Suggestion
from kb.search.text import clean, compact, words

MOST = 8
_SCANNED = 60
_LONGEST = 80
_OWN = (Name.Sort.TERM, Name.Sort.TITLE)


def suggest(text: str, *, limit: int = MOST) -> list[Suggestion]:
    """Return names that begin with what was typed, then names that have its words, the last begun.

    Terms come before articles, own names before other names. Takes at most four queries.
    """
    text = clean(text[:_LONGEST])
    start = compact(text)
    if not start:
        return []
    names = list(
        _ready(Name.objects.filter(pk__in=[name.pk for name in beginning(start, _SCANNED)]))
    )
    if len({name.passage_id for name in names}) < limit:
        names += _containing(text)
    return _offered(names, start)[:limit]


def _containing(text: str) -> QuerySet[Name]:
    *whole, last = words(text)[-MOST_WORDS:]
    begun = Phrase((last.joined,), is_prefix=True)
    asked = every([*(Phrase((word.joined,)) for word in whole), begun])
    ids = engine().find_names(asked, _SCANNED)
    return _ready(Name.objects.filter(passage__in=ids, sort__in=_OWN))


def _ready(names: QuerySet[Name]) -> QuerySet[Name]:
    """Return names with what is shown of their passages, never the long texts."""
    return names.select_related("passage").only(
        "key", "sort", "text", "passage__kind", "passage__key", "passage__title", "passage__url"
    )


def _offered(names: list[Name], start: str) -> list[Suggestion]:
    """Return names in order of promise, each thing once."""
    best: dict[tuple[str, str], tuple[tuple, Name]] = {}
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
