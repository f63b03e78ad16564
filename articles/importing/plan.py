"""What importing a document would do: the tree against the database. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

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


@dataclass(frozen=True, slots=True)
class Plan:
    """The decision on one document."""

    status: Status
    article: Article | None = None
    reason: str = ""


def known(fingerprints: Iterable[Fingerprint]) -> dict[Fingerprint | None, Source]:
    """Return the sources that already hold these very bytes and facts: one query.

    A source that a newer one superseded does not count: its return is a change.
    """
    rows = (
        Source.objects.filter(sha256__in={fingerprint.sha256 for fingerprint in fingerprints})
        .exclude(state=Source.State.SUPERSEDED)
        .select_related("article")
        .defer("content", "document")
    )
    return {Fingerprint(row.sha256, row.facts_sha256): row for row in rows}


def plan(reading: Reading, slugs_of_run: dict[str, str]) -> Plan:
    """Decide what importing ``reading`` means.

    ``slugs_of_run`` maps the addresses that documents of this run asked for to their files, so
    that two files asking for one address are told apart.
    """
    document = reading.parsed.document
    if document.slug:
        other = slugs_of_run.setdefault(document.slug, str(reading.path))
        if other != str(reading.path):
            return Plan("refused", reason=f"{other} asks for the address “{document.slug}” too.")
    article = _by_slug(document.slug) or _by_source(reading)
    if article is None:
        return Plan("created")
    return Plan("pending" if is_edited(article) else "updated", article)


def is_edited(article: Article) -> bool:
    """Whether the working copy differs from what was last imported into it."""
    source = article.sources.filter(state=Source.State.CURRENT).only("document_digest").first()
    if source is None:
        return True
    return source.document_digest != content_digest(working_document(article))


def _by_slug(slug: str) -> Article | None:
    if not slug:
        return None
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        former = FormerSlug.objects.filter(slug=slug).select_related("article").first()
        article = former.article if former else None
    return article


def _by_source(reading: Reading) -> Article | None:
    """Find the article by the file's bytes, else by its name if the text is much the same."""
    sources = Source.objects.filter(state=Source.State.CURRENT).select_related("article")
    same = sources.filter(sha256=reading.sha256).first()
    if same is not None:
        return same.article
    for source in sources.filter(name=reading.name):
        if alike(reading.parsed.document, from_json(source.document)) >= SAME_ARTICLE:
            return source.article
    return None


def alike(one: Document, other: Document) -> float:
    """Share of three-word runs that two documents have in common, 0 to 1."""
    runs = [_runs(words(plain_document(document).casefold())) for document in (one, other)]
    smaller = min(len(run) for run in runs)
    return len(runs[0] & runs[1]) / smaller if smaller else 0.0


def _runs(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))
