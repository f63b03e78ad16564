"""What imports leave to an editor, in the browser: findings settled, changed sources decided on."""

from __future__ import annotations

import pytest

from articles.models import Article, ImportFinding, Source
from kb.document.codec import to_json
from tests.admin.test_pages import address, make_source
from tests.admin.test_proposal import AFTER, BEFORE, editor_changed
from tests.browser.test_editors_site import article, logged_in  # noqa: F401
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def fits(page) -> bool:
    """Say whether the page is no wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@WIDTHS
def test_a_finding_is_read_beside_its_lines_and_settled(article, logged_in, width):  # noqa: F811
    tab = logged_in("Editor", width=width)
    page = tab.page
    page.set_default_timeout(15_000)
    page.goto(address(Article, "change", article.pk))
    panel = page.get_by_role("region", name="Open findings")
    count = panel.get_by_role("listitem").count()
    panel.get_by_role("link").first.click()
    page.get_by_role("heading", name="The source around line").wait_for()
    marked = page.locator(".lines .marked")
    assert marked.count() == 1
    assert marked.is_visible()
    assert fits(page)
    page.get_by_label("Note").fill("Compared with the source.")
    page.get_by_role("button", name="Settle and go to the next").click()
    page.get_by_text("The finding is settled.").wait_for()
    settled = ImportFinding.objects.get(is_open=False)
    assert settled.settled_note == "Compared with the source."
    page.goto(address(ImportFinding, "change", settled.pk))
    page.get_by_text("Compared with the source.").first.wait_for()
    page.get_by_role("button", name="Open again").click()
    page.get_by_text("The finding is open again.").wait_for()
    assert ImportFinding.objects.filter(is_open=True).count() == count
    assert tab.errors == []


@pytest.fixture
def pending(transactional_db) -> Source:
    """A changed source of an article that an editor changed, too."""
    changed = make_article(document=BEFORE, published=False)
    make_source(changed, document=to_json(BEFORE))
    editor_changed(changed)
    return make_source(changed, document=to_json(AFTER), state="pending", name="sleep-2.txt")


@WIDTHS
def test_of_a_changed_source_some_is_taken_and_some_kept(pending, logged_in, width):  # noqa: F811
    tab = logged_in("Editor", width=width)
    page = tab.page
    page.set_default_timeout(15_000)
    page.goto(address(Article, "change", pending.article_id))
    page.get_by_role("link", name="Compare and decide").click()
    naps = page.get_by_role("region", name="Academic Naps")
    for title, words in (
        ("Last import", "Short."),
        ("The article now", "Mine about naps."),
        ("New source", "Brief."),
    ):
        text = naps.locator("div", has=page.get_by_role("heading", name=title)).last
        assert words in text.inner_text()
    assert fits(page)
    take = naps.get_by_role("button", name="Take over the new text")
    assert take.bounding_box()["height"] >= 24
    take.click()
    page.get_by_text("The new text was taken over.").wait_for()
    assert naps.get_by_role("button").count() == 0
    page.get_by_role("button", name="Finish: keep the rest as it is").click()
    page.get_by_text("The new source is now the article's source.").wait_for()
    texts = dict(pending.article.sections.values_list("anchor", "markdown"))
    assert (texts["naps"], texts["dreams"]) == ("Brief.", "Mine about dreams.")
    pending.refresh_from_db()
    assert pending.state == Source.State.CURRENT
    assert tab.errors == []
