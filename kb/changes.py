"""The change feed's record: what the public was shown, in an order that never has gaps.

Numbers are given out under the lock of the site-state row, which is held until the transaction
commits: whoever has read up to a number has read everything up to it, and what is rolled back
leaves no hole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kb.among import Among
from kb.models import Change, SiteState
from kb.rows import insert

ARTICLE, REFERENCE, TERM = KINDS = ("article", "reference", "term")
SUBJECTS = {
    ARTICLE: (Change.Kind.PUBLISHED, Change.Kind.WITHDRAWN),
    TERM: (Change.Kind.TERM,),
    REFERENCE: (Change.Kind.REFERENCE,),
}
BATCH = 500
_COLUMNS = ("number", "kind", "key", "version", "significance", "digest", "renamed_to", "at")


@dataclass(frozen=True, slots=True)
class Fact:
    """What the public is shown of one record from now on."""

    key: str
    digest: str = ""
    """Of the record; empty when it is gone."""
    version: int | None = None
    significance: str = ""
    renamed_to: str = ""
    """The key under which a record that is gone is found now."""


def record(subject: str, facts: Iterable[Fact]) -> None:
    """Add facts to the feed, inside the transaction that makes them true.

    Left out is what nobody was ever shown going, and a term or reference that reads as before. An
    article shown anew in the same version has no significance: its words are the same.
    """
    waiting = list(facts)
    for start in range(0, len(waiting), BATCH):
        _write(subject, waiting[start : start + BATCH])


@transaction.atomic
def mend(subject: str, facts: Iterable[Fact]) -> int:
    """Tell what the feed does not know of, given all that is shown; return how much that was.

    For a site older than the feed, or changed behind its back.
    """
    _lock()
    news = untold(subject, facts)
    record(subject, news)
    return len(news)


def untold(subject: str, facts: Iterable[Fact]) -> list[Fact]:
    """Return what the feed does not know of, given all that is shown: first what is gone."""
    shown = {fact.key: fact for fact in facts}
    rows = Change.objects.filter(kind__in=SUBJECTS[subject]).order_by("number")
    known = dict(rows.values_list("key", "digest"))
    gone = [Fact(key) for key, digest in known.items() if digest and key not in shown]
    return [*gone, *(fact for key, fact in shown.items() if known.get(key, "") != fact.digest)]


def last_number() -> int:
    """Return the number of the last change, 0 before any."""
    return SiteState.objects.filter(pk=1).values_list("changes", flat=True).first() or 0


def digest_of(data: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a value as JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic(savepoint=False)
def _write(subject: str, facts: Sequence[Fact]) -> None:
    last = _lock()
    known = _latest(subject, [fact.key for fact in facts])
    news = [fact for fact in facts if _is_news(subject, fact, known.get(fact.key))]
    if not news:
        return
    SiteState.objects.filter(pk=1).update(changes=F("changes") + len(news))
    now = timezone.now()
    rows = [_row(subject, fact, known.get(fact.key)) for fact in news]
    numbered = [(number, *row, now) for number, row in enumerate(rows, last + 1)]
    insert(Change, _COLUMNS, numbered)


def _row(subject: str, fact: Fact, before: Change | None) -> tuple[Any, ...]:
    """Return the columns of a fact between its number and its moment."""
    kind = SUBJECTS[subject][0 if fact.digest else -1]
    significance = _significance(fact, before)
    return (kind, fact.key, fact.version, significance, fact.digest, fact.renamed_to)


def _lock() -> int:
    """Keep all others from writing changes until the commit; return the last number."""
    state, _ = SiteState.objects.select_for_update().get_or_create(pk=1)
    return state.changes


def _latest(subject: str, keys: Sequence[str]) -> dict[str, Change]:
    rows = Change.objects.filter(kind__in=SUBJECTS[subject], key__in=Among(keys))
    return {row.key: row for row in rows.order_by("number")}


def _is_news(subject: str, fact: Fact, before: Change | None) -> bool:
    if not fact.digest:
        return before is not None and bool(before.digest)
    return subject == ARTICLE or before is None or before.digest != fact.digest


def _significance(fact: Fact, before: Change | None) -> str:
    is_shown_anew = before is not None and before.digest and before.version == fact.version
    return "" if is_shown_anew else fact.significance
