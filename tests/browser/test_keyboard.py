"""Every page type by keyboard alone: all controls are reached, seen and not covered."""

from __future__ import annotations

import pytest

from tests.browser.test_accessibility import pages  # noqa: F401

CONTROLS = """() => {
  const kinds =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const groups = new Set();
  const stops = (each) => {
    if (each.type !== "radio") return true;
    const isFirst = !groups.has(each.name);
    groups.add(each.name);
    return isFirst;
  };
  return [...document.querySelectorAll(kinds)]
    .filter((each) => !each.disabled && each.tabIndex >= 0 && !each.closest(".depth-bar"))
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && stops(each))
    .map((each, number) => { each.dataset.walk = number; return each.outerHTML.slice(0, 90); });
}"""
"""Numbers what a reader without a mouse must be able to reach, and lists it."""

FOCUSED = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const box = [...here.getClientRects()].find((each) => each.width && each.height);
  const middle = box && [box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2];
  const hit = box && document.elementFromPoint(...middle);
  const style = getComputedStyle(here);
  return {
    number: Number(here.dataset.walk ?? -1),
    html: here.outerHTML.slice(0, 90),
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isCovered: !hit || !(here.contains(hit) || hit.contains(here)),
  };
}"""
"""What has the focus, whether it shows it, and whether something lies over it."""

MOST_STOPS = 400


@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_is_reached_marked_and_uncovered(visit, pages, width):  # noqa: F811
    page = visit(width=width).page
    for address in pages:
        page.goto(address)
        controls = page.evaluate(CONTROLS)
        stops = walk(page)
        assert {stop["number"] for stop in stops} >= set(range(len(controls))), [
            controls[number]
            for number in range(len(controls))
            if number not in {stop["number"] for stop in stops}
        ]
        assert [s["html"] for s in stops if not s["isMarked"]] == [], address
        assert [s["html"] for s in stops if s["isCovered"]] == [], address


def walk(page) -> list[dict]:
    """Press Tab from the top of the page until the focus leaves it."""
    stops: list[dict] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["html"] == stops[0]["html"] and len(stops) > 1):
            return stops
        stops.append(stop)
    raise AssertionError("the focus never left the page")


@pytest.mark.parametrize("colours", ["forced", "more-contrast"])
def test_strong_contrast_keeps_every_state_visible(visit, pages, colours):  # noqa: F811
    """Chosen tier, unreviewed notice and term links are told by more than a background."""
    more = {"forced_colors": "active"} if colours == "forced" else {"contrast": "more"}
    page = visit(**more).page
    page.goto("/articles/sleep-and-rest/")
    for selector in (".tiers a[aria-current]", ".notice-caution"):
        borders = page.locator(selector).first.evaluate(
            "each => parseFloat(getComputedStyle(each).borderTopWidth)"
        )
        assert borders >= 1, selector
    if colours == "more-contrast":
        quiet, ink = page.evaluate(
            "['--quiet', '--ink'].map((n) => getComputedStyle(document.documentElement)"
            ".getPropertyValue(n).trim())"
        )
        assert quiet == ink
    line = page.locator("a.term").first.evaluate(
        "each => getComputedStyle(each).textDecorationLine"
    )
    border = page.locator("a.term").first.evaluate(
        "each => parseFloat(getComputedStyle(each).borderBottomWidth)"
    )
    assert line == "underline" or border >= 1


def test_text_at_twice_the_size_needs_no_sideways_scrolling(visit, pages):  # noqa: F811
    page = visit(width=640).page
    for address in pages:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address
