"""Imports from the browser, from the files sent to what became of them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.models.people import person

LOST_AFTER = timedelta(seconds=60)
"""Without a sign of life for so long, whoever works on a job is taken for dead."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def waiting(self) -> UploadQuerySet:
        """Jobs that somebody may take: asked for and not begun, or left by a worker that died."""
        State = Upload.State
        nobody = Q(worker="") | Q(heartbeat_at__lt=Now() - LOST_AFTER)
        return self.filter(
            Q(state=State.QUEUED) | Q(state__in=[State.PLANNING, State.LOADING]) & nobody
        )


class Upload(models.Model):
    """Files that an editor sent: tried first, then loaded or thrown away, by whoever is free."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be tried"
        PLANNING = "planning", "Being tried"
        PLANNED = "planned", "Waiting for your decision"
        LOADING = "loading", "Being imported"
        DONE = "done", "Imported"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    BUSY = (State.QUEUED, State.PLANNING, State.LOADING)
    """States in which a worker is at it, or is waited for."""

    at = models.DateTimeField(auto_now_add=True)
    by = person()
    by_name = models.CharField(max_length=200, blank=True)
    names = models.JSONField(default=list, help_text="The files, as they lie in their folders")
    content = models.BinaryField(help_text="A zip of the files; empty once they are loaded")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.QUEUED, db_default="queued"
    )
    trial = models.JSONField(default=dict, help_text="What an import would do")
    report = models.JSONField(default=dict, help_text="What the import did")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person()
    loaded_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", db_default="", help_text="Why it failed")

    worker = models.CharField(
        max_length=80, blank=True, default="", db_default="", help_text="Who is at it"
    )
    heartbeat_at = models.DateTimeField(null=True, blank=True, help_text="Their last sign of life")
    began_at = models.DateTimeField(null=True, blank=True, help_text="When they took it")
    attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Times it was taken"
    )
    done = models.PositiveIntegerField(default=0, db_default=0, help_text="Documents")
    total = models.PositiveIntegerField(default=0, db_default=0)
    found = models.PositiveIntegerField(default=0, db_default=0, help_text="Findings")
    current = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="The file read last"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="upload_recent"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["queued", "planning", "loading"]),
                name="upload_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"Upload of {self.at:%Y-%m-%d %H:%M}" if self.at else "Upload"

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it, or is waited for."""
        return self.state in self.BUSY
