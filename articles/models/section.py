"""The working copy: what editors write."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.parts import PART_CHOICES, REFLECTION, TIER_CHOICES
from articles.models.people import person
from kb.document.tree import TIERS


class Section(models.Model):
    """A headed part of the working copy, as Markdown and as the tree read from it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sections")
    tier = models.CharField(max_length=12, choices=PART_CHOICES)
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True, help_text="Empty for an opening")
    level = models.PositiveSmallIntegerField(default=3)
    anchor = models.SlugField(max_length=120)
    markdown = models.TextField(blank=True)
    blocks = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, editable=False, help_text="Of heading and blocks")
    imported_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The digest when last imported"
    )
    source = models.ForeignKey(
        "Source", models.PROTECT, null=True, blank=True, editable=False, related_name="sections"
    )
    first_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    last_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = person(editable=False)

    class Meta:
        ordering = ["article", "tier", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "tier", "anchor"], name="section_anchor_once_per_tier"
            ),
            models.CheckConstraint(
                condition=Q(tier__in=[*TIERS, REFLECTION]), name="section_tier_is_known"
            ),
            models.CheckConstraint(condition=~Q(anchor=""), name="section_has_an_anchor"),
        ]
        indexes = [models.Index(fields=["article", "tier", "position"], name="section_order")]

    def __str__(self) -> str:
        return self.heading or self.anchor

    @property
    def is_edited(self) -> bool:
        """Whether an editor changed it since it was imported."""
        return bool(self.imported_digest) and self.imported_digest != self.digest


class Counterpart(models.Model):
    """Where a section's subject is told at another tier; no target says: nowhere."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="counterparts")
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    target = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="counterpart_of"
    )
    chosen_by = person(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "tier"], name="counterpart_once_per_tier"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(section=F("target")),
                name="counterpart_is_another_section",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} → {self.target or 'none'}"


class BibliographyEntry(models.Model):
    """An entry of the working copy's reference list."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bibliography")
    position = models.PositiveIntegerField()
    reference = models.ForeignKey(
        "references.Reference", models.PROTECT, related_name="bibliography_entries"
    )
    raw = models.TextField(blank=True, help_text="As the source gives it")

    class Meta:
        ordering = ["article", "position", "id"]
        verbose_name_plural = "bibliography entries"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reference"], name="bibliography_lists_a_work_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
