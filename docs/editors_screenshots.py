"""Make the pictures of the editors' guide, with the distribution's Chromium.

    python docs/editors_screenshots.py

A throwaway site is made of the starter library, served on a free port and edited like any other;
nothing of yours is touched. The pictures go to docs/screenshots/editors/.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from screenshots import PAGES, ROOT, chromium

PICTURES = PAGES / "editors"
SIZE = {"width": 1080, "height": 700}
PEOPLE = {"edith": "Editor", "eric": "Editor", "rosa": "Reviewer", "paul": "Publisher"}
PASSWORD = "throw-away-1"  # noqa: S105 - of a site that lives as long as this command
TITLE = "Anastrozole"

DOCUMENT = """---
title: Naps in the afternoon
slug: naps
---

# Fundamentals

A short nap can help you feel awake.

# Academic

## Length

Naps of 20 mg are shortest.
"""

MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, group in {PEOPLE!r}.items():
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True,
        first_name=name.capitalize(), last_name="Example")
    user.groups.add(Group.objects.get(name=group))
"""


def main() -> int:
    """Make every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        site(Path(folder)) as address,
        chromium() as browser,
    ):
        desk = Desk(browser, address, Path(folder))
        for name, shoot in SHOTS.items():
            page = shoot(desk)
            page.screenshot(path=PICTURES / f"{name}.png")
            size = (PICTURES / f"{name}.png").stat().st_size
            print(f"{name}.png {size // 1000} kB")
    return 0


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Serve a new site of the starter library; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "CACHE_URL": "locmemcache://",
        "SITE_URL": address,
    }

    def manage(*words: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *words]

    for words in (
        ("migrate", "-v", "0"),
        ("import_documents", str(ROOT / "seeds"), "--publish"),
        ("shell", "-v", "0", "-c", MAKE_PEOPLE),
    ):
        subprocess.run(manage(*words), env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    server = subprocess.Popen(  # noqa: S603 - our own command
        manage("runserver", f"127.0.0.1:{port}", "--noreload"),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Return once the address answers; give up after a minute."""
    for _ in range(120):
        try:
            urlopen(address).close()  # noqa: S310 - of this machine
            return
        except URLError:
            time.sleep(0.5)
    sys.exit(f"{address} does not answer.")


