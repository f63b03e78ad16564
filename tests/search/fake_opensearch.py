"""A stand-in for an OpenSearch server: the part of its HTTP interface that Strata uses.

No OpenSearch could be run where this was written, so this follows its documentation and has not
been compared with a real one. What it does not know it refuses with 400, as a real server refuses
what it does not know, so that a query it was not written for fails a test. Words are brought to
their stems by SQLite's Porter stemmer and ranked by BM25 with the usual constants.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import log
from urllib.parse import parse_qs, urlsplit

K1, B = 1.2, 0.75


class Refused(Exception):
    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


@cache
def stem(word):
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE t USING fts5(w, tokenize='porter ascii')")
        memory.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, row)")
        memory.execute("INSERT INTO t VALUES (?)", [word])
        found = memory.execute("SELECT term FROM v").fetchall()
    return found[0][0] if len(found) == 1 else word


def analyse(text):
    return [stem(token.lower()) for token in text.split()]


class Index:
    """Documents of one index, with the tokens of their text fields."""

    def __init__(self, body):
        self.fields = body["mappings"]["properties"]
        assert body["mappings"]["dynamic"] == "strict"
        self.sources = {}
        self.tokens = {}

    def put(self, name, source):
        for field in source:
            if field not in self.fields:
                raise Refused(400, f"strict_dynamic_mapping_exception: [{field}]")
        self.sources[name] = source
        self.tokens[name] = {
            field: analyse(source.get(field) or "")
            for field, kind in self.fields.items()
            if kind["type"] == "text"
        }

    def drop(self, name):
        self.tokens.pop(name, None)
        return self.sources.pop(name, None) is not None

    def idf(self, field, tokens):
        held = [set(each[field]) for each in self.tokens.values()]
        total = 0.0
        for token in tokens:
            count = sum(token in one for one in held)
            total += log(1 + (len(held) - count + 0.5) / (count + 0.5))
        return total

    def length(self, field):
        lengths = [len(each[field]) for each in self.tokens.values()]
        return sum(lengths) / len(lengths) or 1.0


def occurrences(held, tokens, slop=0, is_prefix=False):
    """Count where ``tokens`` follow each other, at most ``slop`` words apart from that."""

    def fits(token, place):
        last = place == len(tokens) - 1
        return token.startswith(tokens[place]) if is_prefix and last else token == tokens[place]

    if slop:
        places = [
            [at for at, token in enumerate(held) if fits(token, n)] for n in range(len(tokens))
        ]
        return sum(
            all(any(abs(other - at - n) <= slop for other in places[n]) for n in range(len(tokens)))
            for at in places[0]
        )
    starts = range(len(held) - len(tokens) + 1)
    return sum(all(fits(held[at + place], place) for place in range(len(tokens))) for at in starts)


class Asking:
    """One query over one index: the score of a document, or None where it does not match."""

    def __init__(self, index):
        self.index = index
        self.named = {}

    def score(self, query, name):
        if len(query) != 1:
            raise Refused(400, f"parsing_exception: {sorted(query)}")
        ((kind, body),) = query.items()
        method = getattr(self, f"_{kind}", None)
        if method is None:
            raise Refused(400, f"parsing_exception: unknown query [{kind}]")
        return method(body, name)

    def _match_all(self, body, name):
        return 1.0

    def _term(self, body, name):
        ((field, value),) = body.items()
        return 1.0 if self._keyword(field, name) == value else None

    def _terms(self, body, name):
        ((field, values),) = body.items()
        return 1.0 if self._keyword(field, name) in values else None

    def _keyword(self, field, name):
        if self.index.fields[field]["type"] == "text":
            raise Refused(400, f"a term query on the text [{field}] finds stems only")
        return self.index.sources[name].get(field)

    def _dis_max(self, body, name):
        known(body, "queries")
        scores = [self.score(each, name) for each in body["queries"]]
        return max((score for score in scores if score is not None), default=None)

    def _bool(self, body, name):
        known(body, "must", "should", "filter", "minimum_should_match", "_name")
        must = [self.score(each, name) for each in body.get("must", [])]
        kept = [self.score(each, name) for each in body.get("filter", [])]
        should = [self.score(each, name) for each in body.get("should", [])]
        if None in must or None in kept:
            return None
        met = [score for score in should if score is not None]
        least = 0 if must or kept else 1
        if should and len(met) < body.get("minimum_should_match", least):
            return None
        if "_name" in body:
            self.named.setdefault(name, []).append(body["_name"])
        return sum(must) + sum(met)

    def _match_phrase(self, body, name):
        ((field, asked),) = body.items()
        known(asked, "query", "slop", "boost")
        score = self._phrase(field, asked["query"], name, asked.get("slop", 0))
        return None if score is None else score * asked.get("boost", 1.0)

    def _multi_match(self, body, name):
        known(body, "query", "type", "fields")
        if body["type"] not in ("best_fields", "phrase", "phrase_prefix"):
            raise Refused(400, f"illegal_argument_exception: [{body['type']}]")
        if body["type"] == "best_fields" and " " in body["query"]:
            raise Refused(400, "best_fields of several words means any of them here")
        scores = []
        for field in body["fields"]:
            field, _, boost = field.partition("^")
            is_prefix = body["type"] == "phrase_prefix"
            score = self._phrase(field, body["query"], name, 0, is_prefix)
            scores += [] if score is None else [score * float(boost or 1)]
        return max(scores, default=None)

    def _phrase(self, field, text, name, slop=0, is_prefix=False):
        tokens = analyse(text)
        held = self.index.tokens[name][field]
        often = occurrences(held, tokens, slop, is_prefix)
        if not often or not tokens:
            return None
        spread = 1 - B + B * len(held) / self.index.length(field)
        return self.index.idf(field, tokens) * often * (K1 + 1) / (often + K1 * spread)


def known(body, *names):
    if strange := set(body) - set(names):
        raise Refused(400, f"parsing_exception: [{', '.join(strange)}]")


class State:
    """Indices and aliases of one server, and what was asked of it."""

    def __init__(self):
        self.indices = {}
        self.aliases = {}
        self.lock = threading.RLock()
        self.failing = None
        """A function (method, path) → (status, body), or None; called before anything else."""
        self.asked = []

    def index(self, name):
        name = self.aliases.get(name, name)
        if name not in self.indices:
            raise Refused(404, f"index_not_found_exception: no such index [{name}]")
        return self.indices[name]

    # --- requests -------------------------------------------------------------------------

    def answer(self, method, path, query, body):
        with self.lock:
            parts = [part for part in path.split("/") if part]
            match method, parts:
                case "PUT", [name]:
                    return self.create(name, json.loads(body))
                case "DELETE", [name]:
                    self.index(name)
                    del self.indices[name]
                    return {"acknowledged": True}
                case "GET", ["_alias", name]:
                    found = {index: {} for alias, index in self.aliases.items() if alias == name}
                    if not found:
                        raise Refused(404, f"alias [{name}] missing")
                    return found
                case "POST", ["_aliases"]:
                    return self.move(json.loads(body))
                case "POST", ["_bulk"]:
                    assert query["refresh"] == ["true"]
                    return self.bulk([json.loads(line) for line in body.splitlines()])
                case "POST", ["_msearch"]:
                    return self.searches([json.loads(line) for line in body.splitlines()])
                case "POST", [name, "_refresh"]:
                    self.index(name)
                    return {"_shards": {"failed": 0}}
                case "POST", [name, "_search"]:
                    return self.search(self.index(name), json.loads(body))
            raise Refused(400, f"no handler found for [{method} {path}]")

    def create(self, name, body):
        if name in self.indices or name in self.aliases:
            raise Refused(400, "resource_already_exists_exception")
        assert fnmatch(name, "[a-z]*") and name == name.lower()
        self.indices[name] = Index(body)
        return {"acknowledged": True, "index": name}

    def move(self, body):
        for action in body["actions"]:
            ((what, said),) = action.items()
            known(said, "index", "alias")
            if what == "add":
                self.index(said["index"])
                self.aliases[said["alias"]] = said["index"]
            elif self.aliases.pop(said["alias"], None) != said["index"]:
                raise Refused(404, "aliases_not_found_exception")
        return {"acknowledged": True}

    def bulk(self, lines):
        items, at = [], 0
        while at < len(lines):
            ((what, said),) = lines[at].items()
            item = {"_id": said["_id"], "status": 200}
            try:
                known(said, "_index", "_id", "require_alias")
                if said.get("require_alias") and said["_index"] not in self.aliases:
                    raise Refused(404, "[require_alias] request flag is [true]")
                index = self.index(said["_index"])
                if what == "index":
                    at += 1
                    index.put(said["_id"], lines[at])
                elif what != "delete":
                    raise Refused(400, what)
                elif not index.drop(said["_id"]):
                    item["status"] = 404
            except Refused as error:
                item |= {"status": error.status, "error": {"reason": str(error)}}
            items.append({what: item})
            at += 1
        return {
            "errors": any("error" in one for item in items for one in item.values()),
            "items": items,
        }

    def searches(self, lines):
        answers = []
        for header, body in zip(lines[::2], lines[1::2], strict=True):
            try:
                answers.append(self.search(self.index(header["index"]), body) | {"status": 200})
            except Refused as error:
                answers.append({"error": {"reason": str(error)}, "status": error.status})
        return {"responses": answers}

    def search(self, index, body):
        known(body, "query", "size", "track_total_hits", "_source", "sort", "search_after")
        if body["size"] > 10_000:
            raise Refused(400, "Result window is too large")
        asking = Asking(index)
        scores = {name: asking.score(body["query"], name) for name in list(index.sources)}
        hits = []
        for name, score in scores.items():
            if score is None:
                continue
            source = index.sources[name]
            sort = [self.sorted_by(each, score, source) for each in body["sort"]]
            hits.append((sort, name, score, source))
        hits.sort(key=lambda hit: hit[0])
        if "search_after" in body:
            hits = [hit for hit in hits if hit[0] > body["search_after"]]
        shown = [self.hit(hit, body, asking) for hit in hits[: body["size"]]]
        most = body.get("track_total_hits", 10_000)
        relation = "gte" if len(hits) > most else "eq"
        total = {"value": min(len(hits), most), "relation": relation}
        return {"timed_out": False, "hits": {"total": total, "hits": shown}}

    @staticmethod
    def sorted_by(each, score, source):
        ((field, way),) = each.items()
        if (field, way) == ("_score", "desc"):
            return -score
        assert way == "asc"
        return source[field]

    @staticmethod
    def hit(hit, body, asking):
        sort, name, score, source = hit
        chosen = {field: source.get(field) for field in body["_source"]}
        shown = {"_id": name, "_score": score, "_source": chosen, "sort": sort}
        named = Counter(asking.named.get(name, ()))
        return shown | ({"matched_queries": sorted(named)} if named else {})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        state = self.server.state
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        state.asked.append((self.command, address.path))
        failure = state.failing(self.command, address.path) if state.failing else None
        if failure is not None:
            self.send(*failure)
            return
        try:
            query = parse_qs(address.query)
            self.send(200, state.answer(self.command, address.path, query, body))
        except Refused as error:
            self.send(error.status, {"error": {"reason": str(error)}, "status": error.status})

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def send(self, status, value):
        sent = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *args):
        pass


@contextmanager
def serving():
    """Run a server on a free port of this machine; yield its address and state."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.state = State()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/strata-test", server.state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
