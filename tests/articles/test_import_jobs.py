"""Imports from the browser are worked on by processes, which may die, meet and be told to stop."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone

from articles.import_jobs import asking, starting
from articles.import_jobs.holding import Hold
from articles.import_jobs.working import MOST_ATTEMPTS, take, work, work_on
from articles.importing import run
from articles.models import Article, ImportFinding, ImportRun, Section, Source, Upload
from tests.admin.conftest import make_person

ROOT = Path(__file__).resolve().parents[2]
FIRST = run.TOGETHER - 1
"""Documents written together, of those that are read together: one is refused."""
COUNT = FIRST + 10
"""Documents of an upload that come in."""


@pytest.fixture
def database(transactional_db, tmp_path, settings, monkeypatch) -> str:
    """The address of the database, such that other processes can open it."""
    monkeypatch.setenv("KB_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        who = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}"
        address = f"postgres://{who}/{facts['NAME']}"
        monkeypatch.setenv("DATABASE_URL", address)
        yield address
        return
    in_memory, file = connections["default"], tmp_path / "strata.sqlite3"
    in_memory.cursor().execute("VACUUM INTO %s", [str(file)])
    in_file = connections.create_connection("default")
    in_file.settings_dict = {**in_memory.settings_dict, "NAME": str(file)}
    connections["default"] = in_file
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    yield f"sqlite:///{file}"
    in_file.close()
    connections["default"] = in_memory


def files(count: int = COUNT, word: str = "rest") -> dict[str, bytes]:
    texts = {
        f"in/{word}-{number:03}.md": f"# Academic\n\n## Of {word} {number}\n\nWords.\n".encode()
        for number in range(count)
    }
    return {**texts, "in/000-empty.md": b""}


def confirmed(count: int = COUNT, *words: str) -> list[Upload]:
    """Uploads that were tried and are to be imported."""
    editor = make_person("Editor")
    jobs = [asking.receive(files(count, word), by=editor) for word in words or ["rest"]]
    work()
    assert all(asking.confirm(job, by=editor) for job in jobs)
    return jobs


def process(*command: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def let_time_pass(job: Upload) -> None:
    """Make a worker's last sign of life an old one."""
    then = timezone.now() - timedelta(minutes=5)
    Upload.objects.filter(pk=job.pk).update(heartbeat_at=then)


def statuses(job: Upload) -> Counter[str]:
    job.refresh_from_db()
    return Counter(document["status"] for document in job.report["documents"])


def test_an_import_whose_worker_is_killed_is_completed_by_another(database, tmp_path):
    [job] = confirmed()
    killed = process("-m", "tests.articles.dying_worker")
    killed.communicate()
    assert killed.returncode == -9
    assert Article.objects.count() == FIRST
    assert len(list(tmp_path.glob("strata-upload-*"))) == 1
    assert work() == 0  # it may still be alive
    let_time_pass(job)
    assert work() == 1
    assert statuses(job) == {"created": COUNT, "refused": 1}
    assert job.report["totals"]["created"] == COUNT
    assert (job.state, bytes(job.content), job.worker) == ("done", b"", "")
    assert list(tmp_path.glob("strata-upload-*")) == []
    assert Article.objects.count() == Source.objects.count() == Section.objects.count() == COUNT
    assert set(Source.objects.values_list("folder", flat=True)) == {"upload/in"}
    assert ImportRun.objects.get().totals["documents"] == COUNT + 1
    refused = ImportFinding.objects.filter(code="document-refused")
    assert list(refused.values_list("path", flat=True)) == ["in/000-empty.md"]


def test_two_workers_at_once_share_the_uploads_and_double_none(database):
    jobs = confirmed(4, "rest", "sleep", "naps", "calm")
    both = [process("manage.py", "run_imports") for _ in range(2)]
    said = [one.communicate()[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum(int(words.split()[0]) for words in said) == len(jobs)
    assert [statuses(job)["created"] for job in jobs] == [4] * 4
    assert Article.objects.count() == 16


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(database):
    [job] = confirmed()
    slow = take("slow")
    let_time_pass(job)
    quick = take("quick")
    work_on(slow, Hold(slow, "slow"))
    assert not Article.objects.exists()
    work_on(quick, Hold(quick, "quick"))
    assert statuses(job)["created"] == COUNT


def test_a_cancelled_import_stops_and_keeps_what_is_in(database, monkeypatch):
    [job], real = confirmed(), run._Run._loaded

    def loaded(self, *args):
        real(self, *args)
        asking.cancel(job)

    monkeypatch.setattr(run._Run, "_loaded", loaded)
    assert work() == 1
    assert Article.objects.count() == FIRST
    assert statuses(job) == {"created": FIRST, "refused": 1}
    assert (job.state, bytes(job.content), job.worker) == ("cancelled", b"", "")
    assert work() == 0


def test_an_upload_that_kills_every_worker_fails_and_can_be_tried_again(database):
    [job] = confirmed(1)
    for number in range(MOST_ATTEMPTS):
        assert take(f"worker {number}")
        let_time_pass(job)
    assert work() == 0
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Whoever worked on it was stopped, 3 times.")
    assert asking.retry(job)
    assert (work(), statuses(job)["created"]) == (1, 1)


def test_a_request_starts_a_process_that_does_what_waits(database, settings):
    job = asking.receive(files(2), by=None)
    settings.KB_IMPORT_WORKERS = "on-demand"
    started = [starting.start() for _ in range(2)]
    assert [one.wait() for one in started] == [0, 0]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.trial["totals"]["created"]) == ("planned", 0, 2)


def test_a_job_left_alone_is_started_anew_by_whoever_looks_at_it(database, settings, monkeypatch):
    [job], started = confirmed(1), []
    monkeypatch.setattr(starting, "start", lambda: started.append(1))
    taken = take("worker")
    starting.start_if_left(taken)
    assert started == []
    let_time_pass(job)
    for _ in range(2):
        starting.start_if_left(taken)
    assert started == [1]


def test_a_worker_told_to_end_gives_back_what_it_has_begun(database, monkeypatch):
    [job] = confirmed(1)

    def end(*args):
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(run, "load", end)
        work()
    assert (work(), statuses(job)["created"]) == (1, 1)


def test_how_far_it_is_is_told_while_it_runs(database, monkeypatch):
    asking.receive(files(), by=None)
    seen = []
    monkeypatch.setattr("articles.import_jobs.holding.TELL", 0)
    real = Hold.progress

    def progress(self, *args):
        real(self, *args)
        seen.append(Upload.objects.values_list("state", "done", "total", "current").get())

    monkeypatch.setattr(Hold, "progress", progress)
    work()
    assert seen[0] == ("planning", 1, COUNT + 1, "in/rest-024.md")
    assert seen[-1][:3] == ("planning", COUNT + 1, COUNT + 1)
