"""An answer as values: one feed, and an entry for each thing that answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles import review
from articles.citing import citation
from articles.identifiers import tag
from articles.infobutton import sections
from articles.infobutton.matching import Match
from articles.infobutton.parameters import Concept, KnowledgeRequest, Pairs
from articles.models import Rendering
from articles.tiers import LABELS
from glossary.linking import definitions_for
from glossary.models import Term
from kb.document.tree import TIERS
from kb.http import absolute
from kb.markup.citation_style import reference_text

LANGUAGE = "en"
ADDRESS = "/infobutton"
REVIEW_WORDS = {
    "unreviewed": "Not yet reviewed by a clinician.",
    "reviewed": "Reviewed by a clinician.",
    "overdue": "Reviewed by a clinician; the next review is overdue.",
}


@dataclass(frozen=True, slots=True)
class Category:
    """A scheme and a term: a request's parameter repeated, or a fact about an entry."""

    scheme: str
    term: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reader is sent."""

    rel: str
    href: str
    title: str
    type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article or term."""

    id: str
    title: str
    updated: datetime
    links: tuple[Link, ...]
    summary: str
    """HTML, escaped by construction."""
    categories: tuple[Category, ...]
    published: datetime | None = None
    citation: str = ""
    """How to cite what was found, in words."""
    provenance: str = ""
    """Which version it is, and who has checked it."""

    @property
    def why(self) -> str:
        """How it was found, for people."""
        return next(each.term for each in self.categories if each.scheme == _own("matched"))

    @property
    def summary_html(self) -> SafeString:
        """The summary, for a template to show as it is."""
        return mark_safe(self.summary)  # noqa: S308 - written by format_html


@dataclass(frozen=True, slots=True)
class Feed:
    """The answer to one request."""

    id: str
    subject: str
    updated: datetime
    self_url: str
    categories: tuple[Category, ...]
    entries: tuple[Entry, ...] = field(default=())

    @property
    def title(self) -> str:
        return settings.SITE_NAME

    @property
    def subtitle(self) -> str:
        return f"{self.subject}: what {settings.SITE_NAME} has" if self.subject else "No subject"


def build(request: KnowledgeRequest, matches: Sequence[Match], now: datetime) -> Feed:
    """Return the feed that answers ``request``; without matches it has no entries."""
    return Feed(
        id=request_tag(request.pairs),
        subject=", ".join(filter(None, map(_name, request.topics))),
        updated=now.astimezone(UTC).replace(microsecond=0),
        self_url=absolute(ADDRESS) + (f"?{urlencode(request.pairs)}" if request.pairs else ""),
        categories=tuple(Category(name, value) for name, value in request.pairs),
        entries=tuple(_entries(request, matches, now.date())),
    )


def request_tag(pairs: Pairs) -> str:
    """Return the tag of a request: the same for the same known parameters in any order."""
    digest = hashlib.sha256(json.dumps(sorted(pairs)).encode()).hexdigest()
    return tag(f"infobutton/{digest[:32]}")


def _name(topic: Concept) -> str:
    return topic.label or topic.text or topic.code


def _entries(request: KnowledgeRequest, matches: Sequence[Match], today: date) -> Iterator[Entry]:
    articles = _renderings((m.slug for m in matches if m.kind == "article"), request.tier)
    terms = Term.objects.public().in_bulk(
        [match.slug for match in matches if match.kind == "term"], field_name="slug"
    )
    shown = definitions_for([term.pk for term in terms.values()], request.tier)
    for match in matches:
        if match.kind == "article" and match.slug in articles:
            yield _article(match, articles[match.slug], request, today)
        elif match.kind == "term" and match.slug in terms:
            yield _term(match, terms[match.slug], shown)


def _renderings(slugs: Iterable[str], tier: str) -> Mapping[str, Rendering]:
    """Return each article at the tier asked for, or the nearest one it has."""
    away = {name: abs(TIERS.index(name) - TIERS.index(tier)) for name in TIERS}
    best: dict[str, Rendering] = {}
    for rendering in Rendering.objects.filter(slug__in=list(slugs)).defer("html"):
        kept = best.get(rendering.slug)
        if kept is None or away[rendering.tier] < away[kept.tier]:
            best[rendering.slug] = rendering
    return best


def _article(match: Match, rendering: Rendering, request: KnowledgeRequest, today: date) -> Entry:
    page = rendering.page
    state = review.state(page["reviewed_at"], page["review_due"], today)
    name = f"article/{match.slug}/v{page['version']}/{rendering.tier}"
    return Entry(
        id=tag(name),
        title=page["title"],
        updated=_moment(page["published_at"]),
        published=_moment(page["first_published_at"]),
        links=tuple(_article_links(page, request)),
        summary=format_html(
            "<p>{}</p><p>{}</p>", page["summary"] or _opening(rendering), REVIEW_WORDS[state]
        ),
        categories=(
            *_facts(match),
            Category(_own("tier"), rendering.tier),
            Category(_own("review"), state),
            Category(_own("version"), str(page["version"])),
        ),
        citation=_citation(page, today),
        provenance=f"Version {page['version']}. {REVIEW_WORDS[state]}",
    )


def _citation(page: Mapping[str, Any], today: date) -> str:
    published = _moment(page["published_at"]).date()
    return reference_text(citation(page["slug"], page["title"], page["version"], published, today))


def _article_links(page: Mapping[str, Any], request: KnowledgeRequest) -> Iterator[Link]:
    """Yield the tier's page, at the section a sub-topic asks for, and its relatives."""
    anchor = sections.place_of(request.subtopics, page["contents"])
    own = next(tier for tier in page["tiers"] if tier["tier"] == page["tier"])
    title = f"{page['title']}: {LABELS[page['tier']]}"
    yield Link("alternate", absolute(own["url"]) + (f"#{anchor}" if anchor else ""), title)
    for tier in page["tiers"]:
        if tier is not own:
            title = f"{page['title']}: {LABELS[tier['tier']]}"
            yield Link("related", absolute(tier["url"]), title)
    permanent = absolute(f"/articles/{page['slug']}/versions/{page['version']}/")
    yield Link("via", permanent, f"{page['title']}: version {page['version']}, unchanging")


def _opening(rendering: Rendering) -> str:
    """Return the tier's first paragraph."""
    blocks = (block for section in rendering.api["sections"] for block in section["blocks"])
    return next((block["text"] for block in blocks if block["type"] == "paragraph"), "")


def _term(match: Match, term: Term, shown: Mapping[int, Any]) -> Entry:
    definition = shown.get(term.pk)
    return Entry(
        id=tag(f"term/{term.slug}"),
        title=term.name,
        updated=term.updated_at.astimezone(UTC).replace(microsecond=0),
        links=(Link("alternate", absolute(f"/glossary/{term.slug}/"), f"{term.name}: meaning"),),
        summary=format_html("<p>{}</p>", definition.text) if definition else "",
        categories=_facts(match),
    )


def _facts(match: Match) -> tuple[Category, ...]:
    return (
        Category("relevanceScore", f"{match.score:g}"),
        Category(_own("matched"), match.why),
    )


def _own(name: str) -> str:
    """Return a category scheme of our own: no parameter's name, so nothing the guide defines."""
    return absolute(f"{ADDRESS}#{name}")


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC).replace(microsecond=0)
