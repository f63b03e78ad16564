"""What the API says of a record."""

from __future__ import annotations

from typing import Any

from kb.api.places import place
from kb.http import absolute
from kb.markup.citation_style import reference_html, reference_text
from references import indexing, reading
from references.models import Quotation, Reference

COLUMNS = (
    *("key", "type", "title", "authors", "container", "year", "doi", "pmid"),
    *("verification", "csl"),
)
"""The columns of records that :func:`row` reads."""


def row(record: Any) -> dict[str, Any]:
    """Return a record, or a row of its ``COLUMNS``, as lists show it."""
    return {
        "key": record.key,
        "url": absolute(f"/references/{record.key}/"),
        "api_url": place("references", record.key),
        "type": record.type,
        "title": record.title,
        "authors": record.authors,
        "container": record.container,
        "year": record.year,
        "doi": record.doi,
        "pmid": record.pmid,
        "verification": record.verification,
        "text": reference_text(record.csl),
        "csl": {"id": record.key, **record.csl},
    }


def detail(record: Reference) -> dict[str, Any]:
    """Return everything public of a record: three queries with its own."""
    return {
        **row(record),
        "digest": indexing.digest_of(record),
        "html": reference_html(record.csl),
        "verified_at": record.verified_at,
        "verified_by": record.verified_by_name or None,
        "verified_against": record.verified_against,
        "verification_note": record.verification_note,
        "quotations": [_quotation(each) for each in reading.quotations(record)],
        "cited_by": [_article(each) for each in reading.citing_articles(record)],
        "articles_url": place("articles") + f"?reference={record.key}",
        "files": {
            ending: absolute(f"/references/{record.key}.{ending}")
            for ending in ("bib", "ris", "json")
        },
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "raw": quotation.raw,
        "verdict": quotation.verdict,
        "wrong": quotation.wrong,
        "note": quotation.note,
        "see": quotation.see,
    }


def _article(article: reading.CitingArticle) -> dict[str, Any]:
    return {
        "article": article.slug,
        "title": article.title,
        "number": article.number,
        "url": absolute(article.url),
        "places": [
            {"tier": place.tier, "heading": place.heading or None, "url": absolute(place.url)}
            for place in article.places
        ],
    }
