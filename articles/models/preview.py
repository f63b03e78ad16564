"""Previews of working copies, and what their readers said."""

from __future__ import annotations

from django.db import models

from articles.models.parts import TIER_CHOICES
from articles.models.people import person


class PreviewLink(models.Model):
    """A link by which somebody without an account reads one state of a working copy."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="preview_links")
    lock_version = models.PositiveIntegerField(help_text="The state of the text it shows")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = person()
    made_by_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="Whom it is for")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
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
    tier = models.CharField(max_length=12, choices=TIER_CHOICES)
    anchor = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="Of a section, if of one"
    )
    heading = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Of it, as it was read"
    )
    name = models.CharField(max_length=100)
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person()

    class Meta:
        default_permissions = ()
        ordering = ["settled_at", "-at", "-id"]
        indexes = [models.Index(fields=["article", "settled_at"], name="review_comment_open")]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"
