"""What commands say where the database is not ready for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

NEEDING_CONTENT = {
    "audit": (),
    "export_documents": ("somewhere",),
    "export_site": ("somewhere",),
    "import_documents": ("somewhere",),
    "mend_changes": (),
    "rebuild_search": (),
    "redraw": (),
    "run_imports": (),
    "send_reminders": (),
    "verify": (),
}


def run(command: str, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", command, *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database, "SECRET_KEY": "x", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", NEEDING_CONTENT)
def test_a_database_that_is_behind_is_refused(command, monkeypatch):
    monkeypatch.setattr("kb.management.content.is_migrated", lambda: False)
    with pytest.raises(CommandError, match="then run: manage"):
        call_command(command, *NEEDING_CONTENT[command])


def test_an_empty_database_is_refused_in_a_line_and_filled_if_asked(tmp_path: Path):
    database = f"sqlite:///{tmp_path}/new.sqlite3"
    document = tmp_path / "note.md"
    document.write_text("---\ntitle: A note\n---\n\n# Fundamentals\n\nA few words.\n")
    refused = run("import_documents", database, str(document))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "manage.py migrate" in refused.stderr
    assert run("import_documents", database, str(document), "--migrate").returncode == 0


def test_a_database_that_does_not_answer_is_refused_in_a_line():
    refused = run("verify", "postgres://postgres@127.0.0.1:9/none?connect_timeout=2")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "DATABASE_URL" in refused.stderr
