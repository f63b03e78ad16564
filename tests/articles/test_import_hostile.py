"""Importing what is broken, hostile or cut off: a clear refusal or a safe import, never half."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from articles.importing import load as loading
from articles.importing import spreading
from articles.importing.folder import Item
from articles.importing.reading import Reading, Refusal
from articles.importing.run import Options, import_paths
from articles.models import Article, ImportFinding, Rendering
from tests.articles.deadly_reader import deadly
from tests.articles.documents import CAPTURE, MARKDOWN

ROOT = Path(__file__).resolve().parents[2]
PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "sql": "'); DROP TABLE articles_article; --",
    "template": "{{ 7|add:7 }}{% include 'x' %}",
    "format": "%s %(x)s {0.__class__}",
    "address": "[x](javascript:alert(1))",
}


def run(*paths: Path, **options):
    return import_paths(paths, Options(**options))


def statuses(report) -> dict[str, str]:
    return {Path(entry.path).name: entry.status for entry in report.entries}


def plain(number: int) -> str:
    """A small capture that is like no other."""
    chosen = random.Random(number)
    said = " ".join(chosen.choice(("walks", "rests", "sleeps", "eats", "reads")) for _ in range(60))
    parts = (f"{tier}\n\nPatient {number} {said}.\n\n" for tier in ("Fundamentals", "Academic"))
    return "\n".join(parts)


def fill(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"note-{number:03}.txt").write_text(plain(number), encoding="utf-8")
    return folder


# --- payloads -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_in_the_text_of_a_capture_is_shown_as_words(tmp_path, payload):
    (tmp_path / "a.txt").write_text(CAPTURE.replace("Joints", payload).replace("mornings", payload))
    assert statuses(run(tmp_path, publish=True)) == {"a.txt": "created"}
    for html in Rendering.objects.values_list("html", flat=True):
        assert "<script" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_in_every_field_of_a_document_does_no_harm(tmp_path, client, payload):
    quoted = payload.replace("'", "''")
    text = MARKDOWN
    for field in ("title: Sleep and the heart", "owner: Example editors", "family: Example"):
        text = text.replace(field, f"{field.split(':')[0]}: '{quoted}'")
    text = text.replace("topics: [sleep, heart]", f"topics: ['{quoted}']")
    for words in ("Rest is part", "A good night", "Keep hours", "Hours by age", "The push of"):
        text = text.replace(words, payload)
    (tmp_path / "a.md").write_text(text)
    assert statuses(run(tmp_path, publish=True)) == {"a.md": "created"}
    page = client.get("/articles/sleep-and-the-heart/")
    assert page.status_code in (200, 302)
    said = client.get("/articles/sleep-and-the-heart/fundamentals/").content.decode()
    assert "<script>alert" not in said
    assert "<img src=x" not in said
    assert 'href="javascript' not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "a/../../b.txt",
        "C:\\x.txt",
        "<script>.txt",
        "é∞.txt",
    ],
)
def test_a_manifest_that_names_other_files_reaches_none(tmp_path, name):
    (tmp_path / "a.txt").write_text(CAPTURE)
    (tmp_path / "manifest.toml").write_text(f"['{name}']\ntitle = 'Taken'\n", encoding="utf-8")
    assert statuses(run(tmp_path)) == {"a.txt": "created"}
    assert not Article.objects.filter(title="Taken").exists()


@pytest.mark.django_db
def test_links_that_lead_round_and_out_are_not_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "a.txt").write_text(CAPTURE)
    (outside / "secret.txt").write_text(plain(1))
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "away").symlink_to(outside, target_is_directory=True)
    (inside / "self.txt").symlink_to(inside / "self.txt")
    (inside / "again.txt").symlink_to(inside / "a.txt")
    report = run(inside)
    assert Article.objects.count() == 1
    assert [entry.status for entry in report.entries].count("created") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("binary.txt", bytes(range(256)) * 40),
        ("empty.txt", b""),
        ("blank.txt", b"\n \n\t\n"),
        (
            "tags.md",
            b"---\ntitle: !!python/object/apply:os.abort []\n---\n# Academic\n\nx\n",
        ),
        ("bomb.md", b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: t\n---\n# Academic\n"),
        ("open.md", b"---\ntitle: never closed\n"),
    ],
)
def test_what_is_no_document_is_refused_in_words(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(CAPTURE)
    report = run(tmp_path)
    assert statuses(report) == {name: "refused", "good.txt": "created"}
    message = report.refused[0].findings[0].message
    assert message
    assert "Traceback" not in message


@pytest.mark.django_db
def test_documents_of_one_title_get_addresses_of_their_own(tmp_path):
    for number in range(30):
        other = plain(number).replace("Patient", "---")
        text = f"---\ntitle: The same\n---\n\n# Academic\n\n{other}\n"
        (tmp_path / f"{number}.md").write_text(text)
    assert set(statuses(run(tmp_path)).values()) == {"created"}
    slugs = set(Article.objects.values_list("slug", flat=True))
    assert slugs == {"the-same", *(f"the-same-{number}" for number in range(2, 31))}


# --- failures -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_document_that_fails_unexpectedly_is_refused_alone(tmp_path, monkeypatch, caplog):
    fill(tmp_path, 6)
    real = loading.summary

    def fail(parsed):
        if "Patient 3 " in repr(parsed):
            raise ZeroDivisionError("a mistake of ours")
        return real(parsed)

    monkeypatch.setattr(loading, "summary", fail)
    report = run(tmp_path, publish=True)
    assert statuses(report).pop("note-003.txt") == "refused"
    assert "a mistake of ours" in report.refused[0].findings[0].message
    assert "note-003.txt" in caplog.text
    assert Article.objects.published().count() == 5
    monkeypatch.undo()
    assert statuses(run(tmp_path))["note-003.txt"] == "created"


def test_a_reader_that_dies_costs_its_file_only(tmp_path):
    fill(tmp_path, 6)
    items = [Item(path) for path in sorted(tmp_path.iterdir())]
    with spreading.Readers("auto", expected=100) as readers:
        if not readers.is_spread:
            pytest.skip("this machine has one core")
        readers.work = deadly
        readings = list(readers.read(items))
    assert [type(reading) for reading in readings].count(Reading) == 5
    assert isinstance(readings[3], Refusal)
    assert readings[3].reason == spreading.KILLED


# --- files that are gone ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_that_is_gone_is_reported_once_and_nothing_is_deleted(tmp_path):
    fill(tmp_path, 3)
    run(tmp_path, publish=True)
    (tmp_path / "note-001.txt").unlink()
    for _ in range(2):
        report = run(tmp_path, publish=True)
        assert any("note-001.txt" in note for note in report.notes)
    finding = ImportFinding.objects.get(code="source-missing")
    assert finding.is_open
    assert finding.source.name == "note-001.txt"
    assert Article.objects.published().count() == 3


@pytest.mark.django_db
def test_a_file_under_a_new_name_is_not_missing(tmp_path):
    fill(tmp_path, 2)
    run(tmp_path)
    (tmp_path / "note-001.txt").rename(tmp_path / "renamed.txt")
    report = run(tmp_path)
    assert not report.notes
    assert not ImportFinding.objects.filter(code="source-missing").exists()


@pytest.mark.django_db
def test_an_import_of_one_file_misses_no_other(tmp_path):
    fill(tmp_path, 2)
    run(tmp_path)
    (tmp_path / "note-001.txt").unlink()
    assert not run(tmp_path / "note-000.txt").notes


# --- killed -------------------------------------------------------------------------------


def test_an_import_killed_at_any_moment_leaves_whole_documents_and_is_completed(tmp_path):
    database = tmp_path / "killed.sqlite3"
    folder = fill(tmp_path / "notes", 60)
    here = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*command, "migrate", "-v0"], env=here, check=True, timeout=300)
    arguments = [*command, "import_documents", "--publish", str(folder)]
    chosen = random.Random(7)
    for _ in range(3):
        started = subprocess.Popen(
            arguments, env=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(chosen.uniform(1.5, 6.0))
        os.killpg(started.pid, signal.SIGKILL) if started.poll() is None else None
        started.wait(30)
        assert _halves(database) == []
    subprocess.run(arguments, env=here, check=True, timeout=300, stdout=subprocess.DEVNULL)
    assert _halves(database) == []
    assert (
        _count(database, "SELECT count(*) FROM articles_article WHERE published_id NOTNULL") == 60
    )
    assert _count(database, "SELECT count(*) FROM articles_rendering") == 120


def _halves(database: Path) -> list[str]:
    """Return what is there in part: each line names a rule that a document breaks."""
    rules = {
        "an article has a source": "SELECT count(*) FROM articles_article a WHERE NOT EXISTS "
        "(SELECT 1 FROM articles_source s WHERE s.article_id = a.id)",
        "an article has both its sections": "SELECT count(*) FROM articles_article a WHERE 2 <> "
        "(SELECT count(*) FROM articles_section s WHERE s.article_id = a.id)",
        "a published article is shown": "SELECT count(*) FROM articles_article a "
        "WHERE published_id NOTNULL AND 2 <> "
        "(SELECT count(*) FROM articles_rendering r WHERE r.article_id = a.id)",
        "what is shown is found": "SELECT count(*) FROM articles_article a "
        "WHERE published_id NOTNULL AND 2 <> "
        "(SELECT count(*) FROM search_passage p WHERE p.kind = 'article' AND p.key = a.slug)",
    }
    return [rule for rule, sql in rules.items() if _count(database, sql)]


def _count(database: Path, sql: str) -> int:
    with sqlite3.connect(database) as connection:
        return connection.execute(sql).fetchone()[0]
