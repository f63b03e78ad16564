"""Which files an import means, and what the folders they lie in say of them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.importing.names import DOCUMENT_SUFFIXES, GLOSSARY, MANIFEST, REFERENCES
from kb.document.layouts.parsed import Facts

NOT_DOCUMENTS = {"readme.md", "readme.txt", "license.txt", "changelog.md"}
MAX_MANIFEST_BYTES = 4 * 1024 * 1024
MANIFEST_KEYS = {"title", "url", "topics", "owner"}


@dataclass(frozen=True, slots=True)
class Item:
    """A file to import and what its folder's manifest says of it."""

    path: Path
    facts: Facts | None = None


@dataclass(slots=True)
class Selection:
    """Everything that a list of paths means."""

    items: list[Item] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    """The folders named, which were searched with all that is in them."""
    ledgers: list[Path] = field(default_factory=list)
    """``references.json`` files."""
    glossaries: list[Path] = field(default_factory=list)
    """``glossary.md`` files."""
    notes: list[str] = field(default_factory=list)
    """What was passed over, and why."""
    problems: list[tuple[Path, str]] = field(default_factory=list)
    """What could not be used, and why; each counts as a refusal."""


def select(paths: Iterable[Path]) -> Selection:
    """Collect the documents, ledgers and glossaries that ``paths`` name, folders recursively.

    A file named outright is always taken as a document unless its name says otherwise. Symbolic
    links to folders are not followed, so that a loop cannot trap the walk.
    """
    selection = Selection()
    seen: set[str] = set()
    manifests: dict[Path, dict[str, Facts]] = {}
    for path in paths:
        for file, real in _files(path, selection):
            if real in seen:
                continue
            seen.add(real)
            _sort(file, selection, manifests, named=file == path)
    return selection


def _files(path: Path, selection: Selection) -> Iterator[tuple[Path, str]]:
    """Yield each file with its real path, by which one that is met twice is known."""
    if not path.exists():
        selection.problems.append((path, "There is no such file or folder."))
    elif not path.is_dir():
        yield path, os.path.realpath(path)
    else:
        selection.folders.append(path)
        for root, folders, names in os.walk(path, onerror=lambda error: _unread(error, selection)):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            folder, real = Path(root), os.path.realpath(root)
            for name in sorted(names):
                file = folder / name
                yield file, os.path.realpath(file) if file.is_symlink() else f"{real}/{name}"


def _unread(error: OSError, selection: Selection) -> None:
    selection.problems.append((Path(error.filename or "?"), f"Cannot be read: {error.strerror}."))


def _sort(
    file: Path, selection: Selection, manifests: dict[Path, dict[str, Facts]], *, named: bool
) -> None:
    name = file.name
    if name == REFERENCES:
        selection.ledgers.append(file)
    elif name == GLOSSARY:
        selection.glossaries.append(file)
    elif name == MANIFEST:
        _manifest(file.parent, manifests, selection)
    elif name.startswith(".") or name.lower() in NOT_DOCUMENTS:
        selection.notes.append(f"{file}: not a document, passed over")
    elif named or file.suffix.lower() in DOCUMENT_SUFFIXES:
        facts = _manifest(file.parent, manifests, selection).get(name)
        selection.items.append(Item(file, facts))
    else:
        selection.notes.append(f"{file}: not a text or Markdown file, passed over")


def _manifest(
    folder: Path, manifests: dict[Path, dict[str, Facts]], selection: Selection
) -> dict[str, Facts]:
    if folder not in manifests:
        path = folder / MANIFEST
        manifests[folder] = {}
        if path.is_file():
            try:
                manifests[folder] = read_manifest(path)
            except ValueError as error:
                selection.problems.append((path, str(error)))
    return manifests[folder]


def read_manifest(path: Path) -> dict[str, Facts]:
    """Read a folder's manifest: file name → facts. Raise ValueError saying what is wrong where."""
    if path.stat().st_size > MAX_MANIFEST_BYTES:
        raise ValueError(f"The manifest is larger than {MAX_MANIFEST_BYTES:,} bytes.")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ValueError(f"The manifest is not readable as TOML: {error}") from error
    return {name: _facts(name, table) for name, table in tables.items()}


def _facts(name: str, table: Any) -> Facts:
    if not isinstance(table, dict):
        raise ValueError(f"In the manifest, {name!r} must be a table headed by a file's name.")
    unknown = set(table) - MANIFEST_KEYS
    if unknown:
        raise ValueError(
            f"In the manifest, [{name}] has {sorted(unknown)}; known are {sorted(MANIFEST_KEYS)}."
        )
    topics = table.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise ValueError(f"In the manifest, topics of [{name}] must be a list of texts.")
    texts = {key: table.get(key, "") for key in ("title", "url", "owner")}
    wrong = [key for key, value in texts.items() if not isinstance(value, str)]
    if wrong:
        raise ValueError(f"In the manifest, {wrong[0]} of [{name}] must be a text.")
    return Facts(topics=tuple(topics), **{key: value.strip() for key, value in texts.items()})
