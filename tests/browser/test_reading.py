"""A reader's way through the site, in a real browser."""

from __future__ import annotations

import pytest

ARTICLE = "/articles/sleep-and-rest/"


@pytest.fixture(autouse=True)
def _content(chromium, transactional_db, full_article):
    """Every test here reads the same article."""


def test_walk_from_home_to_a_reference(visit):
    tab = visit()
    page = tab.page
    page.goto("/")
    page.get_by_role("link", name="Sleep & rest").click()
    assert page.locator("article[data-tier=fundamentals]").count() == 1
    page.locator(".tiers").get_by_role("link", name="For health professionals").click()
    page.wait_for_url("**/academic/")
    page.locator("a.term", has_text="melatonin").click()
    card = page.get_by_role("dialog", name="melatonin")
    assert "A hormone of the night." in card.inner_text()
    page.keyboard.press("Escape")
    page.locator("sup.citation a").first.click()
    page.wait_for_url("**#ref-1")
    assert page.locator("#ref-1").is_visible()
    tab.check_quiet()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("anchor", ["introduction", "the-body-clock", "what-helps"])
def test_every_section_leads_to_its_counterpart(visit, anchor, javascript):
    tab = visit(javascript=javascript)
    page = tab.page
    page.goto(f"{ARTICLE}intermediate/")
    page.locator(f"section#{anchor} .way-deeper a").click()
    page.wait_for_url(f"**/academic/#{anchor}")
    page.locator(f"section#{anchor} .way-simpler a").click()
    page.wait_for_url(f"**/intermediate/#{anchor}")
    top = page.locator(f"section#{anchor}").bounding_box()["y"]
    assert -1 <= top < 800
    tab.check_quiet()


def test_switch_of_depth_follows_the_reader(visit):
    page = visit(width=390).page
    page.goto(f"{ARTICLE}intermediate/")
    page.locator("section#what-helps").evaluate("part => part.scrollIntoView()")
    bar = page.locator(".depth-bar")
    bar.locator(f'[href="{ARTICLE}academic/#what-helps"]').wait_for()
    bar.locator(f'[href="{ARTICLE}fundamentals/#what-helps"]').click()
    page.wait_for_url("**/fundamentals/#what-helps")


def test_switch_over_two_depths_follows_the_reader_too(visit):
    page = visit().page
    page.goto(f"{ARTICLE}fundamentals/#what-helps")
    target = page.locator(f'.tiers [href="{ARTICLE}academic/#what-helps"]')
    target.wait_for(state="attached")


def test_contents_mark_the_current_part(visit):
    page = visit().page
    page.goto(f"{ARTICLE}#what-helps")
    page.locator('.contents-wide a[aria-current][href="#what-helps"]').wait_for()


def test_names_are_suggested_once_the_reader_types(visit):
    tab = visit()
    tab.page.goto("/")
    assert not [url for url in tab.requests if "suggest" in url]
    tab.page.locator("#home-search").press_sequentially("slee", delay=20)
    tab.page.get_by_role("option", name="Sleep & rest").wait_for()
    tab.check_quiet()


# --- definition cards ---------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_card_never_covers_its_word(visit, width):
    tab = visit(width=width)
    page = tab.page
    page.goto(ARTICLE)
    for term in page.locator("a.term").all():
        term.scroll_into_view_if_needed()
        term.click()
        card, word = page.locator(".term-card").bounding_box(), term.bounding_box()
        assert card["y"] >= word["y"] + word["height"] or card["y"] + card["height"] <= word["y"]
        assert card["x"] >= 0
        assert card["x"] + card["width"] <= width
        page.keyboard.press("Escape")
    tab.check_quiet()


def test_card_by_keyboard_gives_the_focus_back(visit):
    page = visit().page
    page.goto(ARTICLE)
    term = page.locator("a.term").first
    term.focus()
    page.keyboard.press("Enter")
    assert page.locator(".term-card").evaluate("card => card === document.activeElement")
    assert term.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "More about this term"
    page.keyboard.press("Escape")
    assert page.locator(".term-card").count() == 0
    assert term.evaluate("term => term === document.activeElement")
    assert term.get_attribute("aria-expanded") == "false"


def test_card_by_touch_closes_on_a_tap_elsewhere(visit):
    page = visit(width=390, has_touch=True, is_mobile=True).page
    page.goto(ARTICLE)
    page.locator("a.term").first.tap()
    assert page.locator(".term-card").is_visible()
    page.locator("h1").tap()
    assert page.locator(".term-card").count() == 0


def test_card_never_opens_on_hover(visit):
    page = visit().page
    page.goto(ARTICLE)
    page.locator("a.term").first.hover()
    assert page.locator(".term-card").count() == 0


def test_second_activation_goes_to_the_term(visit):
    page = visit().page
    page.goto(ARTICLE)
    page.locator("a.term").first.click()
    page.locator("a.term").first.click()
    page.wait_for_url("**/glossary/melatonin/")


def test_term_is_a_plain_link_without_script(visit):
    page = visit(javascript=False).page
    page.goto(ARTICLE)
    page.locator("a.term").first.click()
    page.wait_for_url("**/glossary/melatonin/")


def test_fallback_wording_is_announced_in_the_card(visit):
    page = visit().page
    page.goto(ARTICLE)
    page.locator("a.term", has_text="melatonin").click()
    assert "wording for health professionals" in page.locator(".term-card").inner_text()


def test_opening_a_card_asks_nobody(visit):
    tab = visit()
    tab.page.goto(ARTICLE, wait_until="networkidle")
    before = len(tab.requests)
    tab.page.locator("a.term").first.focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.locator(".term-card").is_visible()
    assert len(tab.requests) == before


# --- the reader's wishes ------------------------------------------------------------------


def test_theme_is_kept_from_page_to_page(visit):
    page = visit().page
    page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#theme").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(ARTICLE)
    assert page.evaluate(ground) == dark
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"


def test_device_asking_for_dark_gets_it(visit):
    page = visit(dark=True).page
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 26)"


def test_skip_link_is_first_and_leads_to_the_text(visit):
    page = visit().page
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_print_has_the_terms_and_no_navigation(visit):
    page = visit().page
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    for hidden in (".site-nav", ".site-search", ".tiers", ".contents-wide", ".ways"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_text("printed from").is_visible()
    assert page.get_by_text("A hormone of the night.").is_visible()
    assert page.locator("#ref-1").is_visible()


def test_article_needs_few_requests_and_bytes(visit):
    tab = visit()
    sizes = []
    tab.page.on("response", lambda response: sizes.append(len(response.body())))
    tab.page.goto(ARTICLE, wait_until="networkidle")
    assert len(tab.requests) <= 5
    assert sum(sizes) < 120_000
