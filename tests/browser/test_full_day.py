"""An editor's whole day in the browser, from a file somebody sent to what readers read."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from articles.import_jobs.working import work
from articles.models import Article
from tests.browser.test_editors_site import logged_in  # noqa: F401

DOCUMENT = """---
title: Naps in the afternoon
slug: naps
topics: [sleep]
---

# Fundamentals

A short nap can help you feel awake.

# Academic

## Length

Naps of 20 mg are shortest.

| Length | Effect |
|---|---|
| 20 minutes | alert |
"""


@pytest.fixture
def people(logged_in, transactional_db):  # noqa: F811
    """Three people at work, each in a browser of their own."""
    tabs = {group: logged_in(group) for group in ("Editor", "Reviewer", "Publisher")}
    for tab in tabs.values():
        tab.page.set_default_timeout(15_000)
    return tabs


def open_article(page) -> None:
    page.goto(f"/admin/articles/article/{Article.objects.get().pk}/change/")


def take(page, step: str, comment: str = "") -> None:
    """Take a step of the workflow on the article's page, through its confirmation."""
    page.get_by_role("link", name=f"{step} …").click()
    if comment:
        page.get_by_role("textbox").fill(comment)
    page.get_by_role("button", name=step).click()
    page.get_by_text(f"{step}: done").wait_for()


def upload(page, folder: Path) -> None:
    file = folder / "naps.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    page.goto("/admin/")
    page.get_by_role("link", name="Uploads").first.click()
    page.get_by_role("link", name="Import documents").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Try them").click()
    page.get_by_text("Waiting to be tried").wait_for()
    work()
    page.get_by_text("1 document: 1 new").wait_for()
    assert not Article.objects.exists()
    page.get_by_role("button", name="Import as drafts").click()
    page.get_by_text("Waiting to be imported").wait_for()
    work()
    page.get_by_role("link", name="Naps in the afternoon").click()


def settle_findings(page) -> int:
    """Settle what the import noticed, one after another; return how many there were."""
    panel = page.get_by_role("region", name="Open findings")
    panel.get_by_role("listitem").first.wait_for()
    count = panel.get_by_role("listitem").count()
    panel.get_by_role("link").first.click()
    for _ in range(count):
        page.get_by_label("Note").fill("Compared with the source.")
        with page.expect_navigation():
            page.get_by_role("button", name="Settle and go to the next").click()
        page.get_by_text("The finding is settled.").wait_for()
    open_article(page)
    page.get_by_text("Nothing to settle.").wait_for()
    return count


def edit(page, old: str, new: str) -> None:
    """Change words of the section on length, seeing them in the preview, and save."""
    page.get_by_role("link", name="Length", exact=True).click()
    text = page.get_by_label("Markdown")
    text.fill(text.input_value().replace(old, new))
    page.locator("#preview-text").get_by_text(new).wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/article/*/change/**")


def read_by_link(page, visit) -> None:
    """Make a link; somebody without an account reads the draft by it and comments."""
    page.get_by_role("button", name="Make a link").click()
    address = page.locator("#panel-share ~ p input[readonly]").input_value()
    guest = visit().page
    guest.set_default_timeout(15_000)
    guest.goto(urlsplit(address).path)
    guest.get_by_role("link", name="For health professionals").click()
    guest.get_by_text("Naps of 20 minutes are shortest.").wait_for()
    guest.get_by_label("Your name").fill("Gesa Guest")
    guest.get_by_role("textbox", name="Your comment").fill("Right, as far as I know.")
    guest.get_by_role("button", name="Send to the editors").click()
    guest.get_by_text("Your comment has reached the editors.").wait_for()
    page.reload()
    page.get_by_text("Right, as far as I know.").wait_for()


def approve(people) -> None:
    """Submit, return with a comment, submit again, sign off; each is told by a notice."""
    editor, reviewer = people["Editor"].page, people["Reviewer"].page
    take(editor, "Submit for review")
    reviewer.goto("/admin/")
    reviewer.get_by_role("link", name="Notices 1 new").click()
    reviewer.get_by_role("link", name="Naps in the afternoon").first.click()
    take(reviewer, "Return with a comment", "Say how long in hours, too.")
    editor.goto("/admin/")
    editor.get_by_role("link", name="Notices 2 new").click()
    editor.get_by_text("Say how long in hours, too.").wait_for()
    open_article(editor)
    take(editor, "Submit for review")
    open_article(reviewer)
    take(reviewer, "Sign off clinically")


def publish(page, note: str, significance: str) -> None:
    open_article(page)
    page.get_by_role("link", name="Publish …").click()
    page.get_by_label("What changed, for readers").fill(note)
    page.get_by_label(significance).check()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Publish: done").wait_for()


def reload(reader) -> str:
    """Return the page a reader is at, asked for anew: a browser keeps what it read for a minute."""
    return reader.page.reload().text()


def see(reader, words: str) -> None:
    """Reload the reader's page until it has the words: at the latest a second from now."""
    start = time.perf_counter()
    while True:
        asked = time.perf_counter() - start
        if words in reload(reader):
            return
        assert asked < 1, f"“{words}” was not to be read after a second"


def test_a_whole_day(people, visit, tmp_path):
    editor, publisher, reader = people["Editor"].page, people["Publisher"].page, visit()

    upload(editor, tmp_path)
    assert settle_findings(editor) > 0
    assert reader.page.goto("/articles/naps/academic/").status == 404
    edit(editor, "20 mg", "20 minutes")
    read_by_link(editor, visit)
    approve(people)
    publish(publisher, "First publication.", "Content")
    see(reader, "Naps of 20 minutes are shortest.")

    open_article(editor)
    edit(editor, "shortest", "safest")
    assert "safest" not in reload(reader)
    take(editor, "Submit for review")
    open_article(people["Reviewer"].page)
    take(people["Reviewer"].page, "Sign off clinically")
    publish(publisher, "Longer naps are not advised.", "Safety")
    see(reader, "Naps of 20 minutes are safest.")
    reader.page.get_by_text("Safety change: Longer naps are not advised.").wait_for()

    open_article(editor)
    editor.get_by_role("link", name="Restore version 1").click()
    editor.get_by_role("button", name="Restore version 1").click()
    editor.get_by_text("The working copy is version 1 again").wait_for()
    editor.get_by_role("link", name="All versions").click()
    change = editor.get_by_role("region", name="From version 2 to the working copy")
    assert change.locator("del").inner_text() == "safest"
    assert change.locator("ins").inner_text() == "shortest"
    assert "safest" in reload(reader)

    steps = list(Article.objects.get().transitions.order_by("pk").values_list("action", flat=True))
    assert steps == [
        *("submit", "return", "submit", "sign_off", "publish"),
        *("submit", "sign_off", "publish", "restore"),
    ]
    assert [tab.errors for tab in people.values()] == [[], [], []]
