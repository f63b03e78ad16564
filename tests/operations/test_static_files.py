"""Static files as a worker sends them itself, where nothing in front of it does."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from kb.static_files import SparingCompressor, StaticFilesMiddleware


@pytest.fixture
def folder(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "plain.css").write_text("body { color: black }" * 50)
    (tmp_path / "a" / "plain.css.gz").write_bytes(gzip.compress(b"twin"))
    return tmp_path


def test_a_file_is_sent_with_its_compressed_twin(folder, client):
    answer = client.get("/static/a/plain.css")
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        'text/css; charset="utf-8"',
    )
    assert "max-age" in answer.headers["Cache-Control"]
    assert b"".join(answer).startswith(b"body")
    packed = client.get("/static/a/plain.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed)) == b"twin"


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "a/",
        "a/none.css",
        "../manage.py",
        "a/../../manage.py",
        "a/plain.css/b",
        "\0",
        "x" * 5000,
    ],
)
@pytest.mark.django_db
def test_nothing_else_is_sent(folder, client, path):
    (folder.parent / "manage.py").write_text("secret")
    assert client.get(f"/static/{path}").status_code == 404


def test_no_file_is_looked_at_before_it_is_asked_for(folder):
    middleware = StaticFilesMiddleware(lambda request: None)
    assert middleware.files == {}


def test_a_file_that_came_later_is_found(folder, client, db):
    assert client.get("/static/later.css").status_code == 404
    (folder / "later.css").write_text("p {}")
    assert client.get("/static/later.css").status_code == 200


def stale(path: Path) -> None:
    path.write_text("body { color: white }" * 50)


def half_written(path: Path) -> None:
    twin = Path(f"{path}.gz")
    twin.write_bytes(twin.read_bytes()[:-9])


def lost(path: Path) -> None:
    Path(f"{path}.br").unlink()


@pytest.mark.parametrize("happened", [stale, half_written, lost])
def test_twins_are_made_again_only_if_they_do_not_say_what_the_file_says(folder, happened):
    path, compressor = folder / "a" / "plain.css", SparingCompressor(quiet=True)
    twins = [Path(f"{path}{suffix}") for suffix in (".br", ".gz")]
    assert compressor.compress(str(path)) == [str(twin) for twin in twins]
    before = [twin.stat().st_ino for twin in twins], [twin.stat().st_ctime_ns for twin in twins]
    assert compressor.compress(str(path)) == [str(twin) for twin in twins]
    after = [twin.stat().st_ino for twin in twins], [twin.stat().st_ctime_ns for twin in twins]
    assert after == before
    happened(path)
    compressor.compress(str(path))
    assert brotli.decompress(twins[0].read_bytes()) == path.read_bytes()
    assert gzip.decompress(twins[1].read_bytes()) == path.read_bytes()
