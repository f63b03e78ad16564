"""Working on uploads: whoever is free takes the next one, also one that a dead worker left.

Nothing is lost or doubled by it: the importer writes documents whole, and passes over those whose
bytes it has imported already.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from articles import workflow
from articles.import_jobs.holding import Hold
from articles.import_jobs.telling import folder_of, forget_folder, told, whole
from articles.importing.run import Options, import_paths
from articles.models import Article, ImportRun, Upload
from articles.refresh import refresh
from articles.uploading import unpack

MOST_ATTEMPTS = 3
"""Workers that may die at a job before it counts as failed."""

State = Upload.State
logger = logging.getLogger(__name__)


def work() -> int:
    """Work on uploads until none waits; return how many were taken."""
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}"
    count = 0
    while (job := take(worker)) is not None:
        count += 1
        work_on(job, Hold(job, worker))
    return count


def take(worker: str) -> Upload | None:
    """Take the oldest upload that waits, so that nobody else does; None if there is none."""
    while Upload.objects.waiting().exists():
        with transaction.atomic():
            waiting = Upload.objects.waiting().select_for_update(skip_locked=True)
            job = waiting.order_by("pk").only("pk", "state", "attempts", "worker").first()
            if job is None:
                return None
            mine = Upload.objects.filter(pk=job.pk)
            if job.attempts >= MOST_ATTEMPTS:
                said = f"Whoever worked on it was stopped, {MOST_ATTEMPTS} times."
                _close(mine, State.FAILED, error=said)
                continue
            state = State.PLANNING if job.state == State.QUEUED else job.state
            now = {"heartbeat_at": Now(), "began_at": Now()}
            attempts = F("attempts") + 1
            mine.update(state=state, worker=worker, attempts=attempts, done=0, found=0, **now)
        if job.worker:
            _tidy(job)
        return Upload.objects.get(pk=job.pk)
    return None


def work_on(job: Upload, hold: Hold) -> None:
    """Try or import an upload that was taken, and write what came of it."""
    try:
        with hold.beating(), _files(job) as root:
            hold.in_folder(root)
            (_load if job.state == State.LOADING else _try)(job, hold, root)
    except Exception as error:
        logger.exception("Upload %s failed", job.pk)
        said = f"It failed ({type(error).__name__}: {error}). The log has the whole story."
        _close(hold.mine, State.FAILED, error=said[:1000])
    except BaseException:  # told to end: the next one may have it at once
        hold.mine.update(worker="", attempts=F("attempts") - 1)
        raise


def _try(job: Upload, hold: Hold, root: Path) -> None:
    report = import_paths([root], _options(hold, by=job.by, dry_run=True))
    trial = told(report.as_json(), root)
    hold.mine.update(state=State.PLANNED, trial=trial, worker="", attempts=0)


def _load(job: Upload, hold: Hold, root: Path) -> None:
    run = _run(job)
    options = _options(hold, by=job.confirmed_by, run=run)
    report = whole(told(import_paths([root], options).as_json(), root), job, run)
    forget_folder(run, job)
    if job.attempts > 1:
        # What a dead worker brought in was not shown anew in the articles that are out already.
        defined = Article.objects.filter(sources__run=run).exclude(defines=None)
        refresh(terms=set(defined.values_list("defines", flat=True)))
    if not _close(hold.mine, State.DONE, report=report):
        cancelled = Upload.objects.filter(pk=job.pk, worker=hold.worker, state=State.CANCELLED)
        cancelled.update(report=report, worker="")


def _run(job: Upload) -> ImportRun:
    """Return the job's record of an import; what an earlier worker refused is refused anew."""
    run = job.runs.first()
    if run is not None:
        run.findings.filter(source=None).delete()
        return run
    return ImportRun.objects.create(
        upload=job,
        started_at=timezone.now(),
        by=job.confirmed_by,
        by_name=workflow.name_of(job.confirmed_by),
        paths=[Path(name).name for name in job.names],
    )


def _options(hold: Hold, **options: Any) -> Options:
    # Processes that help with reading would outlive this one if it were killed.
    return Options(
        spread=False, progress=hold.progress, heard=hold.heard, guard=hold.guard, **options
    )


def _close(jobs: Any, state: str, **facts: Any) -> bool:
    """Write how a job ended; its files are kept only if it may be tried again."""
    if state == State.DONE:
        facts |= {"content": b"", "loaded_at": timezone.now()}
    return bool(jobs.update(state=state, worker="", **facts))


def _tidy(job: Upload) -> None:
    """Delete the files that the dead worker who held a job has left on this machine.

    The worker's own number is in their name: another site has jobs of the same numbers.
    """
    for left in Path(gettempdir()).glob(f"{folder_of(job, job.worker)}-*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _files(job: Upload) -> Iterator[Path]:
    """Put an upload's files into a folder of their own."""
    with TemporaryDirectory(prefix=f"{folder_of(job, job.worker)}-") as folder:
        root = Path(folder).resolve()
        for name, data in unpack(bytes(job.content)).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield root
