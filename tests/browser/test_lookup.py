"""Looking a word up from any page by keyboard."""

from __future__ import annotations

import pytest

from glossary.release import index_terms
from tests.factories import make_term


@pytest.fixture
def words(chromium, transactional_db):
    index_terms([make_term("ferritin").pk, make_term("melatonin", slug="melatonin-2").pk])


def test_a_word_is_looked_up_without_the_mouse(visit, words):
    page = visit().page
    page.goto("/glossary/")
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="Look a word up")
    dialog.wait_for()
    page.keyboard.type("ferr")
    dialog.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/ferritin/")


def test_the_dialog_closes_and_gives_the_focus_back(visit, words):
    page = visit().page
    page.goto("/glossary/")
    page.get_by_role("button", name="Look a word up").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "look-up"


def test_the_key_types_in_a_field_and_can_be_switched_off(visit, words):
    page = visit().page
    page.goto("/glossary/")
    page.locator("#code").focus()
    page.keyboard.type("a/b")
    assert page.locator("#code").input_value() == "a/b"
    page.get_by_role("button", name="Look a word up").click()
    page.get_by_label("Open with the / key").uncheck()
    page.goto("/references/")
    page.keyboard.press("/")
    assert page.locator("dialog").count() == 0
    assert page.get_by_role("button", name="Look a word up").is_visible()


def test_axe_finds_nothing_in_the_dialog(visit, words):
    from axe_playwright_python.sync_playwright import Axe

    page = visit().page
    page.goto("/glossary/")
    page.keyboard.press("/")
    page.get_by_role("dialog").wait_for()
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    assert found == []
