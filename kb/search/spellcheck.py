"""A query that found nothing, as it was perhaps meant."""

from __future__ import annotations

from dataclasses import dataclass

from kb.search import vocabulary
from kb.search.query import Query, read

MOST_CORRECTED = 3
"""Words of a query that are corrected; one with more typing errors is left alone."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read a query."""

    query: Query
    is_corrected: bool = False
    is_delicate: bool = False
    """Whether a correction brought in the name of a drug or test."""
    has_begun: bool = False
    """Whether some word is not in use but begins one that is."""


def reread(query: Query) -> Reading:
    """Read a query anew, its unknown words replaced by the nearest in use.

    Words in use are never replaced, so one drug's name never becomes another's. A word that begins
    one in use is being typed, not wrong.
    """
    vocabulary.refresh()
    texts = [word.text.replace("--", "-") for word in query.words]
    replaced, is_delicate, has_begun = 0, False, False
    for place in query.subjects:
        if vocabulary.begins(query.words[place].joined):
            has_begun |= not vocabulary.is_known(query.words[place].joined)
        elif better := vocabulary.correct(texts[place]):
            texts[place] = better.word
            is_delicate |= better.is_delicate
            replaced += 1
    if 0 < replaced <= MOST_CORRECTED:
        return Reading(read(" ".join(texts)), True, is_delicate, has_begun)
    joined = _joined(query)
    return Reading(joined or query, joined is not None, False, has_begun)


def _joined(query: Query) -> Query | None:
    """Return the query with two words written as the one they are published as."""
    texts = [word.text for word in query.words]
    for place in range(len(texts) - 1):
        joined = texts[place] + texts[place + 1]
        if vocabulary.is_known(joined):
            return read(" ".join([*texts[:place], joined, *texts[place + 2 :]]))
    return None
