"""The state of the content: what a careful editor would want to know, as a list of remarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count

from articles import review
from articles.models import Article, Rendering
from articles.tiers import LABELS
from glossary.models import Term
from kb.document.checks import Checked, uncited_claims
from kb.document.codec import from_json
from kb.document.tree import Document, Tier
from kb.markup.citation_marks import cited_keys
from kb.markup.walk import links
from references.models import Reference, Verification


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know about one article, term or reference."""

    code: str
    severity: Literal["info", "warning", "error"]
    subject: str
    """Path of the page concerned."""
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the remark as a JSON object."""
        return asdict(self)


def audit(today: date) -> Iterator[Remark]:
    """Yield remarks on everything that is published."""
    articles = Article.objects.published().select_related("published").order_by("slug")
    known = _known_paths()
    for article in articles.iterator(chunk_size=100):
        document = from_json(article.published.document)
        yield from _review(article, today)
        yield from _uncited(article, document)
        yield from _broken(article, document, known)
    yield from _reading()
    yield from _references()
    yield from _orphans()


def _review(article: Article, today: date) -> Iterator[Remark]:
    state = review.state(article.reviewed_at, article.review_due, today)
    path = article.get_absolute_url()
    if state == "unreviewed":
        yield Remark("unreviewed", "warning", path, "No clinician has reviewed this article.")
    elif state == "overdue":
        message = f"Clinical review was due on {article.review_due}."
        yield Remark("overdue", "warning", path, message)


def _uncited(article: Article, document: Document) -> Iterator[Remark]:
    for tier in document.tiers:
        for section in tier.sections if tier.name == "academic" else ():
            path = f"{article.get_absolute_url()}{tier.name}/#{section.anchor}"
            alone = Document(document.title, tiers=(Tier(tier.name, (section,)),))
            for finding in uncited_claims(Checked(alone)):
                yield Remark("uncited", "warning", path, f"No citation: {finding.excerpt[:160]}")


def _broken(article: Article, document: Document, known: frozenset[str]) -> Iterator[Remark]:
    listed = {entry.key for entry in document.references}
    for tier in document.tiers:
        for section in tier.sections:
            path = f"{article.get_absolute_url()}{tier.name}/#{section.anchor}"
            for key in cited_keys(section.blocks):
                if key not in listed:
                    yield Remark("citation-unresolved", "error", path, f"No reference “{key}”.")
            for link in links(section.blocks):
                target = link.href.split("#")[0]
                if target.startswith("/") and target not in known:
                    yield Remark("link-broken", "error", path, f"No page at {link.href}.")


def _known_paths() -> frozenset[str]:
    paths = {"/", "/articles/", "/glossary/", "/references/", "/search/"}
    for slug, tier in Rendering.objects.values_list("slug", "tier"):
        paths |= {f"/articles/{slug}/", f"/articles/{slug}/{tier}/"}
    paths |= {f"/glossary/{slug}/" for slug in Term.objects.public().values_list("slug", flat=True)}
    keys = Reference.objects.public().values_list("key", flat=True)
    return frozenset(paths | {f"/references/{key}/" for key in keys})


def _reading() -> Iterator[Remark]:
    for slug, tier, page in Rendering.objects.order_by("slug").values_list("slug", "tier", "page"):
        reading = page["reading"]
        if reading["above_ceiling"]:
            message = (
                f"“{LABELS[tier]}” reads at grade {reading['grade']}; "
                f"the ceiling is {reading['ceiling']:g}."
            )
            yield Remark("reading-level", "warning", f"/articles/{slug}/{tier}/", message)


def _references() -> Iterator[Remark]:
    doubtful = Reference.objects.public().exclude(
        verification__in=[Verification.VERIFIED, Verification.CORRECTED]
    )
    for record in doubtful.order_by("key"):
        severity = "error" if record.verification == Verification.RETRACTED else "warning"
        message = f"The reference is {record.get_verification_display().lower()}."
        yield Remark(
            f"reference-{record.verification}", severity, record.get_absolute_url(), message
        )


def _orphans() -> Iterator[Remark]:
    orphans = Term.objects.public().annotate(uses_count=Count("uses")).filter(uses_count=0)
    for term in orphans.order_by("sort_name"):
        yield Remark("term-orphan", "info", term.get_absolute_url(), "No article uses this term.")
