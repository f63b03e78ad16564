"""The pages of curation in a real browser: open to everybody, and quiet under the strict policy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Article, Topic
from tests.browser.test_editors_site import SELECT2, logged_in  # noqa: F401 - a fixture
from tests.factories import make_article, make_term

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

WORKS = "@book{rest-2001, title={On Rest}, author={Elm, Karl}, year={2001}}\n"


@pytest.fixture
def library():
    Topic.objects.create(slug="rest", name="Rest")
    make_term("haemoglobin"), make_term("haemoglobine")
    make_article(title="One"), make_article(title="Two")
    return make_term("opening", is_public=False)


def steps(term, page):
    """Open the pages one after another, as a person comes to them."""
    page.goto("/admin/")
    yield "home"
    page.goto(reverse("admin:glossary_term_links", args=[term.pk]))
    yield "links"
    page.goto(reverse("admin:glossary_term_care"))
    yield "care"
    page.goto(reverse("admin:references_reference_paste"))
    yield "paste"
    page.get_by_label("Works").fill(WORKS)
    page.get_by_role("button", name="Look at what it names").click()
    page.get_by_label("On Rest").wait_for()
    yield "offers"
    page.goto(reverse("admin:articles_article_changelist"))
    for box in page.locator("tbody input.action-select").all():
        box.check()
    page.locator("select[name=action]").select_option("add_topic")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("button", name="Add a topic (2)").wait_for()
    yield "confirm"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(library, logged_in, dark):  # noqa: F811
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe_playwright_python.sync_playwright import Axe

    tab = logged_in("Editor", dark=dark, bypass_csp=True)
    found = []
    for name in steps(library, tab.page):
        violations = Axe().run(tab.page).response["violations"]
        found += [
            (name, each["id"], [node["html"][:120] for node in each["nodes"][:3]])
            for each in violations
            if each["id"] not in SELECT2
        ]
    assert found == []


def test_a_topic_is_given_to_two_articles_without_javascript(library, logged_in):  # noqa: F811
    tab = logged_in("Editor", javascript=False)
    assert list(steps(library, tab.page))[-1] == "confirm"
    tab.page.get_by_label("Topic").select_option("Rest")
    tab.page.get_by_role("button", name="Add a topic (2)").click()
    tab.page.get_by_text("Add a topic: Rest. 2 articles changed.").wait_for()
    assert Article.objects.filter(topics__slug="rest").count() == 2
    assert tab.errors == []
