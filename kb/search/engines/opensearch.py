"""OpenSearch or Elasticsearch: the passages in an index of their own, ranked by its bm25.

Only finding happens there. What is shown is read from the database, so nothing that the server
still holds of a withdrawn text can reach a reader.
"""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from kb.search.engines.base import (
    BOUND,
    FEW,
    NAME_BOUND,
    NEAR,
    Candidate,
    Found,
    Wanted,
    candidate,
    merged,
    pairs,
)
from kb.search.engines.http import Client, Server
from kb.search.engines.opensearch_index import OpenSearchIndex
from kb.search.expression import Every, Expression, Phrase

SCATTERED = 400
"""Most passages looked at when no passage has all the parts."""
_EVERYWHERE = ["title_text^10", "names_text^8", "heading_text^6", "body_text"]
_HEAD = ["names_text^8", "heading_text^6"]
_FACTS = (
    "id", "kind", "key", "tier", "position", "weight", "review_due", "review_state",
    "topics", "title_text", "heading_text",
)  # fmt: skip
_CLOSER = 4.0
"""Worth of words that stand together, beside the sum of what they are worth apart."""

Query = dict[str, Any]


class OpenSearchEngine(OpenSearchIndex):
    """A full-text index on a server of its own."""

    def find_all(self, wanted: Wanted) -> Found:
        """Find passages that have every part, and a few that have some of them in their name."""
        must = [_asked(part, _EVERYWHERE) for part in wanted.parts]
        searches = [_search(wanted, {"must": must, "should": _closer(wanted)}, BOUND)]
        if two := pairs(wanted.parts):
            named = {"should": [_asked(pair, _HEAD) for pair in two], "minimum_should_match": 1}
            searches.append(_search(wanted, named, NAME_BOUND))
        whole, *named_too = self._ask(searches)
        few = len(whole["hits"]["hits"]) < FEW
        found = [_candidate(hit, 1.0, 1.0 if few else hit["_score"]) for hit in _hits(whole)]
        share = 2 / len(wanted.parts)
        others = [_candidate(hit, share) for answer in named_too for hit in _hits(answer)]
        return Found(merged([found, _lowered(others, found)]), _total(whole) > BOUND)

    def find_some(self, wanted: Wanted) -> Found:
        """Find passages that have some of the parts; rare parts count more."""
        should = [
            {"bool": {"must": [_asked(part, _EVERYWHERE)], "_name": str(number)}}
            for number, part in enumerate(wanted.parts)
        ]
        asked = {"should": should, "minimum_should_match": 1}
        (answer,) = self._ask([_search(wanted, asked, SCATTERED)])
        count = len(wanted.parts)
        found = [
            _candidate(hit, len(hit.get("matched_queries", ())) / count) for hit in _hits(answer)
        ]
        return Found(found, _total(answer) > SCATTERED)

    def find_names(self, asked: Expression, limit: int) -> list[int]:
        """Find passages of which the names have what is asked."""
        query = {"bool": {"filter": [_asked(asked, ["names_text"])]}}
        body = {"query": query, "size": limit, "_source": ["id"], "sort": [{"id": "asc"}]}
        return [hit["_source"]["id"] for hit in _hits(self._ask([body])[0])]

    def _ask(self, searches: list[Query]) -> list[dict[str, Any]]:
        """Return the answers to several searches, sent together."""
        lines = [line for search in searches for line in ({"index": self.name}, search)]
        return self.answers(self.client.call_lines("/_msearch", lines))


@lru_cache(maxsize=4)
def opensearch_engine(url: str, timeout: float) -> OpenSearchEngine:
    """Return the engine at an address; threads share it, each with its own connection."""
    return OpenSearchEngine(Client(Server.from_url(url), timeout))


def configured_engine() -> OpenSearchEngine | None:
    """Return the engine that ``SEARCH_URL`` names, or None where the database is the engine."""
    if not settings.SEARCH_URL:
        return None
    return opensearch_engine(settings.SEARCH_URL, settings.SEARCH_TIMEOUT)


def _search(wanted: Wanted, asked: Query, size: int) -> Query:
    pairs = (("kind", wanted.kind), ("tier", wanted.tier))
    narrowed = [{"term": {name: value}} for name, value in pairs if value]
    return {
        "query": {"bool": {**asked, "filter": narrowed}},
        "size": size,
        "track_total_hits": size + 1,
        "_source": list(_FACTS),
        "sort": [{"_score": "desc"}, {"id": "asc"}],
    }


def _closer(wanted: Wanted) -> list[Query]:
    """Return what makes a passage worth more: the words in sequence, or near each other."""
    closer = []
    if wanted.adjacent:
        closer.append(_phrase(" ".join(wanted.adjacent.tokens), _CLOSER))
    if len(wanted.typed) > 1:
        closer.append(_phrase(" ".join(wanted.typed), _CLOSER / 2, NEAR))
    return closer


def _phrase(text: str, boost: float, slop: int = 0) -> Query:
    return {"match_phrase": {"body_text": {"query": text, "slop": slop, "boost": boost}}}


def _asked(expression: Expression, fields: list[str]) -> Query:
    """Return an expression in the server's query language."""
    if isinstance(expression, Phrase):
        kind = "phrase_prefix" if expression.is_prefix else "phrase"
        kind = "best_fields" if kind == "phrase" and len(expression.tokens) == 1 else kind
        text = " ".join(expression.tokens)
        return {"multi_match": {"query": text, "type": kind, "fields": fields}}
    parts = [_asked(part, fields) for part in expression.parts]
    return (
        {"bool": {"must": parts}}
        if isinstance(expression, Every)
        else {"dis_max": {"queries": parts}}
    )


def _hits(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return answer["hits"]["hits"]


def _total(answer: dict[str, Any]) -> int:
    return answer["hits"]["total"]["value"]


def _candidate(hit: dict[str, Any], matched: float, score: float | None = None) -> Candidate:
    source = hit["_source"]
    facts = [source[name] for name in _FACTS]
    facts[6] = datetime.date.fromisoformat(facts[6]) if facts[6] else None
    return candidate(facts, hit["_score"] if score is None else score, matched)


def _lowered(others: list[Candidate], found: list[Candidate]) -> list[Candidate]:
    """Bring scores of another question to the scale of this one: at most half its best."""
    best = max((one.score for one in found), default=1.0) / 2
    most = max((one.score for one in others), default=1.0)
    for one in others:
        one.score *= best / most
    return others
