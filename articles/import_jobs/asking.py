"""What editors do with their uploads: send, confirm, try again, cancel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles import workflow
from articles.models import Upload
from articles.uploading import Files, pack

State = Upload.State
FRESH = {"worker": "", "attempts": 0, "done": 0, "found": 0, "current": "", "error": ""}
"""What a job starts with when somebody asks for it."""
UNDECIDED = (State.QUEUED, State.PLANNING, State.PLANNED)


def receive(files: Files, *, by: Any) -> Upload:
    """Keep files to be tried. Old uploads are forgotten on the way."""
    forget_old()
    return Upload.objects.create(
        by=by,
        by_name=workflow.name_of(by),
        names=sorted(files),
        total=len(files),
        content=pack(files),
    )


def confirm(job: Upload, *, by: Any) -> bool:
    """Have an upload imported as drafts, once; say whether this call asked for it."""
    tried = Upload.objects.filter(pk=job.pk, state=State.PLANNED)
    asked = {"state": State.LOADING, "confirmed_at": timezone.now(), "confirmed_by": by}
    return bool(tried.update(**FRESH, **asked))


def retry(job: Upload) -> bool:
    """Have what failed done again; say whether there was anything to do."""
    failed = Upload.objects.filter(pk=job.pk, state=State.FAILED).exclude(content=b"")
    state = State.LOADING if job.confirmed_at else State.QUEUED
    return bool(failed.update(**FRESH, state=state))


def cancel(job: Upload) -> bool:
    """Stop a job, or throw its files away; say whether there was anything to stop.

    A worker that is at it stops after the documents it is writing; those that are in stay.
    """
    running = Upload.objects.filter(pk=job.pk).exclude(state__in=[State.DONE, State.CANCELLED])
    return bool(_cancel(running))


def forget_old() -> int:
    """Throw away the files of uploads that nobody decided on for KB_UPLOAD_DAYS; return how many.

    What was told of them stays.
    """
    before = timezone.now() - timedelta(days=settings.KB_UPLOAD_DAYS)
    old = Upload.objects.filter(at__lt=before).exclude(content=b"")
    given_up = old.filter(state=State.FAILED).update(content=b"")
    return given_up + _cancel(old.filter(state__in=UNDECIDED))


def _cancel(jobs: Any) -> int:
    count: int = jobs.update(state=State.CANCELLED, content=b"")
    return count
