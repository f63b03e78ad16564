"""The script on a page of another site: another origin, a policy of its own, a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import Visit
from tests.factories import make_term

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elsewhere</title>
<link rel="stylesheet" href="{site}/embed/strata.css">
<script src="{site}/embed/strata.js" data-tier="fundamentals" data-root="main" defer></script>
</head><body><h1>Osteoporosis</h1><main><p>Osteoporosis makes bones break.</p>
<p class="strata-skip">Osteoporosis again.</p></main></body></html>"""


@pytest.fixture
def elsewhere(live_server) -> Iterator[tuple[str, list[str]]]:
    """Another site on an origin of its own, and the headers of what it was asked."""
    body = PAGE.format(site=live_server.url).encode()
    policy = "default-src 'none'; " + "; ".join(
        f"{kind} {live_server.url}" for kind in ("script-src", "style-src", "connect-src")
    )

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tab(chromium, elsewhere, transactional_db) -> Iterator[Visit]:
    make_term("osteoporosis", definition="Bones that break easily.")
    tab = Visit(chromium, elsewhere)
    tab.page.goto("/page")
    tab.page.wait_for_selector("a.strata-term")
    yield tab
    tab.context.close()


def test_another_sites_page_shows_our_definitions(tab, live_server):
    word = tab.page.locator("a.strata-term")
    assert word.all_text_contents() == ["Osteoporosis"]
    word.click()
    card = tab.page.get_by_role("dialog", name="osteoporosis")
    assert "Bones that break easily." in card.inner_text()
    assert card.evaluate("card => getComputedStyle(card).position") == "absolute"
    tab.page.keyboard.press("Escape")
    assert card.count() == 0
    assert [error for error in tab.errors if "favicon" not in error] == []


def test_the_page_tells_us_nothing_and_keeps_nothing(tab, live_server):
    asked = [url for url in tab.requests if not url.startswith(tab.origin)]
    assert {url.removeprefix(live_server.url) for url in asked} == {
        "/embed/strata.css",
        "/embed/strata.js",
        "/api/v1/annotate",
    }
    assert tab.context.cookies() == []
    assert tab.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
