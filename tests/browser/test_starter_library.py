"""The starter library, and the captures where given, in a real browser."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from articles.importing.run import Options, import_paths
from articles.models import Rendering
from kb.document.tree import TIERS
from tests.conftest import SAMPLES

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

MOST_BYTES = 60_000
"""Of an article's page with its style and scripts, compressed."""
MOST_REQUESTS = 5


@pytest.fixture(autouse=True)
def _content(chromium, transactional_db):
    """Everything there is to read."""
    import_paths([SEEDS, *([Path(SAMPLES)] if SAMPLES else [])], Options(publish=True))


def largest() -> Rendering:
    """The tier with the most to send."""
    return max(Rendering.objects.all(), key=lambda row: len(row.html) + len(str(row.page)))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_every_section_of_every_tier_leads_to_its_counterpart(visit, javascript):
    tab = visit(javascript=javascript)
    page = tab.page
    slug = largest().slug
    pages = {row.tier: row.page for row in Rendering.objects.filter(slug=slug)}
    followed = 0
    for tier, stored in pages.items():
        for anchor, targets in stored["counterparts"].items():
            for other in neighbours(tier):
                page.goto(f"/articles/{slug}/{tier}/#{anchor}")
                ways = page.locator(f'[id="{anchor}"] > .ways')
                if targets[other] is None:
                    assert ways.locator(".none").count() >= 1, (tier, anchor, other)
                    continue
                ways.locator(f'a[href^="/articles/{slug}/{other}/"]').click()
                page.wait_for_url(f"**/{slug}/{other}/#{targets[other]}")
                top = page.locator(f'[id="{targets[other]}"]').bounding_box()["y"]
                assert -2 <= top < 800, (tier, anchor, other)
                followed += 1
    assert followed > 15
    tab.check_quiet()


def neighbours(tier: str) -> list[str]:
    place = TIERS.index(tier)
    return [TIERS[near] for near in (place - 1, place + 1) if 0 <= near < len(TIERS)]


def test_largest_article_keeps_to_its_budget(visit):
    tab, answers = visit(width=390), []
    tab.page.on("response", lambda answer: answers.append(answer))
    row = largest()
    tab.page.goto(f"/articles/{row.slug}/{row.tier}/", wait_until="networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in answers}
    assert len(tab.requests) <= MOST_REQUESTS, tab.requests
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    tab.check_quiet()


def test_article_can_be_read_before_any_script_came(visit):
    row = largest()
    address = f"/articles/{row.slug}/{row.tier}/"
    whole = visit(width=390).page
    whole.goto(address)
    tab = visit(width=390)
    held = []
    tab.page.route("**/cards*.js", lambda route: held.append(route))
    tab.page.route("**/place*.js", lambda route: held.append(route))
    tab.page.goto(address, wait_until="commit")
    text = tab.page.locator("article[data-tier]")
    tab.page.locator("footer").wait_for()
    assert len(held) == 2
    assert text.inner_text() == whole.locator("article[data-tier]").inner_text()
    for route in held:
        route.continue_()


@pytest.mark.parametrize("tier", TIERS)
def test_no_article_scrolls_sideways_on_a_small_phone(visit, tier):
    page = visit(width=320).page
    for row in Rendering.objects.filter(tier=tier):
        page.goto(f"/articles/{row.slug}/{row.tier}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, row
