"""A table of a section as a grid: by keyboard, and without JavaScript."""

from __future__ import annotations

import pytest

from articles.models import Section
from tests.browser.test_editors_site import article, logged_in, section_page  # noqa: F401
from tests.factories import make_reference, make_term

TABLE = "| A | B |\n|---|---|\n| 1 | 2 |"


def stored() -> str:
    return Section.objects.get(tier="academic", heading="Why sleep matters").markdown


def test_words_not_saved_go_into_the_grid_and_are_saved_with_it(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    page = tab.page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(section_page(article), wait_until="load")
    page.get_by_label("Markdown").fill(f"Not saved yet.\n\n{TABLE}")
    page.get_by_role("button", name="Edit the table “A, B” as a grid").click()
    page.get_by_role("button", name="Add a row below row 1").focus()
    page.keyboard.press("Enter")
    page.locator("[name=cell-2-0]").wait_for()
    assert page.evaluate("document.activeElement.name") == "cell-2-0"
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("a | b")
    page.get_by_role("button", name="Save the table").press("Enter")
    page.wait_for_url("**/section/*/change/**")
    assert stored() == ("Not saved yet.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 | a \\| b |")
    assert page.get_by_role("button", name="Put it back").count() == 0
    assert asked == []
    assert tab.errors == []


def test_a_changed_grid_is_not_left_without_a_question(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    asked = []
    tab.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.page.goto(section_page(article), wait_until="load")
    tab.page.get_by_label("Markdown").fill(TABLE)
    tab.page.get_by_role("button", name="Edit the table").click()
    tab.page.get_by_role("button", name="Remove column 2").click()
    tab.page.get_by_role("link", name="Back without saving").click()
    tab.page.wait_for_url("**/section/*/change/")
    assert asked == ["beforeunload"]


def test_the_grid_works_without_javascript(article, logged_in):  # noqa: F811
    page = logged_in("Editor", javascript=False).page
    page.goto(section_page(article))
    page.get_by_label("Markdown").fill(TABLE)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Edit the table").click()
    page.get_by_role("button", name="Move column 1 right").click()
    page.get_by_label("Row 1, column 1").fill("two")
    page.get_by_role("button", name="Save the table").click()
    assert stored() == "| B | A |\n| --- | --- |\n| two | 1 |"


def test_axe_finds_nothing_in_the_grid(article, logged_in):  # noqa: F811
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    for dark in (False, True):
        page = logged_in("Editor", bypass_csp=True, dark=dark).page
        page.goto(section_page(article), wait_until="load")
        page.get_by_label("Markdown").fill(TABLE)
        page.get_by_role("button", name="Edit the table").click()
        page.get_by_role("heading", name="As readers will see it").wait_for()
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_works_and_terms_are_offered_in_a_cell(article, logged_in):  # noqa: F811
    make_reference(key="owl-2031", title="Night birds")
    make_term("melatonin")
    tab = logged_in("Editor")
    page = tab.page
    page.set_default_timeout(15_000)
    page.goto(section_page(article), wait_until="load")
    page.get_by_label("Markdown").fill(TABLE)
    page.get_by_role("button", name="Edit the table").click()
    cell = page.get_by_label("Row 1, column 2")
    cell.fill("")
    cell.press_sequentially("Seen [@night")
    page.locator("#offers").get_by_role("option", name="Night birds").wait_for()
    page.keyboard.press("Enter")
    assert cell.input_value() == "Seen [@owl-2031]"
    other = page.get_by_label("Row 1, column 1")
    other.fill("")
    other.press_sequentially("[[mel")
    page.locator("#offers").get_by_role("option", name="melatonin").wait_for()
    page.keyboard.press("Tab")
    assert other.input_value() == "melatonin"
    page.get_by_role("button", name="Save the table").click()
    page.wait_for_url("**/section/*/change/**")
    assert "| melatonin | Seen [@owl-2031] |" in stored()
    assert tab.errors == []
