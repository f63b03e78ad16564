"""The normal form of text and inline content; see :mod:`kb.document.normal_form`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.document.hrefs import is_allowed_href, normal_href
from kb.document.text import is_normal, normalise
from kb.document.tree import (
    Citation,
    CitationItem,
    Code,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Strong,
    Subscript,
    Superscript,
    Text,
)

_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_KEY_GAP = re.compile(r"[^\w.:/+-]+|^[^\w]+|_(?=_*$)")
_LOCATOR = str.maketrans("[];", "(),", "\\`")
_CONTAINERS = (Strong, Emphasis, Subscript, Superscript)


def normal_text(text: str) -> str:
    """Return ``text`` with the characters of :func:`kb.document.text.normalise`, single spaces."""
    if is_normal(text) and "  " not in text:
        return text.strip(" ")
    return _spaced(text).strip()


def _spaced(text: str) -> str:
    """Normalise characters and runs of white space, keeping one space at an edge."""
    if is_normal(text) and "  " not in text:
        return text
    if not text.isascii():
        text = normalise(text)
    return _SPACES.sub(" ", normalise(_CONTROLS.sub("", text)))


# --- inline nodes -------------------------------------------------------------------------


def normal_inlines(content: Iterable[Inline]) -> Inlines:
    """Return inline content in normal form; empty if it says nothing.

    A lone text that is in normal form, as most are, comes back as the very tuple given.
    """
    nodes = tuple(content)
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        text = normal_text(nodes[0].text)
        if text == nodes[0].text:
            return nodes if text else ()
        return (Text(text),) if text else ()
    return _trimmed(_single_spaced(_merged(_flattened(nodes, frozenset()))))


def _flattened(nodes: Iterable[Inline], within: frozenset[type]) -> Iterator[Inline]:
    """Yield nodes with children flattened, edge spaces moved out and empty nodes left out."""
    for node in nodes:
        if isinstance(node, Text):
            yield Text(_spaced(node.text))
        elif isinstance(node, Code):
            text = normal_text(node.text)
            yield Code(text) if text else Text("")
        elif isinstance(node, Citation):
            yield from _citation(node)
        else:
            yield from _container(node, within)


def _citation(node: Citation) -> Iterator[Citation]:
    items = tuple(
        CitationItem(_KEY_GAP.sub("-", item.key).strip("-"), _locator(item.locator))
        for item in node.items
    )
    items = tuple(item for item in items if item.key)
    if items:
        yield Citation(items)


def _locator(text: str) -> str:
    """Return a locator without what parts citations; an ampersand never begins an entity."""
    text = re.sub(r"&(?=[#\w])", "& ", text.translate(_LOCATOR))
    return normal_text(text).strip(", ")


def _container(
    node: Strong | Emphasis | Subscript | Superscript | Link, within: frozenset[type]
) -> Iterator[Inline]:
    """Yield a container in normal form, or its children where it may not stand."""
    kept, cited = node.children, list[Inline]()
    if isinstance(node, Link):
        kept, cited = _without_citations(node.children)
    inner = _merged(_flattened(kept, within | {type(node)}))
    dropped = isinstance(node, Link) and not is_allowed_href(node.href)
    if type(node) in within or dropped:
        yield from inner
        yield from _flattened(cited, within)
        return
    before, children, after = _edges(_single_spaced(inner))
    yield Text(before)
    if children:
        yield _rebuilt(node, children)
    yield from _flattened(cited, within)
    yield Text(after)


def _rebuilt(node: Strong | Emphasis | Subscript | Superscript | Link, children: Inlines) -> Inline:
    if isinstance(node, Link):
        return Link(normal_href(node.href), children)
    return type(node)(children)


def _without_citations(nodes: Iterable[Inline]) -> tuple[Inlines, list[Inline]]:
    """Part citations from a link's children: a mark is a link itself and cannot stand in one."""
    kept: list[Inline] = []
    cited: list[Inline] = []
    for node in nodes:
        if isinstance(node, Citation):
            cited.append(node)
        elif isinstance(node, (*_CONTAINERS, Link)):
            inner, found = _without_citations(node.children)
            cited += found
            kept.append(replace(node, children=inner))
        else:
            kept.append(node)
    return tuple(kept), cited


def _merged(nodes: Iterable[Inline]) -> list[Inline]:
    """Join neighbours of one kind and leave out empty texts."""
    merged: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and not node.text:
            continue
        if merged and type(merged[-1]) is type(node) and not isinstance(node, Link | Citation):
            merged[-1] = _joined(merged[-1], node)
        else:
            merged.append(node)
    return merged


def _joined(first: Inline, second: Inline) -> Inline:
    """Return two neighbours of one kind as one node."""
    if isinstance(first, Text) and isinstance(second, Text):
        return Text(_spaced(first.text + second.text))
    if isinstance(first, Code) and isinstance(second, Code):
        return Code(first.text + second.text)
    if isinstance(first, _CONTAINERS) and isinstance(second, _CONTAINERS):
        children = _single_spaced(_merged(first.children + second.children))
        return type(first)(tuple(children))
    raise TypeError(f"{type(first).__name__} nodes are not joined")


def _single_spaced(nodes: Sequence[Inline]) -> list[Inline]:
    """Drop a space that follows one already written in the node before."""
    result: list[Inline] = []
    spaced = False
    for node in nodes:
        if isinstance(node, Text):
            text = node.text.lstrip(" ") if spaced and node.text.startswith(" ") else node.text
            if not text:
                continue
            spaced = text.endswith(" ")
            node = Text(text)
        else:
            spaced = False
        result.append(node)
    return result


def _edges(nodes: Sequence[Inline]) -> tuple[str, Inlines, str]:
    """Part the white space at both edges from the rest."""
    inner = list(nodes)
    before = after = ""
    while inner and isinstance(first := inner[0], Text):
        rest = first.text.lstrip()
        before += first.text[: len(first.text) - len(rest)]
        if rest:
            inner[0] = Text(rest)
            break
        del inner[0]
    while inner and isinstance(last := inner[-1], Text):
        rest = last.text.rstrip()
        after = last.text[len(rest) :] + after
        if rest:
            inner[-1] = Text(rest)
            break
        del inner[-1]
    return before, tuple(inner), after


def _trimmed(nodes: Sequence[Inline]) -> Inlines:
    return _edges(nodes)[1]
