"""Reducing HTML to an allow-list, twice: by bleach and then, independently, by nh3.

Both work from the same list and the same judgement of addresses. What is not allowed is removed
and its words kept, except the contents of ``script`` and ``style``.
"""

from __future__ import annotations

import threading
from html import unescape

import bleach.sanitizer
import nh3

from kb.document.hrefs import ALLOWED_SCHEMES, is_allowed_href

BLOCK_TAGS: frozenset[str] = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "ul", "ol", "li"}
    | {"table", "thead", "tbody", "tr", "th", "td", "figcaption"}
)
"""Block elements kept; ``figcaption`` carries a table's caption."""

INLINE_TAGS: frozenset[str] = frozenset({"a", "br", "cite", "code", "em", "strong", "sub", "sup"})
"""Inline elements kept; ``cite`` carries a mark of citation."""

TAGS: frozenset[str] = BLOCK_TAGS | INLINE_TAGS
"""Every element kept. No attribute is kept but ``href`` of ``a``."""

_local = threading.local()


def sanitise(html: str) -> str:
    """Return HTML with nothing in it but :data:`TAGS` and allowed addresses.

    Sanitising twice changes nothing.
    """
    first = _cleaner().clean(_without_hidden(html))
    return nh3.clean(
        first,
        tags=set(TAGS),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}},
        attribute_filter=_filtered,
        strip_comments=True,
        link_rel=None,
        url_schemes=set(ALLOWED_SCHEMES),
    )


def _without_hidden(html: str) -> str:
    """Remove scripts and styles with their contents, which bleach would show as text."""
    if "<script" not in (lowered := html.lower()) and "<style" not in lowered:
        return html
    return nh3.clean(html, tags=set(TAGS) | {"a"}, clean_content_tags={"script", "style"})


def _cleaner() -> bleach.sanitizer.Cleaner:
    """Return this thread's cleaner: bleach's may not be shared."""
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.sanitizer.Cleaner(
            tags=TAGS,
            attributes=_is_kept,
            protocols=ALLOWED_SCHEMES,
            strip=True,
            strip_comments=True,
        )
    cleaner: bleach.sanitizer.Cleaner = _local.cleaner
    return cleaner


def _is_kept(tag: str, name: str, value: str) -> bool:
    return tag == "a" and name == "href" and is_allowed_href(unescape(value))


def _filtered(tag: str, name: str, value: str) -> str | None:
    return value if _is_kept(tag, name, value) else None
