"""The script that gives other pages the glossary's definitions."""

from __future__ import annotations

import pytest

from tests.factories import make_term


@pytest.fixture
def tab(visit, transactional_db):
    make_term("osteoporosis", definition="Bones that break easily.")
    make_term("calcium", definition="A mineral of bones.")
    tab = visit()
    tab.page.goto("/embed/")
    tab.page.wait_for_selector("a.strata-term")
    return tab


def test_terms_are_marked_once_and_only_in_running_text(tab):
    words = tab.page.locator("a.strata-term").all_text_contents()
    assert words == ["Osteoporosis", "calcium"]
    text = tab.page.locator("#embed-sample p").first.inner_text()
    assert text.startswith("Osteoporosis makes bones break more easily.")
    tab.check_quiet()


def test_a_card_opens_by_keyboard_takes_focus_and_closes_with_escape(tab):
    page, word = tab.page, tab.page.locator("a.strata-term").first
    word.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="osteoporosis")
    assert "Bones that break easily." in card.inner_text()
    assert word.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.className") == "strata-card"
    assert card.bounding_box()["y"] >= word.bounding_box()["y"] + word.bounding_box()["height"]
    page.keyboard.press("Escape")
    assert card.count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Osteoporosis"
