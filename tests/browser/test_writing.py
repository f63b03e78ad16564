"""The tools of a section's page: marks by button and key, offers while writing, what is hard."""

from __future__ import annotations

import pytest

from kb import state
from tests.browser.test_editors_site import article, logged_in, section_page  # noqa: F401
from tests.factories import make_reference, make_term


@pytest.fixture
def tab(article, logged_in):  # noqa: F811
    make_term("melatonin", aliases=("sleep hormone",))
    make_reference(key="owl-2031", title="Night birds", authors="Tawny", year=2031)
    state.advance(glossary=True)
    tab = logged_in("Editor")
    tab.page.set_default_timeout(10_000)
    tab.page.goto(section_page(article), wait_until="load")
    return tab


@pytest.fixture
def field(tab):
    field = tab.page.get_by_label("Markdown")
    field.fill("")
    return field


def test_the_toolbar_is_one_stop_and_its_arrows_go_round(tab, field):
    tab.page.get_by_role("textbox", name="Heading").focus()
    focused = "document.activeElement.textContent"
    for key, name in [
        ("Tab", "Bold"),
        ("ArrowRight", "Italic"),
        ("End", "Term"),
        ("ArrowRight", "Bold"),
        ("ArrowLeft", "Term"),
        ("Home", "Bold"),
    ]:
        tab.page.keyboard.press(key)
        assert tab.page.evaluate(focused) == name
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.name") == "markdown"
    assert tab.errors == []


def test_keys_put_marks_in_take_them_out_and_undo(tab, field):
    keyboard = tab.page.keyboard
    keyboard.type("rest well")
    keyboard.press("Control+A")
    keyboard.press("Control+B")
    assert field.input_value() == "**rest well**"
    keyboard.press("Control+B")
    assert field.input_value() == "rest well"
    keyboard.press("Control+I")
    assert field.input_value() == "*rest well*"
    keyboard.press("Control+Z")
    assert field.input_value() == "rest well"
    keyboard.press("Control+K")
    assert field.input_value() == "[rest well](https://)"
    keyboard.type("https://example.org/")
    assert field.input_value() == "[rest well](https://example.org/)"


def test_buttons_make_lists_headings_and_tables_the_site_can_read(tab, field):
    page = tab.page
    field.fill("First\nSecond")
    field.select_text()
    page.get_by_role("button", name="List", exact=True).click()
    assert field.input_value() == "- First\n- Second"
    page.get_by_role("button", name="Numbers").click()
    assert field.input_value() == "1. - First\n2. - Second"
    page.keyboard.press("Control+Z")
    page.keyboard.press("Control+End")
    page.get_by_role("button", name="Table").click()
    page.keyboard.type("Two things")
    preview = page.locator("#preview-text")
    preview.get_by_role("table", name="Two things").wait_for()
    assert preview.get_by_role("listitem").count() == 2
    assert page.locator("#preview-problems li").count() == 0


def inside(page, part: str, whole: str) -> bool:
    """Say whether one thing stands within the sides of another."""
    inner, outer = (page.locator(each).bounding_box() for each in (part, whole))
    return outer["x"] <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_a_work_is_offered_and_taken_by_keyboard(tab, field):
    page = tab.page
    field.focus()
    page.keyboard.type(f"{'So it is. ' * 6}[@tawny")
    option = page.locator("#offers").get_by_role("option")
    option.wait_for()
    assert option.inner_text().startswith("Night birds")
    assert inside(page, "#offers", "html")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    assert field.input_value().endswith("So it is. [@owl-2031]")
    page.locator("#preview-text sup.citation").wait_for()
    assert page.get_by_role("listbox").is_hidden()
    assert tab.errors == []


def test_a_term_is_offered_after_brackets_and_for_a_word(tab, field):
    page = tab.page
    field.focus()
    page.keyboard.type("Take [[mel")
    page.locator("#offers").get_by_role("option", name="melatonin").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type(" or sleep")
    page.keyboard.press("Control+Space")
    page.locator("#offers").get_by_role("option", name="sleep hormone").wait_for()
    page.keyboard.press("Escape")
    assert field.input_value() == "Take melatonin or sleep"
    page.keyboard.press("Control+Space")
    page.locator("#offers").get_by_role("option", name="sleep hormone").click()
    assert field.input_value() == "Take melatonin or sleep hormone"
    assert tab.errors == []


def test_what_makes_it_hard_follows_the_writing(tab, field):
    panel = tab.page.locator("#obstacles")
    panel.get_by_text("no hard word is left").wait_for()
    field.fill("Multifactorial pathophysiology " + "and so on it goes " * 6 + "to the end.")
    panel.get_by_text("35 words").wait_for()
    panel.get_by_text("Multifactorial, pathophysiology").wait_for()
    assert tab.errors == []


def test_axe_finds_nothing_while_offers_are_open(article, logged_in):  # noqa: F811
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    make_term("melatonin")
    page = logged_in("Editor", bypass_csp=True).page
    page.goto(section_page(article), wait_until="load")
    page.get_by_label("Markdown").focus()
    page.keyboard.type("[[mel")
    page.locator("#offers").get_by_role("option").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
