"""A draft shown by a signed link: to whoever has it, while it is good, and to no machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import editing, previews
from articles.editing import SectionText
from articles.models import Article, PreviewLink, ReviewComment
from tests.admin.conftest import client_of
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db

WORDS = "A sentence that is only in the draft, about melatonin. " * 4


@pytest.fixture
def article(editor) -> Article:
    make_term("melatonin")
    article = make_article(references=(make_reference(title="An example work"),))
    section = article.sections.get(tier="academic", position=0)
    editing.save_section(section.pk, SectionText("", WORDS), by=editor, base=section.digest)
    return Article.objects.get(pk=article.pk)


@pytest.fixture
def link(article, editor) -> PreviewLink:
    return previews.make_link(article, by=editor, days=7, note="Dr Example")


def page(link: PreviewLink, tier: str = "academic") -> str:
    return reverse("preview:tier", args=[previews.token(link), tier])


def test_the_draft_is_shown_as_it_will_be_published_without_account_or_cookie(link):
    answer = Client().get(page(link))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "only in the draft" in html
    assert 'data-term="melatonin"' in html
    assert "An example work" in html
    assert not answer.cookies


def test_a_link_begins_at_the_simplest_tier_and_leads_to_the_others(link):
    answer = Client().get(previews.address(link))
    assert answer["Location"].endswith("/fundamentals/")
    assert (
        page(link, "academic").split("/")[-2] in Client().get(answer["Location"]).content.decode()
    )


@pytest.mark.parametrize("state", ["open", "ended"])
def test_no_cache_keeps_it_and_no_search_engine_lists_it(link, state):
    if state == "ended":
        previews.end(link)
    answer = Client().get(page(link))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in answer.content.decode()
    assert "ETag" not in answer
    assert "Disallow: /preview/" in Client().get("/robots.txt").content.decode()


def ended_by_hand(link):
    previews.end(link)


def expired(link):
    PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def edited(link):
    section = link.article.sections.first()
    editing.save_section(section.pk, SectionText("", "New."), by=None, base=section.digest)


@pytest.mark.parametrize("end", [ended_by_hand, expired, edited])
def test_a_link_that_has_ended_shows_no_word_of_the_draft(end, link):
    end(link)
    answer = Client().get(page(link))
    assert answer.status_code == 410
    assert "draft, about" not in answer.content.decode()
    assert Client().post(page(link), {"name": "A", "text": "B"}).status_code == 410
    assert not ReviewComment.objects.exists()


def test_a_signature_is_needed_and_does_not_last_for_ever(link, monkeypatch):
    token = signing.dumps({"link": link.pk}, salt="another")
    for wrong in (token, "nonsense", previews.token(link)[:-2]):
        assert Client().get(reverse("preview:tier", args=[wrong, "academic"])).status_code == 410
    old = previews.token(link)
    monkeypatch.setattr(previews, "LONGEST", timedelta(seconds=-1))
    assert Client().get(reverse("preview:tier", args=[old, "academic"])).status_code == 410


def test_a_tier_without_text_is_not_found(link):
    link.article.sections.filter(tier="intermediate").delete()
    assert Client().get(page(link, "intermediate")).status_code == 404


# --- comments -------------------------------------------------------------------------------


def test_a_comment_reaches_the_articles_page_escaped(link, editor):
    browser = Client(enforce_csrf_checks=True)
    said = {"name": "Dr Example", "text": "The dose is <b>wrong</b>."}
    answer = browser.post(page(link), said)
    assert answer.status_code == 302
    assert "has reached the editors" in browser.get(answer["Location"]).content.decode()
    change = reverse("admin:articles_article_change", args=[link.article_id])
    html = client_of(editor).get(change).content.decode()
    assert "The dose is &lt;b&gt;wrong&lt;/b&gt;." in html


@pytest.mark.parametrize("said", [{"name": "", "text": "x"}, {"name": "A", "text": "x" * 5001}])
def test_a_comment_needs_a_name_and_has_an_end(said, link):
    assert Client().post(page(link), said).status_code == 200
    assert not ReviewComment.objects.exists()


def test_comments_are_limited_by_address_and_by_link(link, settings, monkeypatch):
    settings.KB_COMMENT_RATE = "2/hour"
    browser = Client()
    for _ in range(2):
        assert browser.post(page(link), {"name": "A", "text": "B"}).status_code == 302
    answer = browser.post(page(link), {"name": "A", "text": "What I wrote."})
    assert answer.status_code == 429
    assert "What I wrote." in answer.content.decode()
    monkeypatch.setattr(previews, "MAX_COMMENTS", 2)
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post(page(link), {"name": "A", "text": "B"}).status_code == 429
    assert ReviewComment.objects.count() == 2


# --- the article's page ---------------------------------------------------------------------


def share(article: Article) -> str:
    return reverse("admin:articles_article_share", args=[article.pk])


def test_an_editor_makes_a_link_and_takes_it_back(article, editor):
    client = client_of(editor)
    change = reverse("admin:articles_article_change", args=[article.pk])
    client.post(share(article), {"days": "7", "note": "Dr Example"})
    link = PreviewLink.objects.get()
    assert (link.made_by, link.lock_version) == (editor, article.lock_version)
    assert "/preview/" in client.get(change).content.decode()
    client.post(share(article), {"end": link.pk})
    assert "/preview/" not in client.get(change).content.decode()
    assert Client().get(page(link)).status_code == 410


def test_a_comment_is_settled_by_name(link, editor):
    comment = previews.comment(link, tier="academic", name="Dr Example", text="Look here.")
    client_of(editor).post(share(link.article), {"settle": comment.pk})
    comment.refresh_from_db()
    assert comment.settled_by == editor


# --- of a section ---------------------------------------------------------------------------


@pytest.fixture
def section(article):
    return article.sections.get(tier="academic", heading="Why sleep matters")


def said_of(link, anchor):
    data = {"name": "Dr Example", "text": "Say how long.", "anchor": anchor}
    return Client().post(page(link), data)


def test_a_comment_on_a_section_stands_beside_it_and_is_settled_there(link, section, editor):
    assert said_of(link, section.anchor).status_code == 302
    client = client_of(editor)
    beside = reverse("admin:articles_section_change", args=[section.pk])
    article_page = reverse("admin:articles_article_change", args=[section.article_id])
    assert "Say how long." in client.get(beside).content.decode()
    html = client.get(article_page).content.decode()
    assert "“Why sleep matters”" in html
    assert "1 comment</span>" in html
    other = section.article.sections.filter(tier="academic").exclude(pk=section.pk).first()
    elsewhere = reverse("admin:articles_section_change", args=[other.pk])
    assert "Say how long." not in client.get(elsewhere).content.decode()
    settle = reverse("admin:articles_article_share", args=[section.article_id])
    comment = ReviewComment.objects.get()
    answer = client.post(settle, {"settle": comment.pk, "section": section.pk})
    assert answer["Location"] == beside
    assert "Say how long." not in client.get(beside).content.decode()


def test_a_comment_keeps_the_heading_it_was_made_under(link, section, editor):
    said_of(link, section.anchor)
    new = SectionText("What sleep is for", section.markdown)
    editing.save_section(section.pk, new, by=editor, base=section.digest)
    assert ReviewComment.objects.get().heading == "Why sleep matters"


def test_a_section_that_is_not_there_cannot_be_commented_on(link):
    answer = said_of(link, "no-such-section")
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert not ReviewComment.objects.exists()
