"""What an article's page shows around its form: sections, findings, sources, versions, steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from articles import review, tiers, workflow
from articles.admin.article_list import REVIEW_LABELS, standing
from articles.models import PART_CHOICES, REFLECTION, Article, ImportFinding, Section
from articles.ordering import neighbour
from kb.document.codec import blocks_from_json
from kb.document.reading import Measures, measure
from kb.markup.text import reading_text

SHOWN = 8
"""Rows of each panel; the rest is one link away."""

ENOUGH_WORDS = 40
"""Words from which the grade of a single section says something."""


@dataclass(frozen=True, slots=True)
class Move:
    """A button that moves a section."""

    direction: str
    words: str
    sign: str
    value: str
    """What the page says of a move that was just made by it."""
    is_open: bool
    """Whether there is anywhere to go in that direction."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as the overview lists it."""

    section: Section
    words: int
    grade: float | None
    """Flesch-Kincaid; None for a section too short to say."""
    is_too_hard: bool
    open_findings: int
    comments: int
    """What reviewers said of it and nobody has dealt with."""
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class Part:
    """A tier, or the reflection."""

    name: str
    label: str
    audience: str
    rows: list[SectionRow]
    measures: Measures | None
    ceiling: float | None

    @property
    def is_above_ceiling(self) -> bool:
        """Whether it reads harder than its readers should be asked to."""
        return bool(
            self.measures and self.ceiling is not None and self.measures.grade > self.ceiling
        )

    @property
    def can_grow(self) -> bool:
        """Whether a section may be added: the reflection is one section."""
        return self.name != REFLECTION or not self.rows


def context(article: Article, user: Any) -> dict[str, Any]:
    """Return everything the overview's template shows."""
    findings = open_findings(article)
    said = open_comments(article)
    today = timezone.localdate()
    return {
        "standing": standing(article),
        "review_label": REVIEW_LABELS[review.state(article.reviewed_at, article.review_due, today)],
        "steps": workflow.possible(article, user),
        "parts": parts(article, findings, said),
        "findings": findings[:SHOWN],
        "finding_count": len(findings),
        "sources": article.sources.defer("content", "document", "report")[:SHOWN],
        "versions": article.versions.defer("document")[:SHOWN],
        "transitions": article.transitions.select_related("version").defer("version__document")[
            :SHOWN
        ],
    }


def open_findings(article: Article) -> list[ImportFinding]:
    """Return the findings to settle, errors first."""
    ranks = {"error": 0, "warning": 1, "info": 2}
    findings = article.findings.filter(is_open=True).order_by("line", "id")
    return sorted(findings, key=lambda finding: ranks[finding.severity])


def open_comments(article: Article) -> Counter[tuple[str, str]]:
    """Count the comments to deal with by tier and anchor: one query."""
    rows = article.review_comments.filter(settled_at=None).exclude(anchor="")
    return Counter(rows.order_by().values_list("tier", "anchor"))


def parts(
    article: Article, findings: Iterable[ImportFinding], said: Counter[tuple[str, str]]
) -> list[Part]:
    """Return the tiers and the reflection, each with its sections in order: one query."""
    sections = list(article.sections.select_related("edited_by").order_by("position", "id"))
    return [
        part(
            name,
            label,
            [section for section in sections if section.tier == name],
            findings,
            said,
        )
        for name, label in PART_CHOICES
    ]


def part(
    name: str,
    label: str,
    sections: Sequence[Section],
    findings: Iterable[ImportFinding],
    said: Counter[tuple[str, str]],
) -> Part:
    """Return one tier with the measures of its text."""
    texts = [section_text(section) for section in sections]
    counted = findings_by_section(sections, findings)
    rows = [
        SectionRow(
            section,
            *section_measures(text, tiers.ceiling(name)),
            counted[section.pk],
            said[section.tier, section.anchor],
            moves(section, is_first=place == 0, is_last=place == len(sections) - 1),
        )
        for place, (section, text) in enumerate(zip(sections, texts, strict=True))
    ]
    measures = measure("\n\n".join(texts)) if texts else None
    return Part(name, label, tiers.LABELS.get(name, ""), rows, measures, tiers.ceiling(name))


def moves(section: Section, *, is_first: bool, is_last: bool) -> list[Move]:
    """Return the four buttons of a section, those that lead nowhere closed."""
    simpler, deeper = (neighbour(section.tier, way) for way in ("simpler", "deeper"))
    ways = [
        ("up", "up", "↑", not is_first),
        ("down", "down", "↓", not is_last),
        ("simpler", f"to {(simpler or 'a simpler tier').capitalize()}", "←", bool(simpler)),
        ("deeper", f"to {(deeper or 'a deeper tier').capitalize()}", "→", bool(deeper)),
    ]
    return [Move(way, words, sign, f"{section.pk} {way}", on) for way, words, sign, on in ways]


def section_measures(text: str, ceiling: float | None) -> tuple[int, float | None, bool]:
    """Return a section's words, its grade, and whether that is above the ceiling."""
    measured = measure(text)
    if measured.words < ENOUGH_WORDS:
        return measured.words, None, False
    return measured.words, measured.grade, ceiling is not None and measured.grade > ceiling


def section_text(section: Section) -> str:
    """Return the section's running text, as reading measures count it."""
    return reading_text(blocks_from_json(section.blocks))


def findings_by_section(
    sections: Iterable[Section], findings: Iterable[ImportFinding]
) -> Counter[int]:
    """Count, for each section, the findings whose line is among the lines it came from."""
    counted: Counter[int] = Counter()
    for section in sections:
        if section.first_line is None:
            continue
        lines = range(section.first_line, (section.last_line or section.first_line) + 1)
        counted[section.pk] = sum(
            finding.line in lines and finding.source_id == section.source_id for finding in findings
        )
    return counted
