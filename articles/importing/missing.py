"""Files that were imported before and are gone: reported, and nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q

from articles.models import ImportFinding, Source
from kb.document.findings import Finding

CODE = "source-missing"


class Missing(NamedTuple):
    """A current source of which the file is no longer in its folder."""

    source_id: int
    article_id: int
    path: str
    slug: str
    is_new: bool
    """Whether no earlier import has told of it."""

    @property
    def finding(self) -> Finding:
        """What an editor is told."""
        said = f"The file of the article “{self.slug}” is no longer there; the article stays."
        return Finding(CODE, 0, excerpt=self.path, message=said)


def missing_sources(folders: Collection[Path], met: Collection[int]) -> Iterator[Missing]:
    """Yield the sources that lay in ``folders`` or below and have no file there now.

    ``met`` holds the sources whose bytes were met in this run, if under another name.
    """
    for folder in sorted({str(folder.absolute()) for folder in folders}):
        below = Q(folder=folder) | Q(folder__startswith=f"{folder.rstrip('/')}/")
        rows = Source.objects.filter(below, state=Source.State.CURRENT).order_by("folder", "name")
        gone = [
            row
            for row in rows.values_list("id", "article", "folder", "name", "article__slug")
            if row[0] not in met and not Path(row[2], row[3]).exists()
        ]
        told = _told([row[0] for row in gone])
        for pk, article, place, name, slug in gone:
            yield Missing(pk, article, f"{place}/{name}", slug, pk not in told)


def _told(sources: Collection[int]) -> set[int]:
    findings = ImportFinding.objects.filter(code=CODE, source__in=sources)
    return set(findings.values_list("source", flat=True)) if sources else set()
