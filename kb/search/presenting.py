"""From ranked groups to what a page shows; reads the texts of the shown passages only."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from kb.document.tree import TIERS
from kb.search.engines.base import Candidate
from kb.search.query import Query
from kb.search.ranking import Scored
from kb.search.results import Group, Hit
from kb.search.snippets import LONGEST_SCANNED, Highlighter

HITS_SHOWN = 4
"""Most passages shown of one article."""


class _Shown(NamedTuple):
    """What is shown of a passage."""

    tier: str
    anchor: str
    heading: str
    title: str
    url: str
    review_state: str
    subject: str
    text: str


_SHOWN = ", ".join(_Shown._fields[:-1])


def present(
    groups: Sequence[Scored], highlighter: Highlighter, query: Query, today: datetime.date
) -> tuple[Group, ...]:
    """Return groups as shown, in one query to the database."""
    ids = [one.id for group in groups for one in group.passages[:HITS_SHOWN]]
    if not ids:
        return ()
    passages = _passages(ids, [group.passages[0].id for group in groups])
    shown = (_group(group, passages, highlighter, query, today) for group in groups)
    return tuple(group for group in shown if group is not None)


def _passages(ids: Sequence[int], firsts: Sequence[int]) -> dict[int, _Shown]:
    """Return what is shown of passages, with the texts of those that are their groups' first."""
    sql = (
        f"SELECT id, {_SHOWN}, CASE WHEN id IN ({_listed(firsts)}) "  # noqa: S608
        f"THEN substr(body, 1, {LONGEST_SCANNED}) ELSE '' END "
        f"FROM search_passage WHERE id IN ({_listed(ids)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {pk: _Shown(*values) for pk, *values in cursor.fetchall()}


def _listed(ids: Sequence[int]) -> str:
    """Return numbers of passages as SQL: numbers only, so nothing can be smuggled in."""
    return ", ".join(map("{:d}".format, ids))


def _group(
    group: Scored,
    passages: dict[int, _Shown],
    highlighter: Highlighter,
    query: Query,
    today: datetime.date,
) -> Group | None:
    found = [one for one in group.passages[:HITS_SHOWN] if one.id in passages]
    if not found:  # withdrawn between two queries
        return None
    best = passages[found[0].id]
    tiers = {one.tier for one in group.passages}
    named = group.named
    is_whole = named is not None and query.coverage(named.span.start, named.span.end) == 1.0
    return Group(
        kind=group.kind,
        key=group.key,
        title=best.title,
        marked_title=highlighter.marked(best.title),
        url=best.url.partition("#")[0],
        hits=tuple(
            _hit(one, passages[one.id], highlighter, is_first=place == 0)
            for place, one in enumerate(found)
        ),
        more=len(group.passages) - len(found),
        tiers=tuple(tier for tier in TIERS if tier in tiers),
        why=named.why if named else "",
        review_state=_state(best, found[0], today),
        subject=best.subject,
        is_best_bet=is_whole and named is not None and named.is_exact,
        score=group.score,
    )


def _hit(one: Candidate, passage: _Shown, highlighter: Highlighter, *, is_first: bool) -> Hit:
    snippet = highlighter.snippet(passage.text) if is_first else SafeString("")
    return Hit(passage.tier, passage.anchor, passage.heading, passage.url, snippet, one.score)


def _state(passage: _Shown, one: Candidate, today: datetime.date) -> str:
    if passage.review_state == "reviewed" and one.review_due and one.review_due < today:
        return "overdue"
    return passage.review_state
