"""An answer as Atom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from articles.infobutton.feed import LANGUAGE, Category, Entry, Feed, Link
from kb.http import absolute

ATOM = "http://www.w3.org/2005/Atom"
TERMS = "http://purl.org/dc/terms/"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_names: dict[Any, str] = {None: ATOM, "dcterms": TERMS}
_element = ElementMaker(namespace=ATOM, nsmap=_names)
_term = ElementMaker(namespace=TERMS, nsmap=_names)


def write(feed: Feed) -> bytes:
    """Return the feed as an XML document in UTF-8, elements in the order of the guide's schema."""
    root = _element.feed(
        {f"{_XML}lang": LANGUAGE, f"{_XML}base": absolute("/")},
        _element.title(feed.title, type="text"),
        _element.subtitle(feed.subtitle, type="text"),
        _author(feed),
        _element.updated(stamp(feed.updated)),
        *map(_category, feed.categories),
        _element.id(feed.id),
        _link(Link("self", feed.self_url, feed.title, "application/atom+xml")),
        *(_entry(feed, entry) for entry in feed.entries),
    )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def stamp(moment: datetime) -> str:
    """Return a moment in UTC as RFC 3339 writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(feed: Feed, entry: Entry) -> etree._Element:
    element = _element.entry(
        {f"{_XML}lang": LANGUAGE},
        _element.title(entry.title, type="text"),
        *map(_link, entry.links),
        _element.id(entry.id),
        _element.updated(stamp(entry.updated)),
        _author(feed),
    )
    if entry.summary:
        element.append(_element.summary(entry.summary, type="html"))
    element.extend(map(_category, entry.categories))
    if entry.published:
        element.append(_element.published(stamp(entry.published)))
    element.extend(_dublin_core(entry))
    return element


def _dublin_core(entry: Entry) -> Iterator[etree._Element]:
    """Yield what IHE's retrieval profile adds: how to cite it, what holds it, where it is from."""
    if entry.citation:
        yield _term.bibliographicCitation(entry.citation)
        yield _term.isPartOf(absolute("/"))
        yield _term.provenance(entry.provenance)


def _author(feed: Feed) -> etree._Element:
    return _element.author(_element.name(feed.title), _element.uri(absolute("/")))


def _link(link: Link) -> etree._Element:
    return _element.link(
        rel=link.rel, type=link.type, hreflang=LANGUAGE, title=link.title, href=link.href
    )


def _category(category: Category) -> etree._Element:
    return _element.category(scheme=category.scheme, term=category.term)
