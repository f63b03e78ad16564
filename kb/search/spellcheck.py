"""A query that found nothing, as it was perhaps meant."""

from __future__ import annotations

from kb.search import vocabulary
from kb.search.query import Query, read

MOST_CORRECTED = 3
"""Words of a query that are corrected; one with more typing errors is left alone."""


def corrected(query: Query) -> tuple[Query | None, bool]:
    """Return the query with its unknown words replaced, and whether a delicate name came in.

    None if every word is in use, or nothing in use is near. Words in use are never replaced, so
    one drug's name never becomes another's. A word that only begins one is being typed, not wrong.
    """
    vocabulary.refresh()
    texts = [word.text.replace("--", "-") for word in query.words]
    replaced, is_delicate = 0, False
    for place in query.subjects:
        better = vocabulary.correct(texts[place])
        if better is not None:
            texts[place] = better.word
            is_delicate |= better.is_delicate
            replaced += 1
    if not 0 < replaced <= MOST_CORRECTED:
        return _joined(query), False
    return read(" ".join(texts)), is_delicate


def _joined(query: Query) -> Query | None:
    """Return the query with two words written as the one they are published as."""
    texts = [word.text for word in query.words]
    for place in range(len(texts) - 1):
        joined = texts[place] + texts[place + 1]
        if vocabulary.is_known(joined):
            return read(" ".join([*texts[:place], joined, *texts[place + 2 :]]))
    return None
