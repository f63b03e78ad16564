"""Which addresses a link may have, judged in one place for every reader and writer."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

ALLOWED_SCHEMES: frozenset[str] = frozenset({"http", "https", "mailto"})
"""Schemes a link may name; a link without one is relative to the site."""

MAX_LENGTH = 2000
"""Longest address kept, in characters."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_KEPT = "".join(chr(code) for code in range(33, 127) if chr(code) not in "\"<>()[]\\`^{|}'")


def is_allowed_href(href: str) -> bool:
    """Say whether ``href`` is a relative, http, https or mailto address that is safe to show.

    Control characters are refused rather than removed, because browsers remove them before they
    look at the scheme. An address that begins with two slashes names another host without saying
    how to reach it and is refused too.
    """
    if not href or len(href) > MAX_LENGTH or _FORBIDDEN.search(href) or href != href.strip():
        return False
    if href.replace("\\", "/").startswith("//"):
        return False
    scheme = _SCHEME.match(href)
    if scheme is None:
        return ":" not in re.split(r"[/?#]", href, maxsplit=1)[0]
    return scheme.group()[:-1].lower() in ALLOWED_SCHEMES and _parses(href)


def _parses(href: str) -> bool:
    """Say whether the address can be split into its parts at all."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme == "mailto"


def normal_href(href: str) -> str:
    """Percent-encode what has a meaning in Markdown or HTML, leaving everything else alone."""
    return quote(href.strip(), safe=_KEPT) if not _is_plain(href) else href


def _is_plain(href: str) -> bool:
    return all(character in _KEPT for character in href)
