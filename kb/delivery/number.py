"""The number of a request, by which its answer, its log lines and its error page are told."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from itertools import count
from typing import Any

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


def number_of(environ: Mapping[str, Any]) -> str:
    """Return a request's number: as a proxy of ours gave it, if well formed, or else a new one."""
    given: str | None = environ.get("HTTP_X_REQUEST_ID")
    return given if given and WELL_FORMED.fullmatch(given) else _SOURCE()


class Source:
    """New numbers: chance tells processes apart, counting the requests of one.

    They are no secrets and need not be hard to guess; drawing lots for each would cost as much as
    answering from memory does.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin another series; a process that was forked off must not go on with its parent's."""
        self._series = secrets.token_hex(10)
        self._next = count(1).__next__

    def __call__(self) -> str:
        return f"{self._series}{self._next():012x}"


_SOURCE = Source()
os.register_at_fork(after_in_child=_SOURCE.begin)
