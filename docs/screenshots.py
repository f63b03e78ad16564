"""Make the pictures that show and identify the site, with the distribution's Chromium.

    python docs/screenshots.py http://127.0.0.1:8000          pages of a running site
    python docs/screenshots.py --identity                     favicon, touch icon, social card

Pages are written to docs/screenshots/, the identity to static/images/.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "screenshots"
IMAGES = ROOT / "static" / "images"

ARTICLE = "/articles/anastrozole-and-bone/"
DESK, PHONE = (1280, 900), (390, 844)

SHOTS: dict[str, tuple[str, tuple[int, int], dict[str, Any]]] = {
    "home-light": ("/", DESK, {}),
    "home-dark": ("/", DESK, {"color_scheme": "dark"}),
    "home-phone": ("/", PHONE, {}),
    "home-phone-dark": ("/", PHONE, {"color_scheme": "dark"}),
    "article-light": (ARTICLE, DESK, {}),
    "article-dark": (f"{ARTICLE}academic/", DESK, {"color_scheme": "dark"}),
    "article-phone": (ARTICLE, PHONE, {}),
    "article-phone-dark": (ARTICLE, PHONE, {"color_scheme": "dark"}),
    "term-card": (ARTICLE, DESK, {}),
    "reference-card": (ARTICLE, PHONE, {}),
    "feedback": (ARTICLE, PHONE, {}),
    "glossary-light": ("/glossary/", DESK, {}),
    "search-phone": ("/search/?q=bone", PHONE, {}),
}
"""File name → address, size of the window, options of the browser."""

CARD = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;width:1200px;height:630px;display:flex;align-items:center;gap:72px;
background:#f6f8f6;color:#16262b;font:600 40px "Segoe UI",Roboto,"Liberation Sans",sans-serif}}
svg{{width:300px;height:300px;margin-left:96px}}
h1{{font-size:112px;margin:0 0 12px;letter-spacing:-4px}}
p{{margin:0;line-height:1.3;color:#4b5c62;max-width:640px}}</style>{mark}
<div><h1>Strata</h1><p>Clinical knowledge<br>at three depths</p></div>"""


def main() -> int:
    """Make the pictures asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--identity", action="store_true", help="make the site's own pictures")
    options = parser.parse_args()
    with chromium() as browser:
        if options.identity:
            make_identity(browser)
        else:
            photograph(browser, options.site.rstrip("/"))
    return 0


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield the browser; exits with a reason where there is none."""
    path = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    if not path:
        sys.exit("No Chromium found. Install it, or name one in KB_CHROMIUM.")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def photograph(browser: Any, site: str) -> None:
    """Take a picture of each page, and of one as it prints."""
    PAGES.mkdir(exist_ok=True)
    for name, (address, (width, height), options) in SHOTS.items():
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        page.goto(site + address, wait_until="networkidle")
        prepare(page, name)
        page.screenshot(path=PAGES / f"{name}.png")
        page.close()
        print(f"{name}.png")
    page = browser.new_page(viewport={"width": 700, "height": 990})
    page.goto(site + ARTICLE, wait_until="networkidle")
    page.emulate_media(media="print")
    page.evaluate("document.body.style.padding = '40px'")
    page.screenshot(path=PAGES / "article-print.png")
    page.close()
    print("article-print.png")


def prepare(page: Any, name: str) -> None:
    """Do what a reader does before the picture: open a card, go to the end."""
    if name == "term-card":
        page.locator("a.term").first.click()
    elif name == "reference-card":
        page.locator("sup.citation a").first.click()
        page.locator(".term-card").scroll_into_view_if_needed()
    elif name == "feedback":
        page.locator("#cite").evaluate("part => part.scrollIntoView({behavior: 'instant'})")


def make_identity(browser: Any) -> None:
    """Draw the mark as icons, and the card that other sites show for a link."""
    mark = (IMAGES / "favicon.svg").read_text()
    icon = draw(browser, f"<style>body{{margin:0}}svg{{display:block}}</style>{mark}", 32, 32)
    (IMAGES / "favicon.ico").write_bytes(as_icon(icon, 32))
    touch = f"<style>body{{margin:0;background:#fff}}svg{{display:block;margin:18px}}</style>{mark}"
    (IMAGES / "touch-icon.png").write_bytes(draw(browser, touch, 180, 180))
    (IMAGES / "social-card.png").write_bytes(draw(browser, CARD.format(mark=mark), 1200, 630))


def draw(browser: Any, html: str, width: int, height: int) -> bytes:
    """Return a page of the given size as PNG, without ground where it has none."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    picture: bytes = page.screenshot(omit_background=True)
    page.close()
    return picture


def as_icon(png: bytes, size: int) -> bytes:
    """Return an ICO file of one picture, which may be a PNG since Windows Vista."""
    header = struct.pack("<HHH", 0, 1, 1)
    return header + struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), 22) + png


if __name__ == "__main__":
    raise SystemExit(main())
