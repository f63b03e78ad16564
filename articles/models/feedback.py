"""Readers' answers."""

from __future__ import annotations

from django.db import models

from articles.models.parts import TIER_CHOICES
from articles.models.people import person
from articles.models.version import Version


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def to_settle(self) -> FeedbackQuerySet:
        """Answers that ask for something and that nobody has dealt with."""
        return self.filter(settled_at=None, is_helpful=False)


class Feedback(models.Model):
    """A reader's answer to "Was this helpful?", kept without anything about the reader."""

    class Reason(models.TextChoices):
        HARD = "hard", "Too hard to understand"
        SIMPLE = "simple", "Too simple"
        MISSING = "missing", "Something is missing"
        WRONG = "wrong", "Something is wrong"
        OUTDATED = "outdated", "Out of date"
        OTHER = "other", "Something else"

    HARMFUL = (Reason.WRONG, Reason.OUTDATED)
    """Reasons that may mean harm to a reader who believes the text."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="feedback")
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    is_helpful = models.BooleanField("helpful")
    reason = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    received_on = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = person(editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        verbose_name_plural = "feedback"
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="feedback_recent"),
            models.Index(fields=["settled_at", "is_helpful", "reason"], name="feedback_open"),
        ]

    def __str__(self) -> str:
        return f"{'Helpful' if self.is_helpful else 'Not helpful'}: {self.version}"
