"""Which requests may be answered from memory, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Environ = Mapping[str, Any]


class Key(NamedTuple):
    """What an answer depends on, besides the site's state.

    Only a host that Django let in has anything remembered under it, so that a host which is not
    the site's own is never answered from memory.
    """

    scheme: str
    host: str
    path: str


class Asking:
    """Tells requests that anybody could send from those that say who is asking."""

    def __init__(
        self, *, cookies: Iterable[str], passed: Iterable[str], is_behind_proxy: bool
    ) -> None:
        """``cookies`` are those that say who is asking, ``passed`` beginnings of paths where
        nothing is remembered; behind a proxy of ours its word on the scheme is taken."""
        self._cookies = tuple(f"{name}=" for name in cookies)
        self._passed = tuple(passed)
        self._is_behind_proxy = is_behind_proxy

    def key(self, environ: Environ) -> Key | None:
        """Return what is asked for; None if the request must go past the memory."""
        get = environ.get
        host, path = get("HTTP_HOST"), get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or get("QUERY_STRING")
            or not host
            or "HTTP_AUTHORIZATION" in environ
            or path.startswith(self._passed)
            or self._is_personal(get("HTTP_COOKIE"))
            or _is_unusual(environ)
        ):
            return None
        return Key(self._scheme(environ), host, path)

    def _is_personal(self, cookies: str | None) -> bool:
        return cookies is not None and any(name in cookies for name in self._cookies)

    def _scheme(self, environ: Environ) -> str:
        if self._is_behind_proxy:
            return str(environ.get("HTTP_X_FORWARDED_PROTO", ""))
        return str(environ["wsgi.url_scheme"])


def _is_unusual(environ: Environ) -> bool:
    """Whether a request has a body, a date instead of a tag, or a place below another site."""
    get = environ.get
    return bool(
        get("CONTENT_LENGTH", "") not in ("", "0")
        or "HTTP_TRANSFER_ENCODING" in environ
        or ("HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ)
        or get("SCRIPT_NAME")
    )


# --- the form of the answer -----------------------------------------------------------------

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
PREFERRED = (BROTLI, GZIP, IDENTITY)
"""What is sent where a client likes several equally well: the smallest."""

_KNOWN_HEADERS: dict[str, str] = {}
_MOST_KNOWN = 200


def coding(environ: Environ) -> str:
    """Return the content coding to answer in; ``identity`` for a client that names none we know."""
    header = environ.get("HTTP_ACCEPT_ENCODING", "")
    if not header:
        return IDENTITY
    chosen = _KNOWN_HEADERS.get(header)
    if chosen is None:
        chosen = _choose(header)
        if len(_KNOWN_HEADERS) < _MOST_KNOWN:
            _KNOWN_HEADERS[header] = chosen
    return chosen


def _choose(header: str) -> str:
    weights = dict(_weighed(part) for part in header.lower().split(","))
    # A coding that is not named is not wanted, but identity, which needs no naming.
    rest = weights.get("*", 0.0)
    likes = {name: weights.get(name, rest) for name in PREFERRED}
    likes[IDENTITY] = weights.get(IDENTITY, min([0.001, *(w for w in likes.values() if w)]))
    best = max(likes.values())
    return next(name for name in PREFERRED if likes[name] == best) if best else IDENTITY


def _weighed(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    _, _, weight = parameter.partition("q=")
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


def holds(header: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` header names ``etag``, weakened on the way or not."""
    if header == etag:
        return True
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag.removeprefix("W/") in tags or tags == {"*"}


def accepts(header: str, media_type: str) -> bool:
    """Whether an ``Accept`` header plainly lets ``media_type`` through; empty lets all through."""
    if not header or not media_type:
        return True
    group = media_type.partition("/")[0]
    names = {part.partition(";")[0].strip().lower() for part in header.split(",")}
    return not names.isdisjoint({media_type, f"{group}/*", "*/*"})
