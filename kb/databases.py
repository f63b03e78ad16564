"""How the site talks to its database: time limits, and whether it may write."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
CONNECT_SECONDS = 5
LOCK_SECONDS = 10
WAITING = 20
"""How many threads may wait for each connection of a pool; more are refused at once."""
CACHE_KIB, COMMAND_CACHE_KIB = 512, 8_192
"""What a connection to a SQLite file remembers of it: one that requests use, and a command's."""
CHECKPOINT_PAGES = 8_000
"""After how many pages of its log, 32 MB, a command copies them to the SQLite file."""
IDLE_SECONDS = 120
"""How long PostgreSQL lets a transaction stand open in which nothing is asked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may do with the database."""

    statement_seconds: int
    """Longest statement on PostgreSQL; 0 for no limit."""
    kept_seconds: int
    """How long a connection is kept."""
    is_read_only: bool
    pooled: int = 0
    """Most connections to PostgreSQL that the threads of a process share; 0: one for each thread.
    Commands have one thread and no pool."""


def configured(database: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Return Django's settings for a database as its URL gives it."""
    engine = database["ENGINE"]
    if engine == SQLITE:
        kept = {"CONN_MAX_AGE": limits.kept_seconds}
        return {**database, **kept, "OPTIONS": _sqlite(database, limits)}
    if engine == POSTGRESQL:
        options = {**database.get("OPTIONS", {})}
        options.setdefault("connect_timeout", CONNECT_SECONDS)
        options["options"] = " ".join(filter(None, (options.get("options"), _session(limits))))
        kept = {"CONN_MAX_AGE": limits.kept_seconds, "CONN_HEALTH_CHECKS": True}
        if limits.pooled and limits.statement_seconds:
            kept["CONN_MAX_AGE"] = 0  # a thread gives its connection back after each request
            options["pool"] = _pool(limits)
        return {**database, **kept, "OPTIONS": options}
    raise ImproperlyConfigured(
        f"DATABASE_URL names {engine}. Use sqlite:///path or postgresql://user@host/name"
    )


def _pool(limits: Limits) -> dict[str, Any]:
    """How a process' threads share connections: who finds none free waits, and then gives up."""
    return {
        "min_size": 0,
        "max_size": limits.pooled,
        "timeout": CONNECT_SECONDS,
        "max_idle": limits.kept_seconds,
        "max_waiting": WAITING * limits.pooled,
        "reconnect_timeout": CONNECT_SECONDS,
    }


def _sqlite(database: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """A file that cannot be written is read; a write then says so, and nothing else fails."""
    path = Path(str(database["NAME"]))
    is_read_only = limits.is_read_only or (path.is_file() and not os.access(path, os.W_OK))
    journal = "query_only=ON" if is_read_only else "journal_mode=WAL"
    # Every thread keeps a connection, and the system keeps what they read. A command is alone, and
    # an import writes much in one transaction.
    memory = f"cache_size=-{CACHE_KIB}"
    if limits.statement_seconds == 0:
        memory = f"cache_size=-{COMMAND_CACHE_KIB}; PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}"
    return {
        "transaction_mode": "DEFERRED" if is_read_only else "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA {journal}; PRAGMA synchronous=NORMAL; PRAGMA {memory}",
    }


def _session(limits: Limits) -> str:
    """PostgreSQL's settings for each connection, as it takes them at its start."""
    values = {
        "statement_timeout": f"{limits.statement_seconds}s",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    if limits.statement_seconds == 0:  # a command: it may wait and work as long as it takes
        values = {}
    values["jit"] = "off"  # compiling a search takes longer than answering it
    if limits.is_read_only:
        values["default_transaction_read_only"] = "on"
    return " ".join(f"-c {name}={value}" for name, value in values.items())
