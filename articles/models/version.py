"""Published states of articles, kept for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.people import person


class Version(models.Model):
    """A published state of an article, whole and for ever. Written once; a trigger holds that."""

    class Significance(models.TextChoices):
        WORDING = "wording", "Wording"
        CONTENT = "content", "Content"
        SAFETY = "safety", "Safety"

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField(help_text="The whole document tree")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical document")
    note = models.TextField(blank=True, help_text="What changed, for readers")
    significance = models.CharField(
        max_length=8, choices=Significance.choices, default=Significance.CONTENT
    )
    created_at = models.DateTimeField()
    created_by = person()
    created_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(significance__in=["wording", "content", "safety"]),
                name="version_significance_is_known",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="version_recent")]

    def __str__(self) -> str:
        return f"{self.article} v{self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A version is written once. Publish a new one instead.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/articles/{self.article.slug}/versions/{self.number}/"

    def delete(self, *args, **kwargs):
        raise TypeError("A version is kept for ever. Withdraw the article instead.")
