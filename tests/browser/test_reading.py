"""A reader's way through the site, in a real browser."""

from __future__ import annotations

import pytest

from articles.models import Feedback

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
    page.get_by_role("link", name="Show in the list of references").click()
    page.wait_for_url("**#ref-1")
    assert page.locator(".term-card").count() == 0
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


# --- references ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 1280])
def test_mark_shows_its_reference_with_its_state_in_words(visit, width):
    tab = visit(width=width)
    page = tab.page
    page.goto(ARTICLE)
    mark = page.locator("sup.citation a").first
    mark.click()
    card = page.get_by_role("dialog", name="Reference 1")
    assert "Unverified" in card.inner_text()
    assert card.get_by_role("link", name="PubMed").count() == 1
    assert "Back to" not in card.inner_text()
    assert "#ref-1" not in page.url
    box, word = card.bounding_box(), mark.bounding_box()
    assert box["y"] >= word["y"] + word["height"] or box["y"] + box["height"] <= word["y"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    tab.check_quiet()


def test_mark_by_keyboard_gives_the_focus_back(visit):
    page = visit().page
    page.goto(ARTICLE)
    mark = page.locator("sup.citation a").first
    mark.focus()
    page.keyboard.press("Enter")
    assert page.locator(".term-card").evaluate("card => card === document.activeElement")
    page.keyboard.press("Escape")
    assert page.locator(".term-card").count() == 0
    assert mark.evaluate("mark => mark === document.activeElement")


def test_mark_by_touch_shows_its_reference(visit):
    page = visit(width=390, has_touch=True, is_mobile=True).page
    page.goto(ARTICLE)
    page.locator("sup.citation a").first.tap()
    assert page.locator(".term-card").is_visible()
    page.locator("h1").tap()
    assert page.locator(".term-card").count() == 0


def test_mark_is_a_plain_link_without_script(visit):
    page = visit(javascript=False).page
    page.goto(ARTICLE)
    page.locator("sup.citation a").first.click()
    page.wait_for_url("**#ref-1")


# --- an answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("javascript", [True, False])
def test_reader_can_say_whether_it_helped(visit, javascript):
    tab = visit(javascript=javascript)
    page = tab.page
    page.goto(f"{ARTICLE}intermediate/")
    page.get_by_label("No", exact=True).check()
    page.get_by_text("Say why, if you like").click()
    page.get_by_label("What is the matter?").select_option("missing")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/feedback/thanks/")
    kept = Feedback.objects.get()
    assert (kept.tier, kept.is_helpful, kept.reason) == ("intermediate", False, "missing")
    tab.check_quiet()


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


def test_lists_lead_to_the_depth_chosen_last(visit):
    tab = visit()
    page = tab.page
    page.goto(ARTICLE)
    page.locator('.tiers a[data-tier-link="academic"]').click()
    page.wait_for_url("**/academic/")
    page.goto("/articles/")
    page.get_by_role("link", name="Sleep & rest").click()
    page.wait_for_url(f"**{ARTICLE}academic/")
    tab.check_quiet()


def test_first_visit_leads_to_the_simplest_depth(visit):
    page = visit().page
    page.goto("/articles/")
    assert page.get_by_role("link", name="Sleep & rest").get_attribute("href") == ARTICLE


def test_marked_words_can_be_made_plain_for_good(visit):
    tab = visit()
    page = tab.page
    page.goto(ARTICLE)
    page.get_by_role("button", name="Mark explained words").click()
    word = page.locator("a.term").first
    assert word.get_attribute("href") is None
    assert word.evaluate("each => getComputedStyle(each).textDecorationLine") == "none"
    word.click()
    assert page.get_by_role("dialog").count() == 0
    page.goto(f"{ARTICLE}intermediate/")
    assert page.locator("a.term[href]").count() == 0
    page.get_by_role("button", name="Mark explained words").click()
    page.locator("a.term").first.click()
    assert page.get_by_role("dialog").is_visible()
    tab.check_quiet()


def test_professional_hands_the_plain_text_over(visit):
    page = visit(width=390).page
    page.goto(f"{ARTICLE}academic/")
    part = page.locator("#hand-over")
    assert part.get_by_role("img", name="QR code").bounding_box()["width"] > 100
    part.get_by_role("link").click()
    page.wait_for_url(f"**{ARTICLE}fundamentals/")
    assert page.locator("#hand-over").count() == 0


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
    hidden_parts = (".site-nav", ".site-search", ".tiers", ".contents-wide", ".contents-narrow")
    for hidden in (*hidden_parts, ".ways", ".feedback", ".depth-bar", "#theme"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_text("printed from").is_visible()
    assert page.get_by_text("A hormone of the night.").is_visible()
    assert page.locator("#ref-1").is_visible()
    assert page.locator(".qr").bounding_box()["width"] > 60
