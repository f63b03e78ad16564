"""Sections moved on an article's page: by keyboard, by dragging, without JavaScript."""

from __future__ import annotations

import pytest

from articles.models import Article
from tests.admin.test_pages import address
from tests.articles.test_ordering import headed, order
from tests.browser.test_editors_site import article, logged_in  # noqa: F401


@pytest.fixture
def page_address(article) -> str:  # noqa: F811
    return address(Article, "change", article.pk)


def test_a_section_is_walked_through_tiers_by_keyboard(article, logged_in, page_address):  # noqa: F811
    tab = logged_in("Editor")
    tab.page.goto(page_address, wait_until="load")
    section = headed(article, "academic")
    tab.page.locator(f"#section-{section.pk}").get_by_role("link").focus()
    tab.page.keyboard.press("Tab")  # up
    tab.page.keyboard.press("Tab")  # to the simpler tier; down leads nowhere
    for tier in ("intermediate", "fundamentals"):
        tab.page.keyboard.press("Enter")
        tab.page.locator(f"[data-tier={tier}] #section-{section.pk}").wait_for()
        focused = tab.page.evaluate("document.activeElement.value || ''")
        assert focused == f"{section.pk} simpler" or tier == "fundamentals"
    assert order(article, "fundamentals") == ["Opening", "Why sleep matters", "Why sleep matters"]
    assert tab.errors == []


def test_a_section_is_dragged_to_another_tier(article, logged_in, page_address):  # noqa: F811
    tab = logged_in("Editor")
    tab.page.goto(page_address, wait_until="load")
    section, opening = (
        headed(article, "academic"),
        article.sections.get(tier="fundamentals", heading=""),
    )
    tab.page.locator(f"#section-{section.pk}").drag_to(
        tab.page.locator(f"#section-{opening.pk}"), target_position={"x": 30, "y": 3}
    )
    tab.page.locator(f"[data-tier=fundamentals] #section-{section.pk}").wait_for()
    assert order(article, "fundamentals")[0] == "Why sleep matters"
    assert tab.errors == []


def test_a_section_moves_without_javascript(article, logged_in, page_address):  # noqa: F811
    page = logged_in("Editor", javascript=False).page
    page.goto(page_address)
    page.locator("[data-tier=academic]").get_by_role("button", name="Move “Opening” down").click()
    assert order(article, "academic") == ["Why sleep matters", "Opening"]
    page.get_by_text("place 2 of Academic").wait_for()
