"""What the site's state is now, asked as cheaply as the database allows.

A state is named by a token; what was made under one token may be given while it is the present
one. Besides the site's counter the date is part of it: a review becomes overdue, and a citation
says when it was read, without anybody publishing anything.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from kb.delivery.wal_index import HEAD, head_of

logger = logging.getLogger(__name__)

QUERY = "SELECT counter FROM kb_sitestate WHERE id = 1"
INTERVAL = 0.5
"""Seconds for which a state read from PostgreSQL is believed."""
PATIENCE = 2
"""Seconds to wait for a connection."""


class Token(NamedTuple):
    """The name of one state of the site."""

    counter: int
    database: tuple[int, int]
    """Which database: one put in another's place is another, whatever its counter says."""
    dates: tuple[int, int]


class States(Protocol):
    """Knows the site's present state."""

    def current(self) -> Token | None:
        """Return the token of the present state; None if it cannot be known."""

    def expire(self) -> None:
        """Look again before the next answer: something may just have been changed here."""


class Dates:
    """Today's date, here and in UTC; computed when one of them changes."""

    def __init__(self, zone: str) -> None:
        self._zones = (ZoneInfo(zone), UTC)
        self._known = (0.0, 0.0, (0, 0))

    def today(self) -> tuple[int, int]:
        """Return both dates as ordinals."""
        now = time.time()
        begun, ends, dates = self._known
        if not begun <= now < ends:
            self._known = begun, ends, dates = self._read(now)
        return dates

    def _read(self, now: float) -> tuple[float, float, tuple[int, int]]:
        local, utc = (datetime.fromtimestamp(now, zone) for zone in self._zones)
        ends = min(_midnight_after(moment).timestamp() for moment in (local, utc))
        return now, ends, (local.toordinal(), utc.toordinal())


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), clock_time.min, moment.tzinfo)


class NoStates:
    """For a database that nobody can look into from aside: nothing is ever remembered."""

    def current(self) -> Token | None:
        return None

    def expire(self) -> None:
        pass


# --- SQLite ---------------------------------------------------------------------------------


class _Watch:
    """One thread's connection, with what it saw last."""

    def __init__(self, path: str) -> None:
        self.file = _file_of(path)
        address = f"file:{quote(path)}?mode=ro"
        self._connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE
        )
        self._cursor = self._connection.cursor()
        self._version = -1
        self._token = Token(0, self.file, (0, 0))
        self._read()
        self._head = head_of(path, self._connection)
        self._seen: bytes | None = None

    def token(self, dates: tuple[int, int]) -> Token:
        """Return the present state, read anew only if anybody has written anything.

        While nothing changes it is the same object, which is quickly told from another.
        """
        # Before reading: what is committed meanwhile is then seen at the next look.
        seen = self._head[:HEAD] if self._head is not None else None
        if seen is None or seen != self._seen:
            self._read()
            self._seen = seen
        if dates != self._token.dates:
            self._token = self._token._replace(dates=dates)
        return self._token

    def _read(self) -> None:
        (version,) = self._cursor.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            row = self._cursor.execute(QUERY).fetchone()
            self._token = self._token._replace(counter=row[0] if row else 0)
            self._version = version

    def close(self) -> None:
        self._connection.close()


class SqliteStates:
    """Exact at every request: that another connection has committed is seen in memory, or asked."""

    def __init__(self, path: str, dates: Dates) -> None:
        self._path = path
        self._dates = dates
        self._local = threading.local()

    def current(self) -> Token | None:
        try:
            return self._watch().token(self._dates.today())
        except (sqlite3.Error, OSError) as error:
            logger.warning("The site's state cannot be read: %s", error)
            self._forget()
            return None

    def expire(self) -> None:
        pass

    def _watch(self) -> _Watch:
        watch: _Watch | None = getattr(self._local, "watch", None)
        if watch is not None and time.monotonic() < self._local.checked + 1:
            return watch
        if watch is None or watch.file != _file_of(self._path):
            self._forget()
            watch = self._local.watch = _Watch(self._path)
        self._local.checked = time.monotonic()
        return watch

    def _forget(self) -> None:
        watch: _Watch | None = self._local.__dict__.pop("watch", None)
        if watch is not None:
            watch.close()


def _file_of(path: str) -> tuple[int, int]:
    facts = os.stat(path)  # noqa: PTH116 - once a second, of a plain path
    return facts.st_dev, facts.st_ino


# --- PostgreSQL -----------------------------------------------------------------------------


class PolledStates:
    """Believes what it read for half a second, whatever the number of requests and threads.

    What the process itself changes is seen at the next request.
    """

    def __init__(
        self, read: Callable[[], int], dates: Dates, *, interval: float = INTERVAL
    ) -> None:
        """``read`` returns the site's counter, or raises."""
        self._read = read
        self._dates = dates
        self._interval = interval
        self._lock = threading.Lock()
        self._believed_until = 0.0
        self._counter: int | None = None

    def current(self) -> Token | None:
        if time.monotonic() >= self._believed_until:
            self._look()
        counter = self._counter
        return None if counter is None else Token(counter, (0, 0), self._dates.today())

    def expire(self) -> None:
        self._believed_until = 0.0

    def _look(self) -> None:
        """Read the counter, once for all threads that find it too old."""
        with self._lock:
            begun = time.monotonic()
            if begun < self._believed_until:
                return
            # Set before reading: whoever lets it expire meanwhile is heard.
            self._believed_until = begun + self._interval
            try:
                self._counter = self._read()
            except Exception as error:  # whatever the driver raises: pages are then made anew
                logger.warning("The site's state cannot be read: %s", error)
                self._counter = None


class PostgresqlReader:
    """Reads the counter over a connection of its own, made again when it was lost."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        """``parameters`` are those of libpq."""
        self._parameters = {
            "connect_timeout": PATIENCE,
            "tcp_user_timeout": PATIENCE * 1000,
            "application_name": "strata-state",
            **parameters,
        }
        self._connection: Any = None

    def __call__(self) -> int:
        try:
            return self._ask()
        except Exception:
            if self._connection is None:  # it could not be made: trying again would not help
                raise
            self.close()
            return self._ask()

    def close(self) -> None:
        """Give the connection up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ask(self) -> int:
        if self._connection is None:
            import psycopg

            self._connection = psycopg.connect(
                **self._parameters, autocommit=True, prepare_threshold=None
            )
        row = self._connection.execute(QUERY).fetchone()
        return int(row[0]) if row else 0
