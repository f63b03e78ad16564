"""Two terms become one, and nothing that was said of either is lost."""

from __future__ import annotations

from datetime import date

import pytest

from articles.admin.term import merge_terms
from articles.models import Rendering, TermUse
from glossary.linking import current_linker
from glossary.merging import merge
from glossary.models import Alias, Code, Definition, FormerSlug, Term
from glossary.twins import find_twins
from kb import state
from kb.document.tree import Section, Tier
from tests.factories import make_article, make_document, make_reference, make_term, paragraph

pytestmark = pytest.mark.django_db


def about(words: str):
    text = paragraph(f"Some people take {words} at night. " * 5)
    tier = Tier("fundamentals", (Section(None, (text,), level=2),))
    return make_article(document=make_document(tiers=(tier,)))


@pytest.fixture
def gone() -> Term:
    return make_term("sleep hormone", aliases=("night hormone",), definition="Another wording.")


@pytest.fixture
def kept() -> Term:
    return make_term("melatonin", aliases=("MT",), definition="What it is.")


def test_names_of_both_lead_to_the_one_that_stays(gone, kept):
    merge(gone, kept)
    assert {alias.text for alias in kept.aliases.all()} == {"MT", "sleep hormone", "night hormone"}
    assert not Term.objects.filter(name="sleep hormone").exists()
    assert current_linker().find("the night hormone")[0].slug == "melatonin"


def test_the_old_address_redirects_and_those_before_it_too(gone, kept, client):
    FormerSlug.objects.create(slug="older", term=gone)
    merge(gone, kept)
    for slug in ("sleep-hormone", "older"):
        assert client.get(f"/glossary/{slug}/")["Location"] == "/glossary/melatonin/"


def test_a_differing_wording_waits_as_a_candidate(gone, kept):
    merge(gone, kept)
    assert kept.definitions.get(status="chosen").text == "What it is."
    assert kept.definitions.get(status="candidate").text == "Another wording."


def test_an_equal_wording_keeps_references_and_sign_off(gone, kept):
    reference = make_reference()
    same = Definition.objects.create(
        term=gone, text="what it  is.", tier="academic", status="chosen",
        reviewed_at=date(2024, 5, 6), reviewed_by_name="Rita Example",
    )  # fmt: skip
    same.references.add(reference)
    Definition.objects.create(term=kept, text="What it is.", tier="academic")
    merge(gone, kept)
    row = kept.definitions.get(tier="academic")
    assert (row.status, row.reviewed_by_name) == ("chosen", "Rita Example")
    assert list(row.references.all()) == [reference]


def test_codes_are_carried_over_once(gone, kept):
    Code.objects.create(term=gone, system="MeSH", code="X1", confidence="high")
    Code.objects.create(term=gone, system="MeSH", code="X2")
    Code.objects.create(term=kept, system="MeSH", code="X1", confidence="low")
    merge(gone, kept)
    assert sorted(kept.codes.values_list("code", "confidence")) == [("X1", "high"), ("X2", "high")]


def test_related_terms_and_lists_of_articles_follow(gone, kept):
    other, article = make_term("rest"), make_article(published=False)
    gone.related.add(other, kept)
    article.defines.add(gone)
    article.stop_terms.add(gone, kept)
    merge(gone, kept)
    assert list(kept.related.all()) == [other]
    assert list(article.defines.all()) == list(article.stop_terms.all()) == [kept]


def test_articles_that_linked_the_old_term_link_the_new_one(gone, kept):
    old, new = about("the sleep hormone"), about("melatonin")
    assert TermUse.objects.filter(article=old, term=gone).exists()
    assert merge_terms(gone, kept) == 2
    for article in (old, new):
        page = Rendering.objects.get(article=article)
        assert 'data-term="melatonin"' in page.html
        assert [shown["slug"] for shown in page.page["terms"]] == ["melatonin"]


def test_what_readers_could_open_they_can_open_still(gone):
    hidden = make_term("melatonin", is_public=False)
    before = state.counters()
    merge(gone, hidden)
    hidden.refresh_from_db()
    assert hidden.is_public
    assert state.counters()[1] > before[1]


def test_a_term_is_not_merged_into_itself(kept):
    with pytest.raises(ValueError, match="itself"):
        merge(kept, kept)


def test_terms_that_share_a_name_are_found():
    one, other = make_term("beta-blocker"), make_term("beta blocker", slug="beta-blocker-2")
    third = make_term("propranolol")
    Alias.objects.create(term=third, text="Beta blocker", kind="lay")
    Alias.objects.create(term=third, text="inderal")
    assert [(each.name, set(each.terms)) for each in find_twins()] == [
        ("beta blocker", {one, other})
    ]
