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
