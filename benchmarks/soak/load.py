"""Who uses the site meanwhile: readers, searchers, an integrator, editors, an importer."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.soak.services import Services
from benchmarks.soak.truth import Truth

PAUSE = 0.02
"""Seconds between a client's requests, so that the load is bounded."""
CUT = (ConnectionError, http.client.HTTPException, TimeoutError)
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|base)" value="([^"]*)"')
PASSWORD = "a long enough password"  # noqa: S105 - of a site that lives for minutes
WORDS = ("revision", "sleep", "rest", "number", "evening", "nothing-has-this")

Headers = dict[str, str]


class Browser:
    """One client with a connection that is kept, and cookies if it is given any."""

    def __init__(self, port: int, truth: Truth) -> None:
        self.port, self.truth = port, truth
        self.cookies: Headers = {}
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, kind: str, path: str, form: Headers | None = None, **headers: str
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Send a request; one whose connection was cut is sent once more if it changes nothing."""
        for is_last in (form is not None, True):
            asked = time.monotonic()
            try:
                status, body, got = self._send(path, form, headers)
            except CUT:
                self._connection = None
                self.truth.answers[f"{kind} cut"] += 1
                if is_last:
                    raise
                continue
            self.truth.answered(kind, status, asked, got.get("Retry-After"))
            return status, body, got
        raise AssertionError("unreachable")

    def _send(self, path: str, form: Headers | None, headers: Headers) -> tuple[int, bytes, object]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.port}/"
        body = urlencode(form) if form is not None else None
        self._connection.request("POST" if body is not None else "GET", path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response.status, content, response.headers


def repeat(stop: threading.Event, work: Callable[[], None]) -> threading.Thread:
    """Do ``work`` until ``stop`` is set; a cut connection ends one round of it only."""

    def run() -> None:
        while not stop.is_set():
            try:
                work()
            except CUT:
                stop.wait(0.2)
            stop.wait(PAUSE)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def reader(services: Services, truth: Truth, slugs: list[str], dice: random.Random):
    """Reads articles, as their visitors do."""
    browser = Browser(services.port, truth)

    def work() -> None:
        slug = dice.choice(slugs)
        asked = time.monotonic()
        status, body, _ = browser.ask("page", f"/articles/{slug}/fundamentals/")
        if status == 200:
            truth.check_page(slug, asked, body)

    return work


def asker(services: Services, truth: Truth, slugs: list[str], dice: random.Random):
    """Searches, asks the API, looks through lists."""
    browser = Browser(services.port, truth)

    def work() -> None:
        word, slug = dice.choice(WORDS), dice.choice(slugs)
        browser.ask("search", f"/search/?q={word}")
        browser.ask("api search", f"/api/v1/search/?q={word}")
        status, body, _ = browser.ask("api", f"/api/v1/articles/{slug}/")
        if status == 200 and json.loads(body)["slug"] != slug:
            truth.fault(f"the API answered with another article than {slug}")
        browser.ask("list", "/articles/")
        browser.ask("glossary", "/glossary/")

    return work


class Editor:
    """Edits articles of its own through the editors' site and publishes them."""

    def __init__(self, services: Services, truth: Truth, places: dict[str, int]) -> None:
        """``places`` are the articles, each with the number of the section to edit."""
        self.browser = Browser(services.port, truth)
        self.truth, self.places = truth, places
        self.number = 0

    def log_in(self) -> None:
        self._form("/admin/login/", {"username": "soak", "password": PASSWORD})

    def work(self) -> None:
        from django.db import Error as DatabaseFault
        from django.db import close_old_connections, connection

        self.number += 1
        for slug, section in self.places.items():
            if not self._save(slug, section):
                continue
            close_old_connections()
            try:
                self._publish(slug)
            except DatabaseFault:
                connection.close()
                self.truth.answers["publish failed"] += 1

    def _save(self, slug: str, section: int) -> bool:
        path = f"/admin/articles/section/{section}/change/"
        text = f"This is revision number {self.number} of {slug}, about sleep and rest."
        status = self._form(path, {"heading": "", "markdown": text, "_save": "Save"})
        if status == 302:
            self.truth.saved(slug, self.number)
        return status == 302

    def _publish(self, slug: str) -> None:
        from articles.models import Article
        from articles.publishing import publish

        self.truth.publishing(slug, self.number)
        publish(Article.objects.get(slug=slug), note=f"Revision {self.number}.")
        self.truth.published(slug, self.number)
        self.truth.answers["publish done"] += 1

    def _form(self, path: str, values: Headers) -> int:
        """Open a form, fill it in and send it; a form that was not shown is not sent."""
        status, page, _ = self.browser.ask("editor", path)
        if status == 302 and path != "/admin/login/":
            self.log_in()
        if status != 200:
            return status
        hidden = dict(
            re.findall(r'name="(csrfmiddlewaretoken|base)" value="([^"]*)"', page.decode())
        )
        status, _, _ = self.browser.ask("edit", path, {**hidden, **values})
        return status


def importer(services: Services, truth: Truth, stop: threading.Event):
    """Imports a changed document again and again."""
    path = Path(services.folder) / "imported.md"
    rounds = iter(range(1, 1_000_000))

    def work() -> None:
        number = next(rounds)
        text = f"---\ntitle: Imported\nslug: imported\n---\n\n# Fundamentals\n\nImport {number}.\n"
        path.write_text(text, encoding="utf-8")
        done = services.manage("import_documents", str(path), "--publish")
        truth.answers["import done" if done.returncode == 0 else "import failed"] += 1
        if "Traceback" in done.stderr:
            truth.answers["import traceback"] += 1
        stop.wait(10)

    return work
