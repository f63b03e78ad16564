"""What the article page's template shows, from the one row a page is read from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.safestring import mark_safe

from articles import review
from articles.citing import citation
from articles.jsonld import article_page, reading_of
from articles.models import Rendering
from kb import qr
from kb.document.tree import TIERS
from kb.http import absolute
from kb.jsonld import script
from kb.markup.citation_style import reference_html


def article_context(rendering: Rendering, today: date) -> dict[str, Any]:
    """Return the template's values for one tier of a published article."""
    page = rendering.page
    path = f"/articles/{page['slug']}/{page['tier']}/"
    permalink = absolute(f"/articles/{page['slug']}/versions/{page['version']}/")
    published = review.as_date(page.get("published_at"))
    return {
        "page": page,
        "body": mark_safe(rendering.html),  # noqa: S308 - written from the tree, escaped
        "address": absolute(path),
        "permalink": permalink,
        "qr": qr_code(permalink),
        "tiers": tier_links(page),
        "plain": hand_over(page),
        "reading": reading_of(page),
        "counterparts": json.dumps(page.get("counterparts", {}), separators=(",", ":")),
        "review": review_facts(page, today),
        "published": published,
        "first_published": review.as_date(page.get("first_published_at")),
        "imported": review.as_date((page.get("source") or {}).get("imported_at")),
        "verified": verification_words(page.get("verification_counts") or {}),
        "cite": cite_facts(page["slug"], page["title"], page["version"], published, today),
        "jsonld": script(article_page(page, today)),
    }


def cite_facts(
    slug: str, title: str, number: int, published: date | None, today: date
) -> dict[str, str]:
    """Return a version's citation in words, and where the files of it are."""
    item = citation(slug, title, number, published or today, today)
    html = reference_html(item)
    return {
        "html": mark_safe(html),  # noqa: S308 - written from the tree, escaped
        "files": f"/articles/{slug}/versions/{number}/cite",
    }


def qr_code(address: str) -> dict[str, Any] | None:
    """Return the QR code of an address for print; None for one too long to be scanned with ease."""
    try:
        size, path = qr.svg_path(address)
    except qr.TooLong:
        return None
    return {"size": size, "path": path, "box": f"-4 -4.5 {size + 8} {size + 8}"}


def hand_over(page: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return where a professional's patient finds the same in plain words; None if nowhere."""
    path = f"/articles/{page['slug']}/fundamentals/"
    has_plain = any(tier["tier"] == "fundamentals" for tier in page.get("tiers", ()))
    if page["tier"] != "academic" or not has_plain:
        return None
    return {"path": path, "qr": qr_code(absolute(path))}


def tier_links(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tiers of a stored page, each with its depth and whether it is the one shown."""
    return [
        {**tier, "depth": TIERS.index(tier["tier"]) + 1, "is_current": tier["tier"] == page["tier"]}
        for tier in page.get("tiers", ())
    ]


def review_facts(page: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the review state with its dates and the reviewer's name."""
    at, due = page.get("reviewed_at"), page.get("review_due")
    return {
        "state": review.state(at, due, today),
        "at": review.as_date(at),
        "due": review.as_date(due),
        "by": page.get("reviewed_by") or "",
    }


def verification_words(counts: Mapping[str, int]) -> str:
    """Return in words how many references were checked against a record of the work."""
    total = counts.get("total", 0)
    if not total:
        return "No references"
    checked = counts.get("verified", 0) + counts.get("corrected", 0)
    words = [f"{checked} of {total} verified"]
    if counts.get("not-found"):
        words.append(f"{counts['not-found']} not found")
    if counts.get("retracted"):
        words.append(f"{counts['retracted']} retracted")
    return ", ".join(words)
