"""The index on an OpenSearch or Elasticsearch server: its shape, its documents, making it anew.

Readers ask an alias. A rebuild fills a new index and moves the alias in one step, so that search
answers from the old one until the new is whole.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from kb.search.engines.http import Client, EngineDown, EngineRefused
from kb.search.models import Passage

BATCH = 500
"""Documents sent or read together."""
MOST_NAMED = 5
"""Passages that a report of problems names."""
_TEXTS = ("title_text", "names_text", "heading_text", "body_text")
_EXACT = ("kind", "key", "tier", "review_state", "topics", "digest")
_FIELDS = (
    "id",
    "kind",
    "key",
    "tier",
    "position",
    "weight",
    "review_due",
    "review_state",
    "topics",
    *_TEXTS,
)

# Texts come prepared: tokens parted by spaces. The server only brings words to their stems.
BODY = {
    "settings": {
        "number_of_shards": 1,
        "analysis": {
            "analyzer": {
                "strata": {
                    "type": "custom",
                    "tokenizer": "whitespace",
                    "filter": ["lowercase", "porter_stem"],
                }
            }
        },
    },
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "id": {"type": "long"},
            "position": {"type": "integer"},
            "weight": {"type": "short"},
            "review_due": {"type": "date", "format": "strict_date"},
            **{name: {"type": "keyword"} for name in _EXACT},
            **{name: {"type": "text", "analyzer": "strata"} for name in _TEXTS},
        },
    },
}


class OpenSearchIndex:
    """The documents of one alias."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.name = client.server.name

    def update(self, kind: str, keys: Sequence[str]) -> None:
        """Make the index hold what the database holds of some articles, terms or references."""
        rows = _documents(Passage.objects.filter(kind=kind, key__in=keys))
        documents = list(rows)
        held = {document["_id"] for document in documents}
        self._send(self.name, documents)
        gone = [one for one in self._ids(kind, keys) if one not in held]
        self._drop(gone)

    def problems(self) -> list[str]:
        """Return what differs between the index and the database's passages, in sentences."""
        try:
            known = dict(self._digests())
        except EngineRefused as error:
            if error.status != 404:
                raise
            return [f"The search server has no index called {self.name}."]
        wrong = []
        for document in _documents(Passage.objects.all()):
            if known.pop(document["_id"], None) != document["digest"]:
                wrong.append(document["_id"])
        wrong += sorted(known)
        if not wrong:
            return []
        named = ", ".join(wrong[:MOST_NAMED]) + (" …" if len(wrong) > MOST_NAMED else "")
        return [f"The search server holds {len(wrong)} passages otherwise: {named}."]

    def rebuild(self) -> None:
        """Fill a new index and let the alias lead to it; search works meanwhile."""
        fresh = f"{self.name}-{time.time_ns()}"
        self.client.call("PUT", f"/{fresh}", BODY)
        try:
            self._send(fresh, _documents(Passage.objects.all()))
            self.client.call("POST", f"/{fresh}/_refresh")
            old = self._indices()
            actions = [{"remove": {"index": index, "alias": self.name}} for index in old]
            actions.append({"add": {"index": fresh, "alias": self.name}})
            self.client.call("POST", "/_aliases", {"actions": actions})
        except EngineDown:
            self.client.call("DELETE", f"/{fresh}")
            raise
        for index in old:
            self.client.call("DELETE", f"/{index}")

    @staticmethod
    def answers(received: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the answers to several searches; raises EngineRefused if one was refused."""
        answers = received.get("responses")
        if not isinstance(answers, list):
            raise EngineDown("The answer holds no responses.")
        for answer in answers:
            if "error" in answer:
                raise EngineRefused(answer.get("status", 400), str(answer["error"])[:300])
            if answer.get("timed_out") or "hits" not in answer:
                raise EngineDown("The search was not finished.")
        return answers

    def _indices(self) -> list[str]:
        try:
            return sorted(self.client.call("GET", f"/_alias/{self.name}"))
        except EngineRefused as error:
            if error.status == 404:
                return []
            raise

    def _send(self, index: str, documents: Iterable[dict[str, Any]]) -> None:
        """Write documents in batches, to be found at once."""
        batch: list[Any] = []
        for document in documents:
            values = {name: value for name, value in document.items() if name != "_id"}
            # Without the alias a server would make an index of its name, of whatever shape.
            place = {"_index": index, "_id": document["_id"], "require_alias": index == self.name}
            batch += [{"index": place}, values]
            if len(batch) >= 2 * BATCH:
                self._bulk(batch)
                batch = []
        self._bulk(batch)

    def _drop(self, ids: Sequence[str]) -> None:
        self._bulk([{"delete": {"_index": self.name, "_id": one}} for one in ids])

    def _bulk(self, lines: Sequence[Any]) -> None:
        if not lines:
            return
        answer = self.client.call_lines("/_bulk?refresh=true", lines)
        if answer.get("errors"):
            refused = [one for item in answer["items"] for one in item.values() if "error" in one]
            raise EngineRefused(refused[0].get("status", 400), str(refused[0]["error"])[:300])

    def _ids(self, kind: str, keys: Sequence[str]) -> Iterator[str]:
        filters = [{"term": {"kind": kind}}, {"terms": {"key": list(keys)}}]
        for one, _ in self._pages({"bool": {"filter": filters}}):
            yield one

    def _digests(self) -> Iterator[tuple[str, str]]:
        yield from self._pages({"match_all": {}})

    def _pages(self, query: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the name and digest of every document that a query matches."""
        body = {"query": query, "size": BATCH, "sort": [{"id": "asc"}], "_source": ["digest"]}
        while True:
            path = f"/{quote(self.name)}/_search"
            hits = self.client.call("POST", path, body)["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], hit["_source"]["digest"]
            if len(hits) < BATCH:
                return
            body["search_after"] = hits[-1]["sort"]


def _documents(passages: Any) -> Iterator[dict[str, Any]]:
    """Yield passages as the index holds them."""
    rows = passages.order_by("id").values_list(*_FIELDS)
    for row in rows.iterator(BATCH):
        values = dict(zip(_FIELDS, row, strict=True))
        due = values["review_due"]
        values["review_due"] = due.isoformat() if due else None
        content = "\x1f".join(str(value) for value in values.values())
        yield {
            "_id": f"{values['kind']}:{values['key']}:{values['position']}",
            **values,
            "digest": hashlib.sha256(content.encode()).hexdigest(),
        }
