"""An answer as JSON: Atom's names, text under ``_value``, what may repeat always a list."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from articles.infobutton.atom import stamp
from articles.infobutton.feed import LANGUAGE, Entry, Feed, Link
from kb.http import absolute


def write(feed: Feed) -> str:
    """Return the feed as a JSON text with the one member ``feed``."""
    return json.dumps({"feed": values(feed)}, ensure_ascii=False)


def write_call(feed: Feed, callback: str) -> str:
    """Return a script that calls ``callback``, a checked name, with the feed.

    The opening comment keeps a browser from taking the answer for anything but a script.
    """
    text = write(feed).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"/**/{callback}({text.replace('<', chr(92) + 'u003c')});"


def values(feed: Feed) -> dict[str, Any]:
    """Return the feed's members."""
    return {
        "lang": LANGUAGE,
        "base": absolute("/"),
        "id": _value(feed.id),
        "title": _text(feed.title),
        "subtitle": _text(feed.subtitle),
        "updated": _value(stamp(feed.updated)),
        "author": _author(feed),
        "link": [_link(Link("self", feed.self_url, feed.title, "application/json"))],
        "category": [asdict(category) for category in feed.categories],
        "entry": [_entry(feed, entry) for entry in feed.entries],
    }


def _entry(feed: Feed, entry: Entry) -> dict[str, Any]:
    members = {
        "lang": LANGUAGE,
        "id": _value(entry.id),
        "title": _text(entry.title),
        "updated": _value(stamp(entry.updated)),
        "author": _author(feed),
        "link": [_link(link) for link in entry.links],
        "category": [asdict(category) for category in entry.categories],
    }
    if entry.published:
        members["published"] = _value(stamp(entry.published))
    if entry.citation:
        members["bibliographicCitation"] = _value(entry.citation)
        members["isPartOf"] = _value(absolute("/"))
        members["provenance"] = _value(entry.provenance)
    if entry.summary:
        members["summary"] = {"type": "html", "_value": entry.summary}
    return members


def _author(feed: Feed) -> dict[str, Any]:
    return {"name": _value(feed.title), "uri": _value(absolute("/"))}


def _link(link: Link) -> dict[str, str]:
    return {**asdict(link), "hreflang": LANGUAGE}


def _value(text: str) -> dict[str, str]:
    return {"_value": text}


def _text(text: str) -> dict[str, str]:
    return {"type": "text", **_value(text)}
