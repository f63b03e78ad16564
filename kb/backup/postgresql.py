"""Copying a PostgreSQL database with its own tools, at one moment of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from kb.backup.archive import DATABASE, VERSIONS, BackupFailed, Facts
from kb.backup.facts import advanced, read_facts

LOCK_TIMEOUT = "30s"
"""How long a restore waits for those who use the tables."""


@transaction.atomic
def dump(folder: Path) -> Facts:
    """Dump the database into ``folder`` as it is at one moment, which the facts are of, too."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    _run("pg_dump", *options, f"--file={folder / DATABASE}")
    return read_facts(ask, folder / VERSIONS)


def is_empty() -> bool:
    """Say whether there is nothing to lose."""
    return not connection.introspection.table_names()


def load(database: Path, counter: int) -> None:
    """Put a dump in the place of the database's content, in one transaction.

    Processes that use the database see the old content or the new. The site's state is set to
    ``counter``.
    """
    script = database.with_name("script.sql")
    with script.open("wb") as stream:
        stream.write(f"SET lock_timeout = '{LOCK_TIMEOUT}';\n".encode())
        stream.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        stream.flush()  # what follows is written by another process
        options = ("--no-owner", "--no-privileges", "--file=-")
        _run("pg_restore", *options, str(database), stdout=stream, connects=False)
        stream.write(advanced(counter, "public.").encode() + b";\n")
    connection.close()
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run("psql", *options, "--output=/dev/null", f"--file={script}")


def ask(sql: str) -> Iterator[tuple[Any, ...]]:
    """Run a statement on the site's database."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from iter(cursor.fetchone, None)


def _run(tool: str, *options: str, stdout: Any = subprocess.DEVNULL, connects: bool = True) -> None:
    """Run one of PostgreSQL's tools on the site's database; a failure is told in its own words."""
    path = shutil.which(tool)
    if path is None:
        raise BackupFailed(
            f"{tool} is not on the path. It comes with PostgreSQL's client "
            "(Debian: apt install postgresql-client)."
        )
    where, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    arguments = [path, *(_named(where[1:]) if connects else ()), *options]
    result = subprocess.run(  # noqa: S603 - a list of our own, no shell
        arguments,
        env={**os.environ, **(secrets or {}), "PGCONNECT_TIMEOUT": "10"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if result.returncode:
        said = result.stderr.decode(errors="replace").strip().splitlines()
        raise BackupFailed(f"{tool} failed: {' '.join(said[:3]) or result.returncode}")


def _named(where: list[str]) -> list[str]:
    """Name the database by an option, since what stands alone means another thing to each tool."""
    return [*where[:-1], f"--dbname={where[-1]}"]
