"""Every page type against axe, and at 320 pixels without sideways scrolling."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from articles.models import Section
from articles.publishing import publish, withdraw
from kb.document.codec import blocks_to_json
from tests.factories import make_article, paragraph

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

PAGES = [
    "/",
    "/articles/",
    "/articles/?review=reviewed",
    "/articles/sleep-and-rest/",
    "/articles/sleep-and-rest/academic/",
    "/articles/sleep-and-rest/versions/",
    "/articles/sleep-and-rest/versions/1/",
    "/articles/sleep-and-rest/versions/1..2/",
    "/articles/sleep-and-rest/feedback/thanks/",
    "/articles/gone/",
    "/no-such-page/",
]

OTHERS = {
    "search": ("/search/", "/search/?q=sleep", "/search/?q=nothingatall"),
    "glossary:list": ("/glossary/", "/glossary/melatonin/", "/glossary/compare/?a=melatonin&b=x"),
    "references:list": ("/references/", "/references/example-cited/"),
}
"""Pages looked at when their addresses exist."""


@pytest.fixture
def pages(chromium, transactional_db, full_article):
    """Every page type; the article has two versions, and another was withdrawn."""
    section = Section.objects.get(article=full_article, tier="academic", anchor="what-helps")
    section.blocks = blocks_to_json((paragraph("Dark rooms and regular hours may help."),))
    section.save()
    publish(full_article, note="Said it more carefully.")
    withdraw(make_article(slug="gone"), reason="It was a test.")
    return [*PAGES, *(page for name, those in OTHERS.items() if _exists(name) for page in those)]


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


@pytest.mark.parametrize(
    ("width", "dark"),
    [(1280, False), (1280, True), (320, False), (320, True)],
    ids=["light", "dark", "320px", "320px-dark"],
)
def test_axe_finds_nothing(visit, pages, width, dark):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(width=width, dark=dark).page
    found = []
    for address in pages:
        page.goto(address)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append((address, violation["id"], nodes))
    assert found == []


def test_axe_finds_nothing_in_an_open_card(visit, pages):
    from axe_playwright_python.sync_playwright import Axe

    page = visit().page
    page.goto("/articles/sleep-and-rest/")
    for word in ("a.term", "sup.citation a"):
        page.locator(word).first.click()
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        page.keyboard.press("Escape")


def test_nothing_scrolls_sideways_on_a_small_phone(visit, pages):
    page = visit(width=320).page
    for address in pages:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_controls_are_large_enough_to_hit(visit, pages):
    page = visit(width=390).page
    for address in pages:
        page.goto(address)
        small = page.evaluate(SMALL_TARGETS)
        assert small == [], address


SMALL_TARGETS = """() =>
  [...document.querySelectorAll("button, input, summary, nav a, .ways a, .chip")]
  .filter((each) => each.checkVisibility() && !each.closest(".skip"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([each]) => each.outerHTML.slice(0, 90))"""


def test_pages_are_quiet(visit, pages):
    tab = visit()
    for address in pages:
        if address not in ("/articles/gone/", "/no-such-page/"):
            tab.page.goto(address, wait_until="networkidle")
    tab.check_quiet()