class Desk:
    """The people of the throwaway site, each in a browser of their own."""

    def __init__(self, browser: Any, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.pages: dict[str, Any] = {}

    def page(self, name: str) -> Any:
        """Return the page of a person who is logged in; of a guest for a name without account."""
        if name not in self.pages:
            context = self.browser.new_context(base_url=self.address, viewport=SIZE)
            page = self.pages[name] = context.new_page()
            if name in PEOPLE:
                page.goto("/admin/login/")
                page.locator("[name=username]").fill(name)
                page.locator("[name=password]").fill(PASSWORD)
                page.locator("[type=submit]").click()
                page.wait_for_url("**/admin/")
                page.evaluate("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
        return self.pages[name]

    def open(self, name: str, title: str) -> Any:
        """Open an article's page by its title."""
        page = self.page(name)
        page.goto("/admin/articles/article/")
        page.get_by_role("link", name=title).first.click()
        page.wait_for_load_state("networkidle")
        return page

    def open_section(self, name: str, heading: str) -> Any:
        """Open a section of the academic tier of the article the pictures are of."""
        page = self.open(name, TITLE)
        tier = page.locator("[data-tier=academic]")
        tier.get_by_role("link", name=heading).first.click()
        page.wait_for_load_state("networkidle")
        return page


def scrolled(page: Any, place: str) -> Any:
    """Show the part of the page that a selector names."""
    page.locator(place).first.evaluate("part => part.scrollIntoView({behavior: 'instant'})")
    return page


# --- the pictures, in the order of the guide ------------------------------------------------


def upload(desk: Desk) -> Any:
    file = desk.folder / "naps.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    page = desk.page("edith")
    page.goto("/admin/articles/upload/")
    page.get_by_role("link", name="Import documents").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Try them").click()
    page.get_by_role("button", name="Import as drafts").wait_for(timeout=60_000)
    page.locator("details").first.evaluate("each => { each.open = true }")
    return page


def finding(desk: Desk) -> Any:
    page = desk.page("edith")
    page.get_by_role("button", name="Import as drafts").click()
    page.get_by_role("heading", name="Imported").wait_for(timeout=60_000)
    page.get_by_role("link", name="Naps in the afternoon").click()
    page.locator("[aria-labelledby=panel-findings] li a").first.click()
    return page


def home(desk: Desk) -> Any:
    page = desk.page("edith")
    page.goto("/admin/")
    return page


def article(desk: Desk) -> Any:
    return scrolled(desk.open("edith", TITLE), ".steps")


def section(desk: Desk) -> Any:
    page = desk.open_section("edith", "Key points")
    field = page.get_by_label("Markdown")
    field.press("Control+End")
    field.press_sequentially(" More can be read elsewhere [@bur")
    page.locator("#offers li").first.wait_for()
    return scrolled(page, ".field-heading")


def save(page: Any) -> None:
    """Take an offer and save, with words that the later pictures show as changed."""
    page.get_by_label("Markdown").press("Enter")
    page.get_by_label("Markdown").press_sequentially(".")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/article/*/change/**")


def grid(desk: Desk) -> Any:
    save(desk.page("edith"))
    page = desk.open("edith", TITLE)
    addresses = page.locator("[data-tier=academic] h3 a").evaluate_all(
        "all => all.map(a => a.href)"
    )
    for address in addresses:
        page.goto(address, wait_until="networkidle")
        if page.locator("#tables button").count():
            break
    page.locator("#tables button").first.click()
    return scrolled(page, "#table_form")


def conflict(desk: Desk) -> Any:
    first, second = (desk.open_section(name, "Key points") for name in ("eric", "edith"))
    for page, words in ((first, " Eric saved this."), (second, " Edith wrote this.")):
        page.get_by_label("Markdown").press("Control+End")
        page.get_by_label("Markdown").press_sequentially(words)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_load_state("networkidle")
    return second


def submit(desk: Desk) -> Any:
    page = desk.open("edith", TITLE)
    page.get_by_role("link", name="Submit for review …").click()
    return page


def link(desk: Desk) -> Any:
    page = desk.page("edith")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("[aria-labelledby=panel-share] input[readonly]").input_value()
    guest = desk.page("guest")
    guest.goto(address)
    return guest


def publish(desk: Desk) -> Any:
    reviewer = desk.open("rosa", TITLE)
    reviewer.get_by_role("link", name="Sign off clinically …").click()
    reviewer.get_by_role("button", name="Sign off clinically").click()
    page = desk.open("paul", TITLE)
    page.get_by_role("link", name="Publish …").click()
    page.get_by_label("What changed, for readers").fill("Says where more can be read.")
    return page


def versions(desk: Desk) -> Any:
    page = desk.page("paul")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="All versions").click()
    page.get_by_label("From version 1").check()
    page.get_by_label("To version 2").check()
    page.get_by_role("button", name="Compare the two").click()
    return page


def restore(desk: Desk) -> Any:
    page = desk.open("edith", TITLE)
    page.get_by_role("link", name="Restore version 1").click()
    return page


SHOTS: dict[str, Callable[[Desk], Any]] = {
    "upload": upload,
    "finding": finding,
    "home": home,
    "article": article,
    "section": section,
    "grid": grid,
    "conflict": conflict,
    "submit": submit,
    "preview": link,
    "publish": publish,
    "versions": versions,
    "restore": restore,
}
"""Name of the picture → what is done before it is taken. Each goes on where the last one ended."""


if __name__ == "__main__":
    raise SystemExit(main())
