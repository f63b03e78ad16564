"""What a search server has yet to be told: kept in the database until it was told.

Changes are noted in the transaction that makes them and sent right after it. A server that does
not answer stops no publishing: what it missed is sent with the next change, or by
``rebuild_search --repair``.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import groupby

from django.conf import settings
from django.db import transaction

from kb.search.engines.http import EngineDown
from kb.search.models import Pending

logger = logging.getLogger(__name__)

MOST = 500
"""Things sent together."""
_held = False


def note(kind: str, keys: Collection[str]) -> None:
    """Note that things of one kind have changed, to be sent once the change is committed."""
    if not settings.SEARCH_URL or not keys:
        return
    Pending.objects.bulk_create([Pending(kind=kind, key=key) for key in keys])
    if not _held:
        after_commit()


def after_commit() -> None:
    """Send what is noted as soon as the transaction is committed."""
    transaction.on_commit(send)


def send() -> bool:
    """Tell the server what is noted; return whether nothing is left."""
    from kb.search.engines.opensearch import configured_engine

    server = configured_engine()
    if server is None:
        return True
    try:
        while rows := list(Pending.objects.order_by("kind", "id")[:MOST]):
            for kind, group in groupby(rows, key=lambda row: row.kind):
                server.update(kind, sorted({row.key for row in group}))
            Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
    except EngineDown as error:
        logger.warning("The search server was not told of changes (%s).", error)
        return False
    return True


@contextmanager
def held() -> Iterator[None]:
    """Note changes, but send none meanwhile: whoever makes the index anew sends them all."""
    global _held
    _held = True
    try:
        yield
    finally:
        _held = False


def clear(last: int) -> None:
    """Forget what was noted up to a number, since the index was made anew after it."""
    Pending.objects.filter(pk__lte=last).delete()


def last_number() -> int:
    """Return the number of the latest note; 0 if there is none."""
    return Pending.objects.order_by("-id").values_list("id", flat=True).first() or 0
