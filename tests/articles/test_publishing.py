"""Publishing: what readers see, what they never see, and what never changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles.models import Article, Citation, Rendering, TermUse, Version
from articles.publishing import NothingToPublish, publish, show, withdraw
from articles.refresh import refresh
from glossary.models import Definition
from kb import state
from kb.document.codec import from_json
from kb.document.tree import Citation as Mark
from kb.document.tree import CitationItem, Paragraph, Section, Text, Tier
from kb.search.models import Passage
from references.models import Reference
from tests.factories import (
    FILLING,
    make_article,
    make_document,
    make_reference,
    make_term,
    paragraph,
)

pytestmark = pytest.mark.django_db


def citing(key: str):
    mark = Paragraph((Text("Sleep lowers pressure"), Mark((CitationItem(key),)), Text(".")))
    sections = (Section(None, (mark,), level=2), Section("Again", (mark,)))
    return make_document(tiers=(Tier("academic", sections),))


def change(article: Article, text: str) -> None:
    from articles.document import section_row

    row = article.sections.get(tier="fundamentals", position=0)
    new = section_row(article, "fundamentals", 0, Section(None, (paragraph(text),), 2, row.anchor))
    new.pk = row.pk
    new.save()


def test_publishing_makes_a_version_and_a_rendering_for_each_tier():
    article = make_article()
    assert article.published.number == 1
    assert set(article.renderings.values_list("tier", flat=True)) == {
        "fundamentals", "intermediate", "academic",
    }  # fmt: skip


def test_publishing_what_has_not_changed_gives_the_same_version():
    article = make_article()
    assert publish(article) == article.published
    assert article.versions.count() == 1


def test_each_change_published_is_the_next_version():
    article = make_article()
    change(article, "New words.")
    assert publish(article, note="Clearer", significance="wording").number == 2
    assert "New words." in Rendering.objects.get(slug=article.slug, tier="fundamentals").html


def test_a_draft_word_reaches_nothing_public():
    article = make_article()
    change(article, "Secretword in the draft.")
    assert not Rendering.objects.filter(html__contains="Secretword").exists()
    assert not Passage.objects.filter(body__contains="Secretword").exists()


def test_an_empty_article_is_not_published():
    article = make_article(document=make_document(tiers=(Tier("academic", ()),)), published=False)
    with pytest.raises(NothingToPublish):
        publish(article)
    assert not article.versions.exists()


def test_a_version_is_never_changed_nor_deleted():
    version = make_article().published
    version.note = "rewritten"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(note="rewritten")
    version.refresh_from_db()
    assert version.note == ""


def test_a_version_holds_the_whole_document():
    article = make_article(topics=("sleep",), references=(make_reference(key="example-2020"),))
    document = from_json(article.published.document)
    assert document.title == article.title
    assert document.topics == ("sleep",)
    assert [entry.key for entry in document.references] == ["example-2020"]
    assert [tier.name for tier in document.tiers] == ["fundamentals", "intermediate", "academic"]


def test_withdrawing_takes_everything_public_away_and_keeps_the_versions():
    article = make_article(references=(make_reference(),))
    withdraw(article, reason="superseded")
    assert not article.renderings.exists()
    assert not Passage.objects.filter(kind="article", key=article.slug).exists()
    assert not Reference.objects.public().exists()
    assert article.versions.count() == 1


def test_a_withdrawn_article_can_be_published_again():
    article = make_article()
    withdraw(article)
    assert publish(article).number == 2
    assert article.renderings.count() == 3


def test_terms_are_linked_at_first_use_in_a_section_and_never_in_headings():
    make_term("sleep")
    article = make_article()
    html = Rendering.objects.get(slug=article.slug, tier="fundamentals").html
    assert html.count('data-term="sleep"') == 1
    assert "Why sleep matters</h2>" in html


def test_uses_of_terms_are_recorded_with_their_sentence():
    term = make_term("sleep")
    article = make_article()
    use = TermUse.objects.get(term=term, article=article, tier="academic")
    assert use.sentence == "An opening for academic readers about sleep."


def test_a_stopped_term_is_not_linked_in_its_article():
    term = make_term("sleep")
    article = make_article()
    article.stop_terms.add(term)
    show([Article.objects.get(pk=article.pk)])
    assert not TermUse.objects.filter(term=term).exists()


def test_terms_an_article_defines_become_public_with_it():
    term = make_term("sleep", is_public=False)
    article = make_article(published=False)
    article.defines.add(term)
    publish(article)
    term.refresh_from_db()
    assert term.is_public


def test_citations_are_numbered_marked_and_recorded():
    record = make_reference(key="example-2020")
    article = make_article(document=citing("example-2020"), references=(record,))
    rendering = Rendering.objects.get(slug=article.slug)
    assert 'href="#ref-1"' in rendering.html
    reference = rendering.page["references"][0]
    assert [use["id"] for use in reference["uses"]] == ["cite-1-1", "cite-1-2"]
    assert Citation.objects.filter(reference=record, tier="academic").count() == 2


def test_a_work_only_listed_is_recorded_without_a_place():
    record = make_reference()
    make_article(references=(record,))
    assert Citation.objects.get(reference=record).tier == ""


def test_references_stand_as_unverified_until_somebody_checks_them():
    article = make_article(references=(make_reference(),))
    page = article.renderings.first().page
    assert page["references"][0]["verification"] == "unverified"
    assert page["verification_counts"]["verified"] == 0


def test_every_section_leads_to_its_counterparts():
    article = make_article()
    html = Rendering.objects.get(slug=article.slug, tier="intermediate").html
    assert f'href="/articles/{article.slug}/fundamentals/#why-sleep-matters"' in html
    assert f'href="/articles/{article.slug}/academic/#why-sleep-matters"' in html


def test_publishing_advances_the_site_state():
    before = state.counters()
    make_article()
    assert state.counters()[0] > before[0]


def test_a_failed_publish_leaves_nothing_behind(monkeypatch):
    article = make_article(published=False)

    def fail(*args, **kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("articles.publishing.build", fail)
    with pytest.raises(RuntimeError):
        publish(article)
    assert not Version.objects.exists()
    assert not Rendering.objects.exists()


def test_a_new_term_refreshes_only_the_articles_that_mention_it():
    mentions = make_article(document=make_document(title="About sleep"))
    onions = Tier("academic", (Section(None, (paragraph("Onions grow."),)),))
    other = make_article(document=make_document(title="Onions", tiers=(onions,)))
    kept = other.renderings.get().pk
    term = make_term("sleep")
    state.advance(glossary=True)
    assert refresh(terms=[term.pk]) == 1
    assert TermUse.objects.filter(term=term, article=mentions).exists()
    assert other.renderings.get().pk == kept
    assert mentions.versions.count() == 1


def test_a_corrected_record_shows_in_the_articles_that_list_it():
    record = make_reference()
    article = make_article(references=(record,))
    record.verification = "verified"
    record.save()
    refresh(references=[record.key])
    assert article.renderings.first().page["references"][0]["verification"] == "verified"


def test_a_reader_gets_the_definition_of_their_tier_or_an_announced_fallback():
    term = make_term("sleep", definition="The academic wording.", tier="academic")
    article = make_article()
    shown = article.renderings.get(tier="fundamentals").page["terms"][0]
    assert (shown["definition"], shown["fallback"]) == ("The academic wording.", True)
    Definition.objects.create(term=term, tier="fundamentals", text="Plain words.", status="chosen")
    refresh(terms=[term.pk])
    shown = article.renderings.get(tier="fundamentals").page["terms"][0]
    assert (shown["definition"], shown["fallback"]) == ("Plain words.", False)


def test_showing_twice_as_much_takes_no_more_queries_for_each(django_assert_max_num_queries):
    make_term("sleep")
    article = make_article(references=tuple(make_reference() for _ in range(3)))
    article = Article.objects.get(pk=article.pk)
    with django_assert_max_num_queries(50) as few:
        show([article])
    sections = tuple(
        Section(f"Heading {n}", (paragraph(f"Sleep well. {FILLING}"),)) for n in range(40)
    )
    big = make_article(
        document=make_document(title="Big", tiers=(Tier("academic", sections),)),
        references=tuple(make_reference() for _ in range(30)),
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        show([Article.objects.get(pk=big.pk)])
    assert connection.in_atomic_block


@pytest.mark.parametrize(
    ("ending", "sign"), [("bib", "@article{"), ("ris", "TY  - JOUR"), ("json", '"id"')]
)
def test_an_articles_list_downloads_for_reference_managers(client, ending, sign):
    article = make_article(references=(make_reference(key="example-2020"),))
    response = client.get(f"/articles/{article.slug}/references.{ending}")
    assert sign in response.content.decode()
    assert "example-2020" in response.content.decode() or ending == "ris"
    assert client.get(f"/articles/nowhere/references.{ending}").status_code == 404
