"""Backing up and restoring the database that the settings name, whichever engine it has."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from types import ModuleType

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from kb.backup import archive, postgresql, sqlite
from kb.backup.archive import BackupFailed, Facts, Manifest
from kb.backup.facts import read_facts

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def backup(path: Path, *, force: bool = False) -> tuple[Path, Manifest]:
    """Write a backup to ``path``, or below it under a name of its own when it is a folder.

    Returns where it is and what it holds. An existing file is replaced only with ``force``.
    """
    target = path / archive.default_name() if path.is_dir() else path
    if target.exists() and not force:
        raise BackupFailed(f"{target} exists. Give another name, or --force to replace it.")
    if not target.parent.is_dir():
        raise BackupFailed(f"There is no folder {target.parent}.")
    with archive.workspace(target.parent) as folder:
        try:
            facts = _engine().dump(folder)
        except (DatabaseError, sqlite3.Error) as error:
            raise BackupFailed(f"The database cannot be read: {error}".strip()) from error
        return target, archive.write(target, folder, connection.vendor, facts)


def restore(path: Path, *, force: bool = False) -> Manifest:
    """Put the content of the backup at ``path`` in the place of the database's content.

    All of it or nothing. A database that holds anything is replaced only with ``force``.
    """
    manifest = archive.read_manifest(path)
    _check(path, manifest)
    engine = _engine()
    if not force and not engine.is_empty():
        raise BackupFailed("The database is not empty. Give --force to replace all it holds.")
    with archive.workspace(path.resolve().parent) as folder:
        database = archive.unpack_database(path, manifest, folder)
        engine.load(database, _next_counter())
    if facts() != manifest.facts:
        raise BackupFailed("What was restored is not what the backup says. Do not use it.")
    return manifest


def facts() -> Facts:
    """Return what the site's database holds."""
    return read_facts(_engine().ask)


def _engine() -> ModuleType:
    return ENGINES[connection.vendor]


def _check(path: Path, manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupFailed(
            f"{path} is of a {manifest.engine} database; DATABASE_URL names {connection.vendor}. "
            "Restore it to its own kind, then export_documents and import_documents."
        )
    known = MigrationLoader(None).disk_migrations
    unknown = [name for name in manifest.facts.migrations if tuple(name.split(".", 1)) not in known]
    if unknown:
        raise BackupFailed(
            f"{path} was made by Strata {manifest.strata}, which is newer than this one: "
            f"{unknown[-1]} is not known here."
        )


def _next_counter() -> int:
    """Return a state of the site that none of its remembered pages is of.

    The one in the backup may come again with another content. Publishing cannot have advanced the
    counter once for each second since 1970.
    """
    return int(time.time())
