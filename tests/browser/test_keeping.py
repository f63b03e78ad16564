"""Words that were typed and not saved are asked for before leaving, and found again after."""

from __future__ import annotations

import pytest

from articles.models import Section
from tests.browser.test_editors_site import address, article, logged_in, section_page  # noqa: F401

WORDS = "Words that nobody saved."


def lose(tab) -> None:
    """Close the tab as a crash does: without a question."""
    tab.page.locator("form[data-kept]").wait_for()
    tab.page.close(run_before_unload=False)
    tab.page = tab.context.new_page()


def test_an_interrupted_text_is_put_back(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    tab.page.goto(section_page(article))
    tab.page.get_by_label("Markdown").fill(WORDS)
    lose(tab)
    tab.page.goto(section_page(article))
    tab.page.get_by_role("button", name="Put it back").click()
    assert tab.page.get_by_label("Markdown").input_value() == WORDS
    tab.page.locator("#preview-text").get_by_text(WORDS).wait_for()
    assert tab.errors == []


def test_it_can_be_thrown_away(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    tab.page.goto(section_page(article))
    tab.page.get_by_label("Markdown").fill(WORDS)
    lose(tab)
    tab.page.goto(section_page(article))
    tab.page.get_by_role("button", name="Throw it away").click()
    tab.page.goto(section_page(article), wait_until="load")
    assert tab.page.get_by_role("button", name="Put it back").count() == 0


def test_what_was_saved_is_not_offered_again(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    tab.page.goto(section_page(article))
    tab.page.get_by_label("Markdown").fill(WORDS)
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.page.wait_for_url("**/article/*/change/**")
    Section.objects.update(markdown="Another's words.")
    tab.page.goto(section_page(article))
    tab.page.wait_for_load_state("load")
    assert tab.page.get_by_role("button", name="Put it back").count() == 0


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "untouched"])
def test_leaving_asks_only_when_something_was_typed(article, logged_in, typed):  # noqa: F811
    tab = logged_in("Editor")
    asked = []
    tab.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.page.goto(section_page(article), wait_until="load")
    tab.page.get_by_label("Markdown").click()
    if typed:
        tab.page.keyboard.type("More. ")
    tab.page.goto("/admin/")
    assert asked == (["beforeunload"] if typed else [])


def test_the_details_of_an_article_are_kept_too(article, logged_in):  # noqa: F811
    tab = logged_in("Editor")
    page = address(type(article), "change", article.pk)
    tab.page.goto(page, wait_until="load")
    tab.page.get_by_label("Summary").fill(WORDS)
    lose(tab)
    tab.page.goto(page)
    tab.page.get_by_role("button", name="Put it back").click()
    assert tab.page.get_by_label("Summary").input_value() == WORDS
