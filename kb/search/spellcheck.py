"""A query as it was perhaps meant: words not in use replaced by the nearest that are."""

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
    is_sure: bool = False
    """Whether the query as typed cannot be found in full, so that it need not be asked."""
    did_you_mean: str = ""
    """The query with names of drugs or tests for words in use that are one typing error away."""

    @property
    def differs(self) -> bool:
        """Whether it is another question than the query as typed."""
        return self.is_corrected or self.has_begun


def reread(query: Query) -> Reading:
    """Read a query anew, its unknown words replaced by the nearest in use.

    Words in use are never replaced, so one drug's name never becomes another's. A word that begins
    one in use is being typed, not wrong. One query to the database at most, and none where all
    words are known and were read within a minute.
    """
    if all(vocabulary.is_known(query.words[place].joined) for place in query.subjects):
        vocabulary.refresh_if_due()
    else:
        vocabulary.refresh()
    texts = [word.text.replace("--", "-") for word in query.words]
    meant = _names_alike(query, texts)
    replaced, is_delicate, has_begun, is_sure = 0, False, False, False
    for place in query.subjects:
        word = query.words[place].joined
        if vocabulary.is_known(word):
            continue
        if vocabulary.begins(word):
            has_begun = True
            is_sure |= vocabulary.is_unheard(word)
        elif better := vocabulary.correct(texts[place]):
            texts[place] = better.word
            is_delicate |= better.is_delicate
            is_sure |= vocabulary.is_unheard(word)
            replaced += 1
    if replaced > MOST_CORRECTED:
        return Reading(query, has_begun=has_begun, did_you_mean=meant)
    if replaced:
        return Reading(read(" ".join(texts)), True, is_delicate, has_begun, is_sure)
    joined = None if is_sure else _joined(query)
    return Reading(joined or query, joined is not None, False, has_begun, is_sure, meant)


def _names_alike(query: Query, texts: list[str]) -> str:
    """Return the query with names of drugs and tests that its words may have been meant to be."""
    names = {place: vocabulary.lookalike(query.words[place].joined) for place in query.subjects}
    if not any(names.values()):
        return ""
    return " ".join(names.get(place) or text for place, text in enumerate(texts))


def _joined(query: Query) -> Query | None:
    """Return the query with two words written as the one they are published as."""
    texts = [word.text for word in query.words]
    for place in range(len(texts) - 1):
        joined = texts[place] + texts[place + 1]
        if vocabulary.is_known(joined):
            return read(" ".join([*texts[:place], joined, *texts[place + 2 :]]))
    return None
