"""Front matter: what a Markdown source says of itself between two lines of ``---``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kb.document.findings import Finding
from kb.document.normal_inlines import normal_text
from kb.document.source import UnreadableSource
from kb.document.tree import ReferenceEntry
from kb.document.yaml_text import YamlError, load_yaml

TEXT_FIELDS = ("title", "slug", "summary", "owner", "url", "note")
"""Names whose value is one text."""

_REMEDY = "See “Front matter” in the description of the source format."
_STRINGS = frozenset(
    {"DOI", "ISBN", "ISSN", "PMCID", "PMID", "URL", "chapter-number", "edition", "issue"}
    | {"language", "number", "page", "version", "volume"}
)
"""CSL fields that are strings even where they look like numbers."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was read."""

    texts: dict[str, str] = field(default_factory=dict)
    """Values of :data:`TEXT_FIELDS`, those given."""
    topics: tuple[str, ...] = ()
    references: tuple[ReferenceEntry, ...] = ()
    end: int = 0
    """Number of lines taken, both lines of ``---`` included; 0 without front matter."""
    findings: tuple[Finding, ...] = ()


def read_front_matter(lines: tuple[str, ...]) -> FrontMatter:
    """Read the front matter that begins a source, if it has any.

    Raises :class:`~kb.document.source.UnreadableSource` naming the line of what is wrong.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        return FrontMatter()
    end = next(
        (at for at in range(first + 1, len(lines)) if lines[at].rstrip() in ("---", "...")), None
    )
    if end is None:
        raise UnreadableSource("The front matter is not closed.", first + 1, "Add a line of ---.")
    try:
        values, places = load_yaml("\n".join(lines[first + 1 : end]))
    except YamlError as error:
        reason = f"The front matter cannot be read: {error.reason}."
        raise UnreadableSource(reason, first + 1 + error.line, _REMEDY) from error
    places = {name: first + 1 + line for name, line in places.items()}
    return _checked(values, places, end + 1)


def _checked(values: dict[str, Any], places: dict[str, int], end: int) -> FrontMatter:
    known = {*TEXT_FIELDS, "topics", "references"}
    findings = tuple(
        Finding(
            "front-matter-unknown",
            places[name],
            f"{name}: {value}"[:2000],
            f"“{name}” is no field of the front matter; its value was not used.",
        )
        for name, value in values.items()
        if name not in known
    )
    texts = {
        name: _text(values[name], name, places[name])
        for name in TEXT_FIELDS
        if values.get(name) is not None
    }
    return FrontMatter(
        texts=texts,
        topics=_topics(values.get("topics"), places.get("topics", 0)),
        references=_references(values.get("references"), places.get("references", 0)),
        end=end,
        findings=findings,
    )


def _text(value: Any, name: str, line: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnreadableSource(f"“{name}” in the front matter is no text.", line, _REMEDY)
    return normal_text(str(value))


def _topics(value: Any, line: int) -> tuple[str, ...]:
    if value is None:
        return ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        raise UnreadableSource("“topics” in the front matter is no list.", line, _REMEDY)
    topics = (_text(item, "topics", line) for item in items)
    return tuple(topic for topic in topics if topic)


def _references(value: Any, line: int) -> tuple[ReferenceEntry, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        reason = "“references” in the front matter is no list of CSL items."
        raise UnreadableSource(reason, line, _REMEDY)
    return tuple(_reference(item, line) for item in value)


def _reference(item: dict[str, Any], line: int) -> ReferenceEntry:
    key = _text(item.get("id", ""), "id", line)
    raw = _text(item.get("raw", ""), "raw", line)
    csl = {
        name: str(value) if name in _STRINGS and isinstance(value, int) else value
        for name, value in item.items()
        if name not in ("id", "raw")
    }
    return ReferenceEntry(raw, csl, key)
