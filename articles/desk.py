"""What the editors' desk keeps besides articles. The models belong to :mod:`articles.models`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


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
