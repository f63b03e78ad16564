"""A site with DEBUG=0 as it is deployed: static files collected, hashed, compressed, for good."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="static files are the same for every database"
)
ROOT = Path(__file__).resolve().parents[2]

ASKING = """
import base64, json, sys
from kb.wsgi import application
from tests.delivery.wsgi import ask

for line in sys.stdin:
    path, coding = json.loads(line)
    answer = ask(application, path, HTTP_HOST="kb.example.org", HTTP_ACCEPT_ENCODING=coding)
    body = base64.b64encode(answer.body).decode()
    print(json.dumps([answer.status, answer.headers, body]), flush=True)
"""


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": "of a test that starts the site as it is deployed, and of nothing else",
        "SITE_URL": "http://kb.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/strata.sqlite3",
        "CACHE_URL": "locmemcache://",
        "KB_VAR_DIR": str(folder),
        "KB_STATIC_ROOT": str(folder / "static"),
    }


def run(folder: Path, *command: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment(folder), input=said,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


class Answer:
    def __init__(self, line: str) -> None:
        import base64

        self.status, self.headers, body = json.loads(line)
        self.body = base64.b64decode(body)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """A function that asks a deployed site for (path, accepted coding) pairs."""
    folder = tmp_path_factory.mktemp("deployed")
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"]):
        done = run(folder, "manage.py", *command)
        assert done.returncode == 0, done.stderr

    def ask(*wanted: tuple[str, str]) -> list[Answer]:
        said = "".join(f"{json.dumps(each)}\n" for each in wanted)
        done = run(folder, "-c", ASKING, said=said)
        lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
        assert len(lines) == len(wanted), done.stderr
        return [Answer(line) for line in lines]

    return ask


def test_pages_name_hashed_files_that_are_kept_for_ever_and_were_compressed_before(deployed):
    [page] = deployed(("/", ""))
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.body.decode())
    assert names
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in names), names
    plain, br, gz = deployed(*((names[0], coding) for coding in ("", "br", "gzip")))
    assert plain.body == brotli.decompress(br.body) == gzip.decompress(gz.body)
    assert [each.headers.get("content-encoding") for each in (plain, br, gz)] == [
        None,
        "br",
        "gzip",
    ]
    for each in (plain, br, gz):
        assert each.status == 200
        assert each.headers["cache-control"] == "max-age=315360000, public, immutable"
        assert each.headers["vary"] == "Accept-Encoding"
        assert each.headers["x-content-type-options"] == "nosniff"


def test_every_text_file_has_its_compressed_twins(deployed, tmp_path_factory):
    folder = max(tmp_path_factory.getbasetemp().glob("deployed*")) / "static"
    manifest = json.loads((folder / "staticfiles.json").read_text())["paths"]
    own = [name for path, name in manifest.items() if path.startswith(("strata", "js/", "embed/"))]
    large = [name for name in own if (folder / name).stat().st_size > 1000]
    assert large
    assert [n for n in large if not (folder / f"{n}.br").is_file()] == []
    assert [n for n in large if not (folder / f"{n}.gz").is_file()] == []


def test_files_that_are_not_there_and_folders_are_not_found(deployed):
    paths = ("/static/none.css", "/static/", "/static/js/", "/static/staticfiles.json/x")
    answers = deployed(*((path, "") for path in paths))
    assert [each.status for each in answers] == [404] * len(paths)
    for each in answers:
        assert "immutable" not in each.headers.get("cache-control", "")


def test_a_site_whose_files_nobody_collected_says_what_to_do(tmp_path):
    for command in (["-c", "import kb.wsgi"], ["manage.py", "serve", "--as-it-is"]):
        done = run(tmp_path, *command)
        assert done.returncode != 0
        last = done.stderr.strip().splitlines()[-1]
        assert "no collected static files" in last
        assert "manage.py collectstatic" in last
