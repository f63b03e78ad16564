from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from articles import editing, proposals
from articles.editing import SectionText
from articles.models import Article, Source
from kb.document.codec import to_json
from kb.document.tree import Document, Section, Tier
from tests.admin.conftest import client_of, make_person
from tests.admin.test_pages import make_source
from tests.factories import make_article, make_document, paragraph

pytestmark = pytest.mark.django_db


def document(*sections: tuple[str | None, str]) -> Document:
    made = (
        Section(heading, (paragraph(text),), level=3 if heading else 2)
        for heading, text in sections
    )
    return make_document(tiers=(Tier("academic", tuple(made)),))


BEFORE = document((None, "Opening."), ("Naps", "Short."), ("Dreams", "Vivid."), ("Beds", "Soft."))
AFTER = document(
    (None, "New opening."), ("Naps", "Brief."), ("Dreams", "Vivid."), ("Light", "Dim.")
)


def editor_changed(article: Article) -> None:
    """Let an editor change what is said of naps and of dreams."""
    for anchor, text in (("naps", "Mine about naps."), ("dreams", "Mine about dreams.")):
        row = article.sections.get(anchor=anchor)
        words = SectionText(row.heading, text)
        editing.save_section(row.pk, words, by=make_person("Editor"), base=row.digest)


@pytest.fixture
def source() -> Source:
    """A changed source: an editor changed naps and dreams since the last import."""
    article = make_article(document=BEFORE, published=False)
    make_source(article, document=to_json(BEFORE))
    editor_changed(article)
    return make_source(article, document=to_json(AFTER), state="pending", name="sleep-2.txt")


def kinds(source: Source) -> dict[str, str]:
    return {row.anchor: row.kind for row in proposals.compare(source)}


def texts(article: Article) -> dict[str, str]:
    return dict(article.sections.values_list("anchor", "markdown"))


def decide(client, source, **said):
    return client.post(reverse("admin:articles_source_proposal", args=[source.pk]), said)


def test_what_happened_to_each_section_is_told_apart(source):
    assert kinds(source) == {
        "introduction": "theirs",
        "naps": "both",
        "dreams": "mine",
        "light": "new",
        "beds": "gone",
    }


def test_three_texts_stand_side_by_side(source, root):
    page = root.get(reverse("admin:articles_source_proposal", args=[source.pk]))
    html = page.content.decode()
    for words in ("Short.", "Mine about naps.", "Brief."):
        assert words in html


def test_one_section_is_taken_over_and_the_others_stay(source, editor):
    rows = {row.anchor: row for row in proposals.compare(source)}
    client = client_of(editor)
    decide(client, source, accept="academic/naps", base=rows["naps"].base)
    assert texts(source.article)["naps"] == "Brief."
    assert texts(source.article)["dreams"] == "Mine about dreams."
    assert texts(source.article)["introduction"] == "Opening."


def test_new_and_vanished_sections_are_taken_over_too(source, editor):
    rows = {row.anchor: row for row in proposals.compare(source)}
    client = client_of(editor)
    decide(client, source, accept="academic/light", base="")
    decide(client, source, accept="academic/beds", base=rows["beds"].base)
    assert texts(source.article).keys() == {"introduction", "naps", "dreams", "light"}


def test_a_section_edited_meanwhile_is_not_overwritten(source, editor):
    seen = {row.anchor: row for row in proposals.compare(source)}["naps"].base
    row = source.article.sections.get(anchor="naps")
    text = SectionText("Naps", "Newer still.")
    editing.save_section(row.pk, text, by=make_person("Editor"), base=row.digest)
    decide(client_of(editor), source, accept="academic/naps", base=seen)
    assert texts(source.article)["naps"] == "Newer still."


def test_finishing_makes_the_new_source_the_articles_own(source, editor):
    decide(client_of(editor), source, finish="1")
    states = dict(source.article.sources.values_list("name", "state"))
    assert states == {"sleep.txt": "superseded", "sleep-2.txt": "current"}
    edited = {row.anchor for row in source.article.sections.all() if row.is_edited}
    assert edited == {"introduction", "naps", "dreams"}


def test_declining_leaves_the_article_as_it_is(source, editor):
    before = texts(source.article)
    decide(client_of(editor), source, decline="1")
    source.refresh_from_db()
    assert (source.state, texts(source.article)) == ("declined", before)


def test_a_source_that_says_the_same_asks_nothing(source):
    same = replace(AFTER, tiers=BEFORE.tiers)
    source.document = to_json(same)
    assert set(kinds(source).values()) == {"same", "mine"}
