"""Which terms the articles of a topic use: a small table, for the glossary to count by.

It says nothing that uses and listings do not say together, but those are as many as there are
sections. It is written where they are, once the change feed's lock is held: who takes a topic's
last use of a term away and who adds one then wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, TermTopic, TermUse
from kb.rows import insert

Pair = tuple[int, int]
"""The ids of a term and a topic."""


def pairs_of(articles: Sequence[Article]) -> set[Pair]:
    """Return the terms that articles use, with each of their listings' topics."""
    return _pairs(TermUse.objects.filter(article__in=articles))


def _pairs(uses: QuerySet[TermUse]) -> set[Pair]:
    met = uses.filter(article__listing__topics__isnull=False).order_by()
    return set(met.values_list("term", "article__listing__topics").distinct())


def settle(before: set[Pair], now: set[Pair]) -> None:
    """Write down that some articles had the pairs ``before`` and have others now."""
    insert(TermTopic, ("term_id", "topic_id"), sorted(now - before), ignore_conflicts=True)
    gone = before - now
    if gone:
        terms, topics = zip(*gone, strict=True)
        _drop_unused(TermTopic.objects.filter(term__in=terms, topic__in=topics))


def _drop_unused(rows: QuerySet[TermTopic]) -> None:
    """Take out those rows whose topic has no article that uses the term."""
    uses = TermUse.objects.filter(term=OuterRef("term"), article__listing__topics=OuterRef("topic"))
    unused = rows.filter(~Exists(uses)).values_list("pk", flat=True)
    TermTopic.objects.filter(pk__in=list(unused)).delete()


def mend() -> None:
    """Make the table what uses and listings say, as after a version that did not know it."""
    with transaction.atomic():
        kept, met = _kept(), _pairs(TermUse.objects.all())
        settle(kept - met, met - kept)


def differing() -> set[Pair]:
    """Return the pairs that stand in the table and are not met, or the other way round."""
    return _kept() ^ _pairs(TermUse.objects.all())


def _kept() -> set[Pair]:
    return set(TermTopic.objects.values_list("term", "topic"))
