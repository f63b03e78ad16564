"""Asking editors about pairs of records that may be one work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.among import Among
from kb.document.citation_identity import Work, likeness
from references.columns import author_year, title_key
from references.models import MergeProposal, Reference
from references.wanted import PERHAPS_SAME

_MOST_CANDIDATES = 300


@dataclass(frozen=True, slots=True)
class Like:
    """A record, as far as it is compared."""

    pk: int
    author_year: str
    title_key: str
    work: Work

    def names(self) -> list[str]:
        """Return what records are alike by: makers and year, the opening of the title."""
        names = (f"makers:{self.author_year}", f"title:{self.title_key}")
        return [name for name in names if not name.endswith(":")]


def candidates(works: Iterable[Work]) -> list[Like]:
    """Return the newest records of like makers or like titles: three queries."""
    works = list(works)
    found = {
        *_newest("author_year", {author_year(work) for work in works} - {""}),
        *_newest("title_key", {title_key(work) for work in works} - {""}),
    }
    newest = sorted(found)[-_MOST_CANDIDATES:]
    rows = Reference.objects.filter(pk__in=newest).order_by("-pk")
    return [
        Like(*names, Work(csl))
        for *names, csl in rows.values_list("pk", "author_year", "title_key", "csl")
    ]


def _newest(column: str, values: set[str]) -> list[int]:
    """Return the newest records of which a column has one of the values; its index knows them."""
    rows = Reference.objects.filter(**{f"{column}__in": Among(values)})
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:_MOST_CANDIDATES])


def propose(new: Sequence[Like], older: Sequence[Like]) -> None:
    """Ask an editor about every pair, of new records and older ones, that may be one work."""
    alike: dict[str, list[Like]] = {}
    for other in (*older, *new):
        for name in other.names():
            alike.setdefault(name, []).append(other)
    proposals = {}
    for record in new:
        others = {other.pk: other for name in record.names() for other in alike.get(name, ())}
        for other in others.values():
            if other.pk >= record.pk:
                continue
            score = likeness(record.work, other.work)
            if score >= PERHAPS_SAME:
                proposals[other.pk, record.pk] = MergeProposal(
                    first_id=other.pk,
                    second_id=record.pk,
                    score=score,
                    reason=_reason(record, other),
                )
    MergeProposal.objects.bulk_create(proposals.values(), ignore_conflicts=True)


def _reason(record: Like, other: Like) -> str:
    same = [
        label
        for label, agrees in (
            ("title", record.title_key == other.title_key),
            ("makers and year", record.author_year == other.author_year),
        )
        if agrees
    ]
    return f"Same {' and '.join(same)}; the rest is nearly alike."[:300]
