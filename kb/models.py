from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q


class SiteState(models.Model):
    """One row: how often what the public sees has changed.

    Everything remembered outside the database (pages, automata, caches) is keyed by ``counter``
    and so becomes stale in the moment a publish commits.
    """

    counter = models.PositiveBigIntegerField(default=1)
    glossary = models.PositiveBigIntegerField("glossary counter", default=1)
    changes = models.PositiveBigIntegerField("number of the last change", default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return f"state {self.counter}"


class Change(models.Model):
    """One thing the public was shown, or no longer: a row of the change feed, never changed."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "Article published"
        WITHDRAWN = "withdrawn", "Article withdrawn"
        TERM = "term", "Term"
        REFERENCE = "reference", "Reference"

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=120, help_text="Slug of an article or term, reference key")
    version = models.PositiveIntegerField(null=True)
    significance = models.CharField(max_length=8, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Empty when it is gone")
    renamed_to = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["kind", "key", "number"], name="change_of_record")]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind} {self.key}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self) -> ApiKeyQuerySet:
        """Keys that have not been revoked."""
        return self.filter(revoked_at__isnull=True)


class ApiKey(models.Model):
    """What lets an integrator ask the API more often. The key itself is not kept."""

    name = models.CharField(max_length=200, help_text="Who uses it, and for what")
    contact = models.CharField(max_length=200, blank=True, help_text="Whom to tell of trouble")
    start = models.CharField(
        max_length=12, editable=False, help_text="How the key begins, to tell keys apart"
    )
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    requests_per_minute = models.PositiveIntegerField(
        default=6000, validators=[MinValueValidator(1)]
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
