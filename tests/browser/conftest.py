"""A real Chromium against a live server; skipped, with a reason, where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pages.conftest import full_article  # noqa: F401

CHROMIUM = os.environ.get("KB_CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    if not CHROMIUM or not os.access(CHROMIUM, os.X_OK):
        pytest.skip("no Chromium: install it or name one in KB_CHROMIUM")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    flags = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with pytest.MonkeyPatch.context() as environment, sync_api.sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, which Django takes for async code.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


class Visit:
    """A tab that remembers what went wrong in it and everything it asked for."""

    def __init__(self, browser: Any, origin: str, **options: Any) -> None:
        self.origin = origin
        self.context = browser.new_context(base_url=origin, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def check_quiet(self) -> None:
        """No console error, no request to another origin, no cookie."""
        assert self.errors == []
        assert [url for url in self.requests if not url.startswith(self.origin)] == []
        assert self.context.cookies() == []


@pytest.fixture
def visit(chromium, live_server) -> Iterator[Any]:
    """A function that opens a tab; ``visit(javascript=False, width=390, dark=True)``."""
    opened = []

    def start(*, width: int = 1280, javascript: bool = True, dark: bool = False, **more: Any):
        tab = Visit(
            chromium,
            live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            **more,
        )
        opened.append(tab)
        return tab

    yield start
    for tab in opened:
        tab.context.close()
