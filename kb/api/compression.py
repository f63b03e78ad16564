"""Answers of the API and of the standards' addresses, compressed as the client can read them.

Each coding of an answer is a representation of its own, so its strong ETag is its own, too: that
of the plain answer with the coding's name behind it. Nothing secret is ever in these answers, so
that their length gives nothing away; the editors' site is left alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import brotli
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from kb.delivery import ticket

PLACES = ("/api/", "/fhir/", "/infobutton", "/mcp")
LEAST_BYTES = 600
"""An answer shorter than this is sent as it is: it fits into one packet either way."""
_TEXT = re.compile(
    r"text/.+|application/(json|javascript|x-ndjson|vnd\.oai\.openapi|.+\+(json|xml))", re.ASCII
)


class _Compressor(Protocol):
    def compress(self, data: bytes) -> bytes: ...
    def flush(self) -> bytes: ...


class _Brotli:
    """Brotli under the names that zlib gives its methods."""

    def __init__(self) -> None:
        self._made = brotli.Compressor(quality=5)

    def compress(self, data: bytes) -> bytes:
        return bytes(self._made.process(data))

    def flush(self) -> bytes:
        return bytes(self._made.finish())


def _gzip() -> _Compressor:
    return zlib.compressobj(level=6, wbits=zlib.MAX_WBITS | 16)


CODINGS: dict[str, Callable[[], _Compressor]] = {"br": _Brotli, "gzip": _gzip}
"""Name → maker, the one we like best first."""


class CompressionMiddleware:
    """Compress what :data:`PLACES` answer. Must stand outside whatever reads the answer's body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PLACES):
            return self.get_response(request)
        # request.headers is made once, so it must not be asked before the tags are put right.
        coding = chosen(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        held = request.META.get("HTTP_IF_NONE_MATCH", "")
        if coding and held:
            request.META["HTTP_IF_NONE_MATCH"] = _plain(held, coding)
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Encoding",))
        if coding and response.status_code == 304:
            _name_as_held(response, held, coding)
        elif coding and not ticket.is_allowed(request.META) and _is_worth(response):
            _compress(response, coding)
        return response


def chosen(accepted: str) -> str:
    """Return the coding an Accept-Encoding header likes best, or "" to send the answer plain."""
    weights = dict(_weights(accepted))
    offers = {name: weights.get(name, weights.get("*", 0.0)) for name in CODINGS}
    best = max(offers, key=lambda name: offers[name])
    plain = weights.get("identity", 0.0)
    return best if offers[best] > 0 and offers[best] >= plain else ""


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        try:
            yield name.strip(), float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            yield name.strip(), 0.0


def _plain(held: str, coding: str) -> str:
    """Return the tags a client holds as the views know them; other codings' tags stay unknown."""
    return held.replace(f'-{coding}"', '"')


def _name_as_held(response: HttpResponseBase, held: str, coding: str) -> None:
    """Give a 304 the tag of the copy it speaks of."""
    coded = _coded(response.get("ETag", ""), coding)
    if coded and coded in held:
        response["ETag"] = coded


def _coded(etag: str, coding: str) -> str:
    return f'{etag[:-1]}-{coding}"' if etag.endswith('"') else ""


def _is_worth(response: HttpResponseBase) -> bool:
    if response.status_code != 200 or response.has_header("Content-Encoding"):
        return False
    if not _TEXT.fullmatch(response.get("Content-Type", "").partition(";")[0].strip()):
        return False
    return response.streaming or len(response.content) >= LEAST_BYTES  # type: ignore[attr-defined]


def _compress(response: Any, coding: str) -> None:
    made = CODINGS[coding]()
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _stream(response.streaming_content, made)  # type: ignore[arg-type]
    else:
        response.content = made.compress(response.content) + made.flush()
        response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = coding
    if coded := _coded(response.get("ETag", ""), coding):
        response["ETag"] = coded


def _stream(parts: Iterable[bytes], made: _Compressor) -> Iterator[bytes]:
    for part in parts:
        if ready := made.compress(part):
            yield ready
    yield made.flush()
