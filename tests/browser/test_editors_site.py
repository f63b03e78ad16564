"""The editors' site in a browser: writing with a preview, a conflict, the keyboard, axe."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from articles.models import Article, ImportFinding, Section
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import address, make_source
from tests.factories import make_article, make_reference, make_term

SELECT2 = {"list", "empty-table-header"}
"""What axe finds in Django's own widgets and table heads."""


@pytest.fixture
def article(transactional_db) -> Article:
    article = make_article(slug="sleep", references=(make_reference(),), topics=("sleep",))
    source = make_source(article)
    article.sections.update(source=source, first_line=1, last_line=3)
    return article


@pytest.fixture
def logged_in(visit):
    """A function that opens a tab in which a person of these groups is logged in."""

    def start(*groups: str, **options):
        tab = visit(**options)
        cookies = client_of(make_person(*groups)).cookies
        session = cookies[settings.SESSION_COOKIE_NAME].value
        tab.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": tab.origin}]
        )
        return tab

    return start


def section_page(article: Article) -> str:
    section = article.sections.get(tier="academic", heading="Why sleep matters")
    return address(Section, "change", section.pk)


def test_the_preview_follows_the_writing(article, logged_in):
    make_term("melatonin")
    tab = logged_in("Editor")
    tab.page.goto(section_page(article))
    tab.page.get_by_label("Markdown").fill("Words.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n# No")
    preview = tab.page.locator("#preview-text")
    preview.get_by_role("table").wait_for()
    tab.page.get_by_text("Line 7: # and ## begin tiers").wait_for()
    assert tab.errors == []


def test_of_two_editors_the_second_brings_both_texts_together(article, logged_in):
    first, second = logged_in("Editor").page, logged_in("Editor").page
    for page in (first, second):
        page.goto(section_page(article))
    first.get_by_label("Markdown").fill("What the first one wrote.")
    first.get_by_role("button", name="Save", exact=True).click()
    second.get_by_label("Markdown").fill("What the second one wrote.")
    second.get_by_role("button", name="Save", exact=True).click()
    mine = second.get_by_label("Your text", exact=True)
    assert mine.input_value() == "What the second one wrote."
    stored = second.get_by_label("The stored text", exact=True)
    assert stored.input_value() == "What the first one wrote."
    mine.fill("What both of them wrote.")
    second.get_by_role("button", name="Save this text instead").click()
    second.wait_for_url("**/article/*/change/**")
    section = article.sections.get(tier="academic", heading="Why sleep matters")
    assert section.markdown == "What both of them wrote."


def test_a_section_is_written_and_saved_by_keyboard(article, logged_in):
    page = logged_in("Editor").page
    page.goto(section_page(article))
    page.get_by_label("Heading").focus()
    page.keyboard.press("Tab")  # the toolbar, one stop
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed without a mouse.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*/change/**")
    assert article.sections.filter(markdown="Typed without a mouse.").exists()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(article, logged_in, dark):
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    pages = [
        "/admin/",
        address(Article, "changelist"),
        address(Article, "change", article.pk),
        reverse("admin:articles_article_step", args=[article.pk, "submit"]),
        reverse("admin:articles_article_read", args=[article.pk, "academic"]),
        reverse("admin:articles_article_read", args=[article.pk, "all"]),
        reverse("admin:articles_article_versions", args=[article.pk]) + "?from=1&to=draft",
        reverse("admin:articles_article_restore", args=[article.pk, 1]),
        reverse("admin:articles_upload_send"),
        section_page(article),
        reverse("admin:articles_section_versions", args=[article.sections.first().pk]),
        address(ImportFinding, "changelist"),
        address(ImportFinding, "change", article.findings.last().pk),
    ]
    tab = logged_in("Editor", dark=dark, bypass_csp=True)
    found = []
    for page in pages:
        tab.page.goto(page, wait_until="load")
        tab.page.wait_for_function("document.readyState === 'complete'")
        violations = Axe().run(tab.page).response["violations"]
        found += [
            (page[:60], each["id"], [node["html"][:120] for node in each["nodes"][:2]])
            for each in violations
            if each["id"] not in SELECT2
        ]
    assert found == []


def test_no_page_breaks_the_content_security_policy(article, logged_in):
    tab = logged_in("Editor")
    for page in (
        "/admin/",
        address(Article, "changelist"),
        address(Article, "add"),
        address(Article, "change", article.pk),
        address(Section, "add"),
        section_page(article),
        reverse("admin:articles_article_read", args=[article.pk, "all"]),
        reverse("admin:articles_article_versions", args=[article.pk]),
        reverse("admin:articles_upload_send"),
    ):
        tab.page.goto(page, wait_until="load")
    assert tab.errors == []
