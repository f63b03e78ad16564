"""What the editors' desk keeps besides articles. The models belong to :mod:`articles.models`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kb.document.tree import TIERS


def _person(**options: Any) -> models.ForeignKey:
    """A person who did something: never deleted while a record names them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", **options
    )


class Upload(models.Model):
    """Files that an editor sent from the browser: tried first, then loaded or thrown away."""

    at = models.DateTimeField(auto_now_add=True)
    by = _person()
    by_name = models.CharField(max_length=200, blank=True)
    names = models.JSONField(default=list, help_text="The files, as they lie in their folders")
    content = models.BinaryField(help_text="A zip of the files; empty once they are loaded")
    trial = models.JSONField(default=dict, help_text="What an import would do")
    report = models.JSONField(default=dict, help_text="What the import did")
    loaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "articles"
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="upload_recent")]

    def __str__(self) -> str:
        return f"Upload of {self.at:%Y-%m-%d %H:%M}" if self.at else "Upload"


class PreviewLink(models.Model):
    """A link by which somebody without an account reads one state of a working copy."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="preview_links")
    lock_version = models.PositiveIntegerField(help_text="The state of the text it shows")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = _person()
    made_by_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="Whom it is for")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "articles"
        default_permissions = ()
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Preview of {self.article}"


class ReviewComment(models.Model):
    """What somebody who read a preview said of it."""

    article = models.ForeignKey("Article", models.PROTECT, related_name="review_comments")
    link = models.ForeignKey(
        PreviewLink, models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    lock_version = models.PositiveIntegerField(help_text="The state of the text that was read")
    tier = models.CharField(max_length=12, choices=[(tier, tier.capitalize()) for tier in TIERS])
    name = models.CharField(max_length=100)
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = _person()

    class Meta:
        app_label = "articles"
        default_permissions = ()
        ordering = ["settled_at", "-at", "-id"]
        indexes = [models.Index(fields=["article", "settled_at"], name="review_comment_open")]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


class Notice(models.Model):
    """What happened that concerns a person: shown to them in the editors' site, sent by mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    article = models.ForeignKey("Article", models.CASCADE, related_name="notices")
    text = models.CharField(max_length=500)
    comment = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "articles"
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
        app_label = "articles"
        default_permissions = ()
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "due", "stage"], name="review_reminder_once_per_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_stage_display()}"
