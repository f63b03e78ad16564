"""Workflow and review: each step taken, and who was told of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.people import person
from articles.models.version import Version


class Transition(models.Model):
    """One step of an article's workflow: who, when, from what to what, and why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="transitions")
    action = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    by = person()
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["article", "-at"], name="transition_article")]

    def __str__(self) -> str:
        return f"{self.article}: {self.action}"


class Notice(models.Model):
    """What happened that concerns a person: shown to them in the editors' site, sent by mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    article = models.ForeignKey("Article", models.CASCADE, related_name="notices")
    text = models.CharField(max_length=500)
    comment = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "read_at", "-at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.text


class ReviewReminder(models.Model):
    """That somebody was reminded of a review: once for each date and each stage before it."""

    class Stage(models.TextChoices):
        SOON = "soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    article = models.ForeignKey("Article", models.CASCADE, related_name="review_reminders")
    due = models.DateField()
    stage = models.CharField(max_length=8, choices=Stage.choices)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "due", "stage"], name="review_reminder_once_per_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_stage_display()}"
