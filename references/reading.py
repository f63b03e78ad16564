"""What readers see of a record: the reference written out, its checking, and who cites it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kb.jsonld import script
from kb.markup.citation_style import reference_html, reference_text
from references.jsonld import reference_page
from references.models import Quotation, Reference, Verification

MOST_PLACES = 500
"""Places shown under "cited by"."""

TYPES = {
    "article": "Preprint",
    "article-journal": "Journal article",
    "book": "Book",
    "chapter": "Chapter of a book",
    "legal_case": "Court decision",
    "legislation": "Law or regulation",
    "paper-conference": "Conference paper",
    "report": "Report",
    "speech": "Talk or poster",
    "thesis": "Thesis",
    "webpage": "Web page",
    "document": "Document",
}

_EXPLANATIONS = {
    Verification.UNVERIFIED: "Nobody has compared this record with the work yet.",
    Verification.VERIFIED: "The record agrees with what it was compared with.",
    Verification.CORRECTED: "The record was compared and its mistakes put right.",
    Verification.NOT_FOUND: "The work was looked for and not found. It may not exist.",
    Verification.RETRACTED: "The work was withdrawn by its publisher. Do not rely on it.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A section that cites a record."""

    tier: str
    heading: str
    url: str


@dataclass(slots=True)
class CitingArticle:
    """A published article that lists a record."""

    slug: str
    title: str
    number: int
    """The record's number in the article's list."""
    places: list[Place] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The article's address on this site."""
        return f"/articles/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the list shows it."""

    key: str
    html: SafeString
    verification: str
    verification_label: str
    url: str


def rows(records: Iterable[Reference]) -> list[Row]:
    """Return what the list shows of each record."""
    return [
        Row(
            record.key,
            written(record),
            record.verification,
            record.get_verification_display(),
            record.get_absolute_url(),
        )
        for record in records
    ]


def written(record: Reference) -> SafeString:
    """Return the reference in AMA style; its writer escapes everything that is not markup."""
    return mark_safe(reference_html(record.csl))  # noqa: S308


_PLACE = ("number", "tier", "anchor", "heading")


def citing_articles(record: Reference) -> list[CitingArticle]:
    """Return the published articles that list the record, with the sections that cite it."""
    citations = (
        record.citations.filter(article__published__isnull=False)
        .order_by("article__listing__sort_title", "article_id", "id")
        .values_list("article__listing__slug", "article__listing__title", *_PLACE)
    )
    found: dict[str, CitingArticle] = {}
    for slug, title, number, tier, anchor, heading in citations[:MOST_PLACES]:
        article = found.setdefault(slug, CitingArticle(slug, title, number))
        if tier and tier != "reflection":
            url = f"/articles/{slug}/{tier}/" + (f"#{anchor}" if anchor else "")
            article.places.append(Place(tier, heading, url))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Told:
    """A wording in which documents cite a record, and what was found about it."""

    raw: str
    verdict: str
    note: str
    wrong: list[tuple[str, str]]
    """What is given wrongly: name of the field, and what is right."""


def told(quotation: Quotation) -> Told:
    """Return a quotation with its fields named as readers name them."""
    wrong = [(_field_label(name), right) for name, right in quotation.wrong.items()]
    return Told(quotation.raw, quotation.verdict, quotation.note, wrong)


def quotations(record: Reference) -> list[Quotation]:
    """Return the wordings a ledger tells of; those of documents may not be public."""
    return list(
        record.quotations.filter(in_ledger=True).exclude(verdict="unchecked").order_by("id")
    )


def _records(quotations: Iterable[Quotation]) -> dict[str, Reference]:
    from references.matching import by_keys  # with it comes all that tells works apart

    return by_keys(key for row in quotations for key in row.see)


def detail_context(record: Reference) -> dict[str, Any]:
    """Return what the page of one record shows: four queries with the record's own."""
    found = quotations(record)
    see = _records(found) if any(row.see for row in found) else {}
    return {
        "reference": record,
        "html": written(record),
        "text": reference_text(record.csl),
        "facts": facts(record),
        "explanation": _EXPLANATIONS[Verification(record.verification)],
        "quotations": [told(row) for row in found],
        "see": [other for other in see.values() if other.is_public and other != record],
        "articles": citing_articles(record),
        "jsonld": script(reference_page(record)),
    }


def facts(record: Reference) -> list[tuple[str, str]]:
    """Return the fields of a record with their names, as a table shows them."""
    csl = record.csl
    values = (
        ("Type", TYPES.get(record.type, record.type)),
        ("Authors", "; ".join(_whole_names(csl.get("author")))),
        ("Editors", "; ".join(_whole_names(csl.get("editor")))),
        ("Title", record.title),
        (_container_label(record.type), csl.get("container-title")),
        ("Year", record.year),
        ("Volume", csl.get("volume")),
        ("Issue", csl.get("issue")),
        ("Pages", csl.get("page")),
        ("Number", csl.get("number")),
        ("Edition", csl.get("edition")),
        ("Publisher", csl.get("publisher")),
    )
    return [(label, str(value)) for label, value in values if value]


def _whole_names(names: Any) -> list[str]:
    return [_whole_name(name) for name in names or () if isinstance(name, dict)]


def _whole_name(name: dict[str, str]) -> str:
    if name.get("literal"):
        return name["literal"]
    particle = name.get("non-dropping-particle") or name.get("dropping-particle") or ""
    family = f"{particle} {name.get('family', '')}".strip()
    parts = (family, name.get("given", ""), name.get("suffix", ""))
    return ", ".join(part for part in parts if part)


def _container_label(kind: str) -> str:
    return {
        "article-journal": "Journal",
        "chapter": "Book",
        "webpage": "Site",
        "article": "Server",
    }.get(kind, "In")


def _field_label(name: str) -> str:
    """Return the readers' name of CSL fields, several of them joined by slashes."""
    labels = {"container-title": "journal", "page": "pages", "author": "authors"}
    words = ", ".join(labels.get(part, part) for part in name.split("/"))
    return words[:1].upper() + words[1:]
