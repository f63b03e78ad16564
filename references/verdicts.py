"""Finding what was said of a reference that someone checked in other words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from kb.among import Among
from kb.document.citation_identity import Work, likeness
from references.columns import author_year, title_key
from references.models import Quotation

SAME_QUOTATION = 0.85
"""From this similarity on, a verdict on one wording holds for another."""
_MOST_CANDIDATES = 300


class Verdicts:
    """Checked quotations that may speak of some works."""

    def __init__(self, rows: Iterable[Quotation]) -> None:
        self._rows = [(Work(row.csl), row) for row in rows]

    @classmethod
    def like(cls, works: Iterable[Work]) -> Verdicts:
        """Return those whose makers and year, or whose title, are those of a work: one query."""
        works = list(works)
        # Said of each side, for the index to find both.
        checked = Q(verdict__in=_CHECKED)
        makers = checked & Q(author_year__in=Among({author_year(work) for work in works} - {""}))
        titles = checked & Q(title_key__in=Among({title_key(work) for work in works} - {""}))
        rows: QuerySet[Quotation] = Quotation.objects.filter(makers | titles)
        return cls(rows.select_related("reference")[:_MOST_CANDIDATES])

    def best(self, work: Work) -> Quotation | None:
        """Return the quotation most like ``work``, if one is like enough."""
        scored = [(_likeness(work, given), row) for given, row in self._rows]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return best if score >= SAME_QUOTATION else None


_CHECKED = [value for value in Quotation.Verdict.values if value != Quotation.Verdict.UNCHECKED]


def _likeness(work: Work, given: Work) -> float:
    """Return how likely two wordings quote alike; a shortened title is forgiven if all else fits.

    First author, year, volume and first page agreeing leave no room for another work.
    """
    score = likeness(work, given)
    if score >= 0.5 and author_year(work) == author_year(given) != "" and _agree(work, given):
        return max(score, 0.9)
    return score


def _agree(work: Work, given: Work) -> bool:
    return all(
        _opening(work.csl, name) == _opening(given.csl, name) != "" for name in ("volume", "page")
    )


def _opening(csl: dict[str, Any], name: str) -> str:
    return str(csl.get(name) or "").split("-")[0].lower()
