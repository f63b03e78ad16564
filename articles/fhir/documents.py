"""A published version: a DocumentReference points at it, a Composition holds its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from articles.fhir.base import Resource, known, moment, place, texts, version_id
from articles.fhir.narrative import narrative
from articles.identifiers import tag
from articles.models import Listing, Version
from articles.tiers import LABELS
from kb.document.codec import from_json
from kb.document.tree import Document, Section, Tier
from kb.http import absolute
from kb.markup.citation_marks import CitationMarks
from kb.markup.html import escape, render_blocks

KIND = "Clinical knowledge article"


@dataclass(frozen=True, slots=True)
class Published:
    """A version of an article that readers can open, with what its listing says."""

    version: Version
    listing: Listing

    @property
    def id(self) -> str:
        return version_id(self.listing.slug, self.listing.pk, self.version.number)

    @property
    def is_current(self) -> bool:
        return bool(self.version.number == self.listing.row["version"])

    @property
    def identifier(self) -> Resource:
        name = f"article/{self.listing.slug}/v{self.version.number}"
        return {"system": "urn:ietf:rfc:3986", "value": tag(name)}

    def previous(self, kind: str) -> Resource | None:
        """Return a reference to the version before this one."""
        number = self.version.number - 1
        if not number:
            return None
        before = version_id(self.listing.slug, self.listing.pk, number)
        return {"reference": f"{kind}/{before}"}


def document_reference(published: Published) -> Resource:
    """Return the DocumentReference of a version: what it is and where its forms are."""
    version, document = published.version, from_json(published.version.document)
    before = published.previous("DocumentReference")
    return known(
        {
            "resourceType": "DocumentReference",
            "id": published.id,
            "meta": {"lastUpdated": moment(version.created_at)},
            "language": "en",
            "masterIdentifier": published.identifier,
            "status": "current" if published.is_current else "superseded",
            "docStatus": "final",
            "type": {"text": KIND},
            "category": texts(document.topics),
            "date": moment(version.created_at),
            "author": [{"display": document.owner or settings.SITE_NAME}],
            "custodian": {"display": settings.SITE_NAME},
            "authenticator": _reviewer(published),
            "relatesTo": [{"code": "replaces", "target": before}] if before else None,
            "description": document.summary or document.title,
            "content": list(_contents(published, document)),
            "context": {"related": [{"reference": f"Composition/{published.id}"}]},
        }
    )


def composition(published: Published) -> Resource:
    """Return the Composition of a version: all of its text, tier by tier."""
    version, document = published.version, from_json(published.version.document)
    marks = CitationMarks({entry.key: n for n, entry in enumerate(document.references, 1)})
    before = published.previous("Composition")
    return known(
        {
            "resourceType": "Composition",
            "id": published.id,
            "meta": {"lastUpdated": moment(version.created_at)},
            "language": "en",
            "identifier": published.identifier,
            "status": "final",
            "type": {"text": KIND},
            "category": texts(document.topics),
            "date": moment(version.created_at),
            "author": [{"display": document.owner or settings.SITE_NAME}],
            "title": document.title,
            "attester": _attester(published),
            "relatesTo": [{"code": "replaces", "targetReference": before}] if before else None,
            "section": list(_sections(document, marks)),
        }
    )


def _reviewer(published: Published) -> Resource | None:
    """Return who signed the text off; a review belongs to the version readers see now."""
    listing = published.listing
    name = listing.row.get("reviewed_by")
    return {"display": name} if published.is_current and listing.reviewed_at and name else None


def _attester(published: Published) -> list[Resource]:
    reviewer = _reviewer(published)
    if reviewer is None:
        return []
    signed = published.listing.reviewed_at
    return [known({"mode": "professional", "time": signed and str(signed), "party": reviewer})]


def _contents(published: Published, document: Document) -> Iterator[Resource]:
    slug, number = published.listing.slug, published.version.number
    title, path = document.title, f"articles/{slug}/versions/{number}/"
    if published.is_current:
        for tier in document.tiers:
            label = f"{title}: {LABELS[tier.name]}"
            yield _attachment(published, f"/articles/{slug}/{tier.name}/", label, "text/html")
    yield _attachment(published, f"/{path}", f"{title}: all tiers", "text/html")
    yield _attachment(published, f"/api/v1/{path}", f"{title}: data", "application/json")


def _attachment(published: Published, path: str, title: str, kind: str) -> Resource:
    return {
        "attachment": {
            "contentType": kind,
            "language": "en",
            "url": absolute(path),
            "title": title,
            "creation": moment(published.version.created_at),
        }
    }


# --- sections -------------------------------------------------------------------------------


def _sections(document: Document, marks: CitationMarks) -> Iterator[Resource]:
    for tier in document.tiers:
        yield _tier(tier, marks)
    if document.reflection:
        text = narrative(render_blocks(document.reflection, citations=marks, heading_level=3))
        yield {"title": "Reflection", "text": text}
    if document.references:
        items = "".join(
            f"<li>{escape(entry.raw or entry.key)}</li>" for entry in document.references
        )
        yield {"title": "References", "text": narrative(f"<ol>{items}</ol>")}


def _tier(tier: Tier, marks: CitationMarks) -> Resource:
    parts = [_section(section, marks) for section in tier.sections if section.blocks]
    return known({"title": LABELS[tier.name], "code": {"text": tier.name}, "section": parts})


def _section(section: Section, marks: CitationMarks) -> dict[str, Any]:
    text = narrative(render_blocks(section.blocks, citations=marks, heading_level=4))
    return known({"title": section.heading, "text": text})


def address(kind: str, published: Published) -> str:
    """Return where a version's resource is."""
    return place(kind, published.id)
