"""An answer as it is remembered: its bytes, its headers, its compressed twins."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Iterable
from typing import Final

from kb.delivery.asking import BROTLI, GZIP, IDENTITY

Headers = list[tuple[str, str]]

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
SHORTEST = 500
"""Bytes below which compressing gains nothing."""

_ENDINGS: Final = {IDENTITY: "", BROTLI: "-br", GZIP: "-gz"}
_COMPRESSED = ("text/", "application/json", "application/xml", "application/javascript")
_OVERHEAD = 3000
"""Bytes that the headers and objects of a twin take, about."""

ABOUT_THE_BODY = frozenset(("content-type", "content-length", "content-encoding"))
"""Headers that an answer without a body has no use for."""

REPEATED = frozenset(
    ("cache-control", "content-location", "content-security-policy", "expires", "last-modified")
)
"""Headers that whoever holds a copy is sent again. All others are part of the copy's tag: were one
of them another, the copy would not be good any more."""

_REMADE = frozenset(("content-length", "content-encoding", "etag", "vary"))
PERSONAL = frozenset(
    (
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-request-id",
        "server-timing",
        "date",
    )
)
"""Headers that are one request's own: only who caused the page to be made is sent them."""


class Twin:
    """A page in one content coding, ready to be sent."""

    __slots__ = ("body", "etag", "headers", "not_modified")

    def __init__(self, common: Headers, body: bytes, etag: str, coding: str) -> None:
        self.body = body
        self.etag = etag
        validators = [("ETag", etag), ("Vary", "Accept-Encoding")]
        about = [("Content-Length", str(len(body)))]
        if coding != IDENTITY:
            about.append(("Content-Encoding", coding))
        self.headers = [*common, *validators, *about]
        self.not_modified = [each for each in common if each[0].lower() in REPEATED] + validators


class Page:
    """A public answer in the site's state ``token``.

    Its tags are digests of its bytes and headers, one for each coding: a copy that a reader holds
    stays good when the site changes but the page does not.
    """

    __slots__ = ("_common", "_digest", "_lock", "_twins", "is_fresh", "media_type", "size", "token")

    def __init__(self, token: object, headers: Headers, body: bytes, media_type: str) -> None:
        self.token = token
        self.media_type = media_type
        self.is_fresh = False
        """Whether it was asked for again since the store last thought of dropping it."""
        self._common = [
            (name, value)
            for name, value in headers
            if name.lower() not in _REMADE and name.lower() not in PERSONAL
        ]
        self._digest = _digest(body, self._common)
        self._lock = threading.Lock()
        self._twins = {IDENTITY: self._twin(body, IDENTITY)}
        self.size = len(body) + _OVERHEAD
        """Bytes it takes, about; kept by the store that keeps the page."""

    def twin(self, coding: str) -> Twin | None:
        """Return the page in a coding, if it has been made."""
        return self._twins.get(coding)

    def make_twin(self, coding: str) -> tuple[Twin, int]:
        """Make the page's twin in a coding, once; return it and the bytes that it takes."""
        with self._lock:
            made = self._twins.get(coding)
            if made is not None:
                return made, 0
            plain = self._twins[IDENTITY]
            body = compress(plain.body, coding) if self._is_worth_it(plain.body) else plain.body
            if len(body) >= len(plain.body):
                self._twins[coding] = plain
                return plain, 0
            made = self._twin(body, coding)
            self._twins[coding] = made
            return made, len(body) + _OVERHEAD

    def _is_worth_it(self, body: bytes) -> bool:
        kinds = [value for name, value in self._common if name.lower() == "content-type"]
        return len(body) >= SHORTEST and any(map(is_compressible, kinds))

    def _twin(self, body: bytes, coding: str) -> Twin:
        return Twin(self._common, body, f'"{self._digest}{_ENDINGS[coding]}"', coding)


def _digest(body: bytes, headers: Headers) -> str:
    digest = hashlib.blake2b(body, digest_size=16)
    digest.update(repr([each for each in headers if each[0].lower() not in REPEATED]).encode())
    return digest.hexdigest()


def is_compressible(content_type: str) -> bool:
    """Whether content of this type is text of some kind."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(_COMPRESSED) or kind.endswith(("+json", "+xml"))


def compress(body: bytes, coding: str) -> bytes:
    """Return ``body`` in a content coding."""
    if coding == BROTLI:
        import brotli  # not before somebody asks for it

        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    if coding == GZIP:
        made = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        return made.compress(body) + made.flush()
    return body


def personal(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return those of an answer's headers that are the asking client's own."""
    return [(name, value) for name, value in headers if name.lower() in PERSONAL]
