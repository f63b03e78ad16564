"""Counting searches that found nothing, so that editors learn the words people have.

Nothing about who asked is kept. A search is counted under a keyed digest; its words are written
down only when it is asked for the third time, and only if it looks like a term: one to four words
of letters, no longer than sixty signs. Readers never wait for it: counts are gathered in memory and
written by a thread of their own, at most once a minute. Old rows go, and there is a limit to all.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import logging
import re
import threading
import time
from collections import Counter

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from kb.search.models import Unfound

logger = logging.getLogger(__name__)

ASKED_OFTEN = 3
"""Times a search must be asked before its words are kept."""
MOST_ROWS = 5_000
MOST_GATHERED = 500
KEPT_DAYS = 90
"""Days after which a search nobody repeated is forgotten, settled or not."""
PAUSE = 60.0
"""Seconds between two writes of one process."""
MOST_WORDS, LONGEST = 4, 60
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\d{0,2}")

_gathered: Counter[str] = Counter()
_lock = threading.Lock()
_written_at = 0.0


def note(text: str) -> None:
    """Count a search that found nothing, if it looks like a term."""
    asked = normal(text)
    if not settings.KB_COUNT_UNFOUND or not asked:
        return
    with _lock:
        if asked in _gathered or len(_gathered) < MOST_GATHERED:
            _gathered[asked] += 1
    if time.monotonic() - _written_at >= PAUSE:
        start_writing()


def normal(text: str) -> str:
    """Return a search as it is counted, or an empty text for one that is not.

    Addresses, numbers and sentences are none: they may say something of a person.
    """
    words = text.casefold().split()
    joined = " ".join(words)
    is_term = 0 < len(words) <= MOST_WORDS and all(map(_WORD.fullmatch, words))
    return joined if is_term and 2 < len(joined) <= LONGEST else ""


def start_writing() -> None:
    """Write what is gathered, in a thread of its own with a connection of its own."""
    global _written_at
    _written_at = time.monotonic()
    threading.Thread(target=_write_apart, name="unfound", daemon=True).start()


def _write_apart() -> None:
    try:
        write()
    except DatabaseError:  # busy, or away: the next time will do
        logger.info("Searches that found nothing were not written down.")
    finally:
        connection.close()


def write() -> None:
    """Write what is gathered, and forget what is old."""
    with _lock:
        gathered = dict(_gathered)
        _gathered.clear()
    today = timezone.localdate()
    with transaction.atomic():
        Unfound.objects.filter(last_day__lt=today - datetime.timedelta(KEPT_DAYS)).delete()
        known = Unfound.objects.in_bulk(map(_digest, gathered), field_name="digest")
        free = MOST_ROWS - Unfound.objects.count()
        for text, times in sorted(gathered.items()):
            row = known.get(_digest(text))
            if row is None:
                if free <= 0:
                    continue
                free -= 1
                row = Unfound(digest=_digest(text), first_day=today)
            row.count += times
            row.last_day = today
            row.text = text if row.count >= ASKED_OFTEN else ""
            row.save()


def _digest(text: str) -> str:
    """Return what a search is known again by; of no use without the site's key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def forget() -> None:
    """Drop what this process gathered."""
    with _lock:
        _gathered.clear()
