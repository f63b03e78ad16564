"""How many published articles each topic has: a number kept with the topic, for lists to show.

Like :mod:`articles.topic_terms`, it is written once the change feed's lock is held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest

from articles.models import Article, Listing, Topic

Sizes = Counter[int]
"""Numbers of articles by the id of their topic."""


def sizes_of(articles: Sequence[Article]) -> Sizes:
    """Return how many of these articles are listed under each topic."""
    ids = [article.pk for article in articles]
    listed = Listing.topics.through.objects.filter(listing__in=ids)
    return Counter(listed.values_list("topic", flat=True))


def settle(before: Sizes, now: Sizes) -> None:
    """Write down that some articles had topics as ``before`` and have others now.

    A number that a version without it left too low stops at nothing, and nobody's publishing.
    """
    for topic in sorted(before.keys() | now.keys()):
        if more := now[topic] - before[topic]:
            Topic.objects.filter(pk=topic).update(listed=Greatest(F("listed") + more, 0))


@transaction.atomic
def mend() -> None:
    """Make the numbers what lists say, as after a version that did not keep them."""
    settle(_kept(), _met())


def differing() -> bool:
    """Say whether any number kept is not what lists say."""
    return +_kept() != _met()


def _kept() -> Sizes:
    return Counter(dict(Topic.objects.values_list("pk", "listed")))


def _met() -> Sizes:
    rows = Listing.topics.through.objects.order_by().values_list("topic")
    return Counter(dict(rows.annotate(number=Count("pk"))))
