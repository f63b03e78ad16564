"""Backup, destruction, restore: what comes back is what was there."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Version
from kb import state
from kb.backup import archive, postgresql
from kb.backup.archive import BackupFailed
from kb.backup.site import backup, facts, restore
from kb.integrity import problems
from tests.factories import make_article

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"),
        reason="PostgreSQL's client tools are not installed",
    ),
]


@pytest.fixture
def whole_again():
    """Leave the next test a database that has tables."""
    yield
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)


def destroy() -> None:
    """Lose everything: no table is left."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA writable_schema=RESET")
        for table in connection.introspection.table_names():
            cursor.execute(f'DROP TABLE IF EXISTS "{table}"')


def test_what_was_backed_up_comes_back_whole(tmp_path, client, sound_article, whole_again, capsys):
    page = client.get("/articles/sleep-and-rest/academic/").content
    before = facts()
    call_command("backup", tmp_path)
    [path] = tmp_path.iterdir()
    destroy()
    assert not connection.introspection.table_names()
    call_command("restore", path)
    assert facts() == before
    assert client.get("/articles/sleep-and-rest/academic/").content == page
    assert list(problems()) == []
    made, restored = capsys.readouterr().out.splitlines()
    assert before.versions_sha256 in made
    assert before.versions_sha256 in restored


def test_restoring_undoes_what_came_after_but_is_not_taken_for_the_past(tmp_path, sound_article):
    path, _ = backup(tmp_path)
    make_article(slug="later")
    newest, _ = state.counters()
    with pytest.raises(BackupFailed, match="not empty"):
        restore(path)
    assert Version.objects.filter(article__slug="later").exists()
    restore(path, force=True)
    assert not Version.objects.filter(article__slug="later").exists()
    assert state.counters()[0] > newest


def test_backup_says_what_it_holds_to_its_owner_only(tmp_path, sound_article):
    path, _ = backup(tmp_path / "one")
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["one"]
    with tarfile.open(path) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        listed = tar.extractfile("versions.txt").read().decode()
    assert listed == f"sleep-and-rest 1 {sound_article.published.digest}\n"
    assert manifest["facts"]["versions"] == 1
    assert manifest["engine"] == connection.vendor
    with pytest.raises(BackupFailed, match="exists"):
        backup(path)


def repacked(path, change) -> None:
    """Rewrite a backup with each member's bytes passed through ``change(name, data)``."""
    with tarfile.open(path) as tar:
        members = {each.name: tar.extractfile(each).read() for each in tar.getmembers()}
    with tarfile.open(path, "w:gz") as tar:
        for name, data in members.items():
            data = change(name, data)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def shortened(name, data):
    return data[:-9] if name == "database" else data


def of_another_format(name, data):
    return b"[]" if name == "manifest.json" else data


def of_tomorrow(name, data):
    return data.replace(b'"kb.0001', b'"kb.9001') if name == "manifest.json" else data


def of_another_engine(name, data):
    return data.replace(b'"engine": "', b'"engine": "other-') if name == "manifest.json" else data


REFUSED = {
    shortened: "damaged",
    of_another_format: "cannot read",
    of_tomorrow: "newer than this one: kb.9001",
    of_another_engine: "export_documents",
}


def test_what_is_no_whole_backup_is_refused_and_nothing_is_touched(tmp_path, sound_article):
    path, _ = backup(tmp_path)
    for change, said in REFUSED.items():
        copy = tmp_path / change.__name__
        shutil.copy(path, copy)
        repacked(copy, change)
        with pytest.raises(BackupFailed, match=said):
            restore(copy, force=True)
    assert Version.objects.count() == 1


def test_what_is_no_archive_is_said_to_be_none(tmp_path):
    path = tmp_path / "file"
    for content in (b"", b"no archive", gzip.compress(b"no tar")):
        path.write_bytes(content)
        with pytest.raises(CommandError, match="no backup of Strata"):
            call_command("restore", path)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", tmp_path / "none")


def test_full_disk_is_said_and_leaves_nothing_behind(tmp_path, sound_article, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL needs its tools")
def test_missing_tool_is_named(tmp_path, sound_article, monkeypatch):
    monkeypatch.setattr(postgresql.shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match=r"pg_dump is not on the path.*postgresql-client"):
        call_command("backup", tmp_path)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the script is PostgreSQL's")
def test_restore_that_fails_midway_changes_nothing(tmp_path, sound_article, monkeypatch):
    path, _ = backup(tmp_path)
    monkeypatch.setattr("kb.backup.site._next_counter", lambda: -1)
    with pytest.raises(BackupFailed, match="psql failed"):
        restore(path, force=True)
    assert Version.objects.count() == 1
