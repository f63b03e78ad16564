"""Imports: the originals, byte for byte, and what was noticed in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.people import person
from articles.models.upload import Upload


class ImportRun(models.Model):
    """One run of the importer."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = person()
    by_name = models.CharField(max_length=200, blank=True)
    paths = models.JSONField(default=list)
    totals = models.JSONField(default=dict)
    upload = models.ForeignKey(
        Upload, models.SET_NULL, null=True, blank=True, related_name="runs", editable=False
    )

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-started_at"], name="import_run_recent")]

    def __str__(self) -> str:
        return f"Import of {self.started_at:%Y-%m-%d %H:%M}"


class Source(models.Model):
    """A document as it was imported, byte for byte."""

    class State(models.TextChoices):
        CURRENT = "current", "Current"
        PENDING = "pending", "Waiting for an editor"
        SUPERSEDED = "superseded", "Superseded"
        DECLINED = "declined", "Declined"

    article = models.ForeignKey(Article, models.PROTECT, related_name="sources")
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="sources")
    name = models.CharField(max_length=300, help_text="File name")
    folder = models.CharField(max_length=500, blank=True, help_text="Where the file lay")
    sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(
        max_length=64, help_text="Of what the manifest and folder say of it"
    )
    content = models.BinaryField(help_text="The original, verbatim")
    encoding = models.CharField(max_length=40, default="utf-8")
    layout = models.CharField(max_length=20)
    importer_version = models.CharField(max_length=20)
    document = models.JSONField(help_text="The document as parsed")
    document_digest = models.CharField(max_length=64)
    report = models.JSONField(
        default=dict, help_text="What the document holds, and its word account"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CURRENT)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="current"), name="source_one_current"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["current", "pending", "superseded", "declined"]),
                name="source_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="source_sha256"),
            models.Index(fields=["name"], name="source_name"),
            models.Index(fields=["state", "-imported_at"], name="source_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The original as text."""
        return bytes(self.content).decode(self.encoding, errors="replace")


class ImportFinding(models.Model):
    """Something an import noticed, open until an editor settles it."""

    class Severity(models.TextChoices):
        INFO = "info", "Info"
        WARNING = "warning", "Warning"
        ERROR = "error", "Error"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="findings")
    source = models.ForeignKey(
        Source, models.CASCADE, null=True, blank=True, related_name="findings"
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="findings"
    )
    path = models.CharField(max_length=500, blank=True, help_text="File, for refused documents")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    line = models.PositiveIntegerField(default=0)
    excerpt = models.TextField(blank=True)
    message = models.TextField(blank=True)
    is_open = models.BooleanField("open", default=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person()
    settled_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-is_open", "severity", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["info", "warning", "error"]),
                name="finding_severity_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["is_open", "severity", "code"], name="finding_queue"),
            models.Index(fields=["article", "is_open"], name="finding_article"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, line {self.line}" if self.line else self.code
