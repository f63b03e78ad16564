"""A served site of two workers links what another process did to the glossary, at once."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = re.compile(r"Process (\d+) built the linker of glossary state (\d+)")
LONG = 60
"""Seconds after which a process that should have done something has not."""
WORKERS = 2


def until(is_so: Callable[[], object], seconds: float = LONG) -> None:
    """Ask again and again until something is so; fail if it takes longer."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() < begun + seconds
        threading.Event().wait(0.01)


class Site:
    """``strata serve`` with two workers, whose log tells when each of them builds a linker."""

    def __init__(self, environment: dict[str, str], log: IO[str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._log = Path(log.name)
        command = ["manage.py", "serve", "--as-it-is", f"--port={self.port}"]
        self._process = subprocess.Popen(
            [sys.executable, *command, f"--workers={WORKERS}"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip

    def link(self, text: str) -> list[str]:
        """Return the terms that whichever worker answers finds in a text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        try:
            sent = {"Content-Type": "application/json"}
            connection.request("POST", "/api/v1/annotate", json.dumps({"text": text}), sent)
            answer = connection.getresponse()
            assert answer.status == 200
            return [mention["slug"] for mention in json.load(answer)["terms"]]
        finally:
            connection.close()

    def builds(self) -> Counter[tuple[str, str]]:
        """Return how often each process built the linker of each state of the glossary."""
        return Counter(BUILT.findall(self._log.read_text()))

    def all_have_linked(self) -> bool:
        """Let workers link something; return whether every one of them has by now."""
        try:
            at_once(WORKERS, lambda: self.link("sleep"))
        except ConnectionRefusedError:  # it does not listen yet
            assert self._process.poll() is None, self._log.read_text()
        return len({process for process, _ in self.builds()}) == WORKERS

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(LONG)


class Editor:
    """A process in which the glossary is changed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.editor"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, *change: str) -> None:
        assert self._process.stdin and self._process.stdout
        print(json.dumps(change), file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == "done\n"

    def stop(self) -> None:
        self._process.communicate()


def at_once(count: int, do: Callable[[], object]) -> None:
    """Do something in so many threads at the same time; raise what any of them raised."""
    errors: list[Exception] = []

    def guarded() -> None:
        try:
            do()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.fixture
def environment(database: str, tmp_path: Path) -> dict[str, str]:
    """What both processes share: the database."""
    return {
        **os.environ,
        "CACHE_URL": "locmemcache://",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "KB_LOG_LEVEL": "WARNING",
        "KB_VAR_DIR": str(tmp_path),
    }


@pytest.fixture
def site(environment: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "staticfiles.json").write_text('{"paths": {}}')  # answers of the API name none
    deployed = {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "0",
        "KB_API_RATE": "1000000/min",
        "KB_LOG_LEVEL": "DEBUG",
        "KB_STATIC_ROOT": str(tmp_path),
        "SECRET_KEY": "of a test that serves a site as it is deployed, and of nothing else",
        "SITE_URL": "http://127.0.0.1",
    }
    with (tmp_path / "log").open("w") as log:
        served = Site({**environment, **deployed}, log)
        try:
            until(served.all_have_linked)
            yield served
        finally:
            served.stop()


@pytest.fixture
def editor(environment: dict[str, str]) -> Iterator[Editor]:
    begun = Editor(environment)
    yield begun
    begun.stop()


def test_every_worker_builds_a_changed_glossary_once_before_anybody_asks(site, editor):
    changes = [
        (("add", "melatonin"), ["melatonin"]),
        (("rename", "melatonin", "night hormone"), ["night-hormone"]),
        (("withdraw", "night hormone"), []),
    ]
    for change, links in changes:
        before = site.builds()
        editor(*change)
        until(lambda before=before: len(site.builds() - before) == WORKERS, seconds=1)
        at_once(8, lambda: site.link("melatonin, the night hormone"))
        assert site.link("melatonin, the night hormone") == links
        assert set((site.builds() - before).values()) == {1}
        assert (site.builds() - before).total() == WORKERS


def test_who_asks_after_a_change_gets_its_links_however_many_ask(site, editor):
    names = [f"kappa {number}" for number in range(8)]
    editor("add", names[0])
    committed, has_ended = 0, threading.Event()
    text = ". ".join(names)

    def ask() -> None:
        while not has_ended.is_set():
            least = committed
            found = site.link(text)  # nothing, if it was renamed between finding and naming it
            assert all(int(link.rpartition("-")[2]) >= least for link in found)

    def change() -> None:
        nonlocal committed
        try:
            for number, (old, new) in enumerate(pairwise(names), 1):
                editor("rename", old, new)
                committed = number
        finally:
            has_ended.set()

    editing = threading.Thread(target=change)
    editing.start()
    at_once(4, ask)
    editing.join()
    assert committed == len(names) - 1
    assert site.link(text) == ["kappa-7"]
    assert set(site.builds().values()) == {1}
