"""Two worker processes on one database: what is published shows on both within a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from articles.models import Rendering
from kb.models import SiteState

PATH = "/articles/sleep/"
ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """A process that serves the site."""

    def __init__(self, database: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.worker"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "kb.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def get(self, path: str = PATH) -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def stop(self) -> None:
        self._process.communicate()


@pytest.fixture
def workers(database: str) -> Iterator[tuple[Worker, Worker]]:
    both = (Worker(database), Worker(database))
    yield both
    for worker in both:
        worker.stop()


def publish(database: str, words: str) -> None:
    """Change what readers see, in one transaction, from a third process's point of view."""
    html = f"<section><p>{words}</p></section>"
    if database.startswith("sqlite"):
        import sqlite3

        with sqlite3.connect(database.removeprefix("sqlite:///")) as file:
            file.execute("UPDATE articles_rendering SET html = ?", [html])
            file.execute("UPDATE kb_sitestate SET counter = counter + 1")
        file.close()
    else:
        Rendering.objects.update(html=html)
        SiteState.objects.update(counter=F("counter") + 1)


def test_a_publish_shows_on_every_worker_within_a_second(workers, database):
    for worker in workers:
        assert not worker.get()["remembered"]
        assert worker.get()["remembered"]
    for words in ("Wholly new words", "Still newer words"):
        publish(database, words)
        published = time.monotonic()
        waiting = list(workers)
        while waiting:
            waiting = [worker for worker in waiting if words not in worker.get()["text"]]
            assert not waiting or time.monotonic() < published + 1
        for worker in workers:
            again = worker.get()
            assert again["remembered"]
            assert words in again["text"]


NEEDLESS = (
    "ahocorasick_rs",
    "articles.admin",
    "articles.importing",
    "articles.publishing",
    "bleach",
    "drf_spectacular.openapi",
    "kb.api.views",
    "kb.markup.markdown",
    "lxml",
    "markdown",
    "nh3",
    "rapidfuzz",
    "rest_framework.serializers",
    "yaml",
)
"""What only those need who write, import, publish, or ask the API."""

READ = (
    "/",
    "/articles/",
    PATH,
    "/articles/sleep/academic/",
    "/articles/sleep/versions/",
    "/articles/sleep/versions/1/",
    "/glossary/",
    "/glossary/sleep/",
    "/references/",
    "/references/example/",
    "/search/?q=sleep",
    "/feeds/articles.atom",
    "/sitemap.xml",
    "/nowhere/",
    "/healthz",
)


NEEDLESS_FOR_ARTICLES = (
    "articles.feedback",
    "glossary.linking",
    "glossary.views",
    "kb.search.views",
    "references.views",
    "rest_framework",
)
"""What nobody needs who only reads articles."""


def test_a_worker_that_only_shows_articles_loads_no_other_views(workers):
    worker = workers[0]
    assert worker.get(PATH)["status"] == 200
    assert sorted(set(NEEDLESS_FOR_ARTICLES).intersection(worker.get("modules")["modules"])) == []


def test_a_worker_that_only_serves_readers_loads_nothing_else(workers):
    worker = workers[0]
    statuses = [worker.get(path)["status"] for path in READ]
    assert statuses == [404 if path == "/nowhere/" else 200 for path in READ]
    assert sorted(set(NEEDLESS).intersection(worker.get("modules")["modules"])) == []
    assert worker.get("/api/v1/articles/sleep/")["status"] == 200
    assert worker.get("/admin/login/")["status"] == 200
    assert "articles.admin" in worker.get("modules")["modules"]


def test_the_editors_site_loads_neither_the_api_nor_the_importer(workers):
    worker = workers[0]
    assert worker.get("/admin/login/")["status"] == 200
    loaded = set(worker.get("modules")["modules"])
    assert "articles.admin" in loaded
    assert loaded.isdisjoint({"rest_framework.views", "kb.document.layouts"})
