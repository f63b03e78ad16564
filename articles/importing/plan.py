"""What importing documents would do: the trees against the database. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from articles.document import content_digest, working_document
from articles.importing.reading import Fingerprint, Reading
from articles.models import Article, FormerSlug, Source
from kb.document.codec import from_json
from kb.document.text import words
from kb.document.tree import Document
from kb.markup.text import plain_document

Status: TypeAlias = Literal["created", "updated", "unchanged", "pending", "refused"]

SAME_ARTICLE = 0.2
"""Share of common three-word runs above which a file of a known name is the same document."""
MOST_NAMESAKES = 5
"""Sources of the same file name that a document is compared with, those of its folder first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision on one document."""

    status: Status
    article: Article | None = None
    reason: str = ""


class Known(NamedTuple):
    """A source that holds a file's very bytes, and what a report says of its article."""

    id: int
    sha256: str
    facts_sha256: str
    layout: str
    report: dict[str, dict[str, int]]
    article_id: int
    slug: str
    title: str
    title_source: str
    is_waiting: bool
    """Whether the article was never published nor withdrawn."""


_KNOWN = (
    "id",
    "sha256",
    "facts_sha256",
    "layout",
    "report",
    "article",
    "article__slug",
    "article__title",
    "article__title_source",
)


def known(fingerprints: Iterable[Fingerprint]) -> dict[Fingerprint, Known]:
    """Return the sources that already hold these very bytes and facts: one query.

    A source that a newer one superseded does not count: its return is a change.
    """
    rows = (
        Source.objects.filter(sha256__in={fingerprint.sha256 for fingerprint in fingerprints})
        .exclude(state=Source.State.SUPERSEDED)
        .order_by("imported_at", "id")
        .values_list(*_KNOWN, "article__published", "article__withdrawn_at")
    )
    found = (
        Known(*values, is_waiting=published is None and withdrawn is None)
        for *values, published, withdrawn in rows
    )
    return {Fingerprint(one.sha256, one.facts_sha256): one for one in found}


def plan_many(readings: Sequence[Reading], slugs_of_run: dict[str, str]) -> list[Plan]:
    """Decide what importing each document means, for readings of different names and slugs.

    ``slugs_of_run`` maps the addresses that documents of this run asked for to their files, so
    that two files asking for one address are told apart.
    """
    lookup = _Lookup(readings)
    return [_plan(reading, lookup, slugs_of_run) for reading in readings]


def _plan(reading: Reading, lookup: _Lookup, slugs_of_run: dict[str, str]) -> Plan:
    slug = reading.parsed.document.slug
    if slug:
        other = slugs_of_run.setdefault(slug, str(reading.path))
        if other != str(reading.path):
            return Plan("refused", reason=f"{other} asks for the address “{slug}” too.")
    article = lookup.article(reading)
    if article is None:
        return Plan("created")
    return Plan("pending" if is_edited(article) else "updated", article)


def is_edited(article: Article) -> bool:
    """Whether the working copy differs from what was last imported into it."""
    source = article.sources.filter(state=Source.State.CURRENT).only("document_digest").first()
    if source is None:
        return True
    return source.document_digest != content_digest(working_document(article))


class _Lookup:
    """Finds the articles of documents; what all of them may ask is read in four queries."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        slugs = {slug for reading in readings if (slug := reading.parsed.document.slug)}
        former = FormerSlug.objects.filter(slug__in=slugs).values_list("slug", "article")
        self._by_slug: dict[str, int] = dict(former) if slugs else {}
        if slugs:
            rows = Article.objects.filter(slug__in=slugs).values_list("slug", "id")
            self._by_slug |= dict(rows)
        current = Source.objects.filter(state=Source.State.CURRENT)
        same = current.filter(sha256__in={reading.sha256 for reading in readings})
        self._by_sha256 = dict(same.order_by("imported_at", "id").values_list("sha256", "article"))
        named = current.filter(name__in={reading.name for reading in readings})
        self._by_name: dict[str, list[tuple[str, int, int]]] = {}
        for name, *source in named.values_list("name", "folder", "id", "article"):
            self._by_name.setdefault(name, []).append(tuple(source))

    def article(self, reading: Reading) -> Article | None:
        """Find the article by slug, by the file's bytes, else by its name and much of its text."""
        found = self._by_slug.get(reading.parsed.document.slug)
        found = found or self._by_sha256.get(reading.sha256) or self._namesake(reading)
        return Article.objects.get(pk=found) if found else None

    def _namesake(self, reading: Reading) -> int | None:
        folder = str(reading.path.parent.absolute())
        sources = self._by_name.get(reading.name, [])
        nearest = sorted(sources, key=lambda source: (source[0] != folder, -source[1]))
        for _, pk, article in nearest[:MOST_NAMESAKES]:
            other = from_json(Source.objects.values_list("document", flat=True).get(pk=pk))
            if alike(reading.parsed.document, other) >= SAME_ARTICLE:
                return article
        return None


def alike(one: Document, other: Document) -> float:
    """Share of three-word runs that two documents have in common, 0 to 1."""
    runs = [_runs(words(plain_document(document).casefold())) for document in (one, other)]
    smaller = min(len(run) for run in runs)
    return len(runs[0] & runs[1]) / smaller if smaller else 0.0


def _runs(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))
