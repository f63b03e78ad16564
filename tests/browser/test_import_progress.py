"""An import from the browser: how far it is, told by itself with JavaScript, else on reload."""

from __future__ import annotations

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from articles.import_jobs.working import work
from articles.models import Article, Upload
from tests.browser.test_editors_site import SELECT2, logged_in  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def documents(tmp_path):
    """Files to send; one of them is refused."""
    for number in range(3):
        (tmp_path / f"naps-{number}.md").write_text(f"# Academic\n\n## Nap {number}\n\nWords.\n")
    (tmp_path / "empty.md").write_text("\n")
    return sorted(tmp_path.iterdir())


def send(page, documents) -> None:
    page.set_default_timeout(15_000)
    page.goto(reverse("admin:articles_upload_send"))
    page.locator("input[type=file]").set_input_files(documents)
    page.get_by_role("button", name="Try them").click()
    page.get_by_role("heading", name="Waiting to be tried").wait_for()


def begun(done: int) -> None:
    """What a worker writes of its progress."""
    Upload.objects.update(
        **{"state": "planning", "worker": "a worker", "heartbeat_at": Now(), "began_at": Now()},
        **{"done": done, "total": 4, "found": 2, "current": "naps-1.md"},
    )


def test_the_page_follows_an_import_to_its_report(logged_in, documents):  # noqa: F811
    tab = logged_in("Editor")
    page = tab.page
    send(page, documents)
    begun(1)
    page.get_by_role("heading", name="Being tried").wait_for()
    page.get_by_text("1 of 4 documents, 2 findings so far").wait_for()
    assert page.get_by_role("progressbar").get_attribute("value") == "1"
    page.get_by_role("link", name="Look again").focus()
    begun(3)
    page.get_by_text("3 of 4 documents").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Look again"
    Upload.objects.update(state="queued", worker="")
    work()
    page.get_by_text("4 documents: 3 new").wait_for()
    page.get_by_role("button", name="Import as drafts").click()
    page.get_by_role("heading", name="Waiting to be imported").wait_for()
    assert not Article.objects.exists()
    work()
    page.get_by_role("heading", name="Imported").wait_for()
    page.get_by_role("cell", name="refused").wait_for()
    page.locator(".results a").first.click()
    page.wait_for_url("**/article/*/change/")
    assert tab.errors == []


def test_an_import_is_followed_and_thrown_away_without_javascript(logged_in, documents):  # noqa: F811
    page = logged_in("Editor", javascript=False, width=390).page
    send(page, documents)
    begun(2)
    page.get_by_role("link", name="Look again").click()
    page.get_by_text("2 of 4 documents").wait_for()
    Upload.objects.update(state="queued", worker="")
    work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_text("4 documents: 3 new").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Throw away").click()
    page.get_by_text("The files were thrown away").wait_for()
    assert Upload.objects.get().state == "cancelled"


def test_a_page_that_waits_loads_itself_anew_without_javascript(logged_in, documents):  # noqa: F811
    page = logged_in("Editor", javascript=False).page
    send(page, documents)
    begun(2)
    page.get_by_text("2 of 4 documents").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(logged_in, documents, dark):  # noqa: F811
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    page = logged_in("Editor", dark=dark, bypass_csp=True).page
    send(page, documents)
    begun(2)
    violations = Axe().run(page).response["violations"]
    Upload.objects.update(state="queued", worker="")
    work()
    page.get_by_text("4 documents: 3 new").wait_for()
    violations += Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["id"] not in SELECT2] == []
