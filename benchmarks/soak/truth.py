"""What every page must show, what was answered, and what of it was wrong."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import Counter

SEEN_WITHIN = 1.0
"""Seconds after a publish within which every worker must show it."""
MARK = re.compile(r"revision number (\d+)\b")


def revision_in(text: str) -> int | None:
    """Return the revision that a page says it shows."""
    found = MARK.search(text)
    return int(found[1]) if found else None


class Truth:
    """Published revisions by article, the digests of their pages, and the faults found."""

    def __init__(self, slugs: list[str]) -> None:
        self._lock = threading.Lock()
        self._published: dict[str, list[tuple[int, float]]] = {slug: [(0, 0.0)] for slug in slugs}
        self._attempted = dict.fromkeys(slugs, 0)
        self._digests: dict[tuple[str, int], str] = {}
        self._excused_until = 0.0
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self.edits: dict[str, int] = {}
        """The last edit of each article that was acknowledged as saved."""

    def publishing(self, slug: str, number: int) -> None:
        """From now on readers may see this revision."""
        with self._lock:
            self._attempted[slug] = max(self._attempted[slug], number)

    def published(self, slug: str, number: int) -> None:
        """Soon readers must see this revision, or a later one."""
        with self._lock:
            self._published[slug].append((number, time.monotonic()))

    def saved(self, slug: str, number: int) -> None:
        """An edit was acknowledged."""
        with self._lock:
            self.edits[slug] = number

    def check_page(self, slug: str, asked: float, body: bytes) -> None:
        """Check the page of an article that was asked for at a moment."""
        number = revision_in(body.decode(errors="replace"))
        with self._lock:
            due = [n for n, at in self._published[slug] if at < asked - SEEN_WITHIN]
            highest = self._attempted[slug]
        if number is None or not max(due) <= number <= highest:
            self.fault(f"{slug} showed revision {number}, not {max(due)} to {highest}")
            return
        digest = hashlib.sha256(body).hexdigest()
        with self._lock:
            known = self._digests.setdefault((slug, number), digest)
        if known != digest:
            self.fault(f"{slug} showed revision {number} with other bytes than before")

    def digest_of(self, slug: str, number: int) -> str | None:
        """Return the digest of a page as readers saw it."""
        return self._digests.get((slug, number))

    def excuse(self, seconds: float) -> None:
        """For some seconds 503 is the right answer: the database is away."""
        with self._lock:
            self._excused_until = max(self._excused_until, time.monotonic() + seconds)

    def answered(self, kind: str, status: int, asked: float, retry: str | None) -> None:
        """Count an answer; a 5xx is a fault unless it is a clean 503 while the database is away."""
        self.answers[f"{kind} {status}"] += 1
        if status < 500:
            return
        is_excused = asked < self._excused_until
        if status != 503 or not retry or not is_excused:
            self.fault(f"{kind} was answered {status}{'' if is_excused else ' for no reason'}")

    def fault(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)
