"""Copying a SQLite database while it is in use, by SQLite's own online backup."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.utils import DatabaseError

from kb.backup.archive import DATABASE, VERSIONS, BackupFailed, Facts
from kb.backup.facts import advanced, read_facts

PATIENCE = 60
"""Seconds to wait for another process that holds the database."""


def dump(folder: Path) -> Facts:
    """Copy the database into ``folder`` as it is at one moment."""
    with closing(sqlite3.connect(folder / DATABASE)) as copy:
        _copy(_connected(), copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return read_facts(copy.execute, folder / VERSIONS)


def is_empty() -> bool:
    """Say whether there is nothing to lose. A file that is no database is something."""
    try:
        return not connection.introspection.table_names()
    except DatabaseError:
        return False


def load(database: Path, counter: int) -> None:
    """Put a copy in the place of the database, in one transaction.

    Processes that have the database open see the old content or the new. The site's state is set to
    ``counter``.
    """
    with closing(sqlite3.connect(database)) as copy:
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BackupFailed("The backup's database does not pass SQLite's own check.")
        copy.execute(advanced(counter))
        copy.commit()
        _copy(copy, _writable())


def ask(sql: str) -> Any:
    """Run a statement on the site's database."""
    return _connected().execute(sql)


def _connected() -> sqlite3.Connection:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise BackupFailed(f"The database cannot be opened: {error}.") from error
    return connection.connection


def _writable() -> sqlite3.Connection:
    """Return a connection to write a copy to; a file that is no database is set aside first."""
    try:
        connection.ensure_connection()
    except DatabaseError:
        connection.close()
        damaged = Path(connection.settings_dict["NAME"])
        damaged.replace(damaged.with_name(f"{damaged.name}.damaged-{int(time.time())}"))
        for ending in ("-wal", "-shm", "-journal"):
            damaged.with_name(damaged.name + ending).unlink(missing_ok=True)
    return _connected()


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    deadline = time.monotonic() + PATIENCE

    def watch(status: int, remaining: int, total: int) -> None:
        if status != sqlite3.SQLITE_DONE and time.monotonic() > deadline:
            raise BackupFailed("Another process holds the database. Stop the site and try again.")

    try:
        source.backup(target, progress=watch)
    except sqlite3.Error as error:
        raise BackupFailed(f"SQLite could not copy the database: {error}.") from error
