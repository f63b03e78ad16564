"""Finding the texts that a name may stand in, by the index, without reading all the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.search.engines.base import engine
from kb.search.expression import Every, Expression, Phrase, either, every
from kb.search.models import Kind, Passage
from kb.search.text import Word, words

MOST_NAMES = 200
"""Names asked for together."""
BATCH = 500


def article_texts(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield slug and text of the published articles' passages that may hold one of ``names``.

    Whoever wants to know whether they do looks into the text: the index knows words, not where
    they begin and end. A name that has no word in it may be anywhere, so all texts are given.
    """
    asked = [_asked(name) for name in names]
    passages = Passage.objects.filter(kind=Kind.ARTICLE)
    if None in asked:
        yield from passages.values_list("key", "body").iterator(chunk_size=BATCH)
        return
    ids = _ids([one for one in asked if one])
    for start in range(0, len(ids), BATCH):
        batch = passages.filter(pk__in=ids[start : start + BATCH])
        yield from batch.values_list("key", "body")


def _ids(asked: list[Expression]) -> list[int]:
    found: set[int] = set()
    for start in range(0, len(asked), MOST_NAMES):
        found.update(engine().find_passages(either(asked[start : start + MOST_NAMES])))
    return sorted(found)


def _asked(name: str) -> Expression | None:
    """Return what a text must have to hold ``name``: its words, on their own or within others."""
    parts = [_word(word) for word in words(name)]
    return every(parts) if parts else None


def _word(word: Word) -> Expression:
    within: list[Expression] = [
        Every(tuple(Phrase((token,)) for token in form)) for form in word.forms[1:]
    ]
    return either([Phrase((word.joined,)), *within])
