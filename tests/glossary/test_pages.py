"""The A–Z list and the page of a term."""

import json
import re

import pytest

from articles.publishing import withdraw
from glossary.linking import forget_linker
from glossary.models import Alias, Code, Definition, FormerSlug
from kb import state
from kb.document.tree import Section, Tier
from tests.factories import make_article, make_document, make_reference, make_term, paragraph

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_public_terms_under_their_letters(client):
    make_term("iron", definition="A metal.")
    make_term("11β-hydroxylase")
    make_term("hidden", is_public=False)
    page = text(client.get("/glossary/"))
    assert page.index("Other signs</h2>") < page.index("A metal.")
    assert "2 terms" in page
    assert "hidden</a>" not in page


def test_the_list_narrows_by_letter_and_kind(client):
    make_term("iron", kind="test")
    make_term("zinc", kind="drug")
    assert "/glossary/zinc/" not in text(client.get("/glossary/?initial=I"))
    assert "/glossary/iron/" not in text(client.get("/glossary/?kind=drug"))
    assert "No term fits" in text(client.get("/glossary/?kind=drug&initial=I"))


@pytest.mark.parametrize("query", ["initial=i", "initial=AB", "kind=nothing", "after=xyz"])
def test_filters_nobody_links_to_are_not_found(client, query):
    assert client.get(f"/glossary/?{query}").status_code == 404


def test_the_lists_queries_do_not_grow(client, django_assert_max_num_queries):
    for _ in range(12):
        make_term(kind="test", aliases=("a", "b"))
    with django_assert_max_num_queries(5):
        client.get("/glossary/")


def test_a_term_shows_what_is_known_of_it_and_how_sure_it_is(client):
    term = make_term("ferritin", definition="", kind="test")
    Definition.objects.create(
        term=term, tier="academic", text="A <ferroxidase>.", status="chosen", source="notes.txt"
    )
    general = Definition.objects.create(
        term=term, text="Stores iron.", status="chosen", reviewed_at="2025-01-31",
        reviewed_by_name="Dr Example",
    )  # fmt: skip
    Definition.objects.create(term=term, text="Undecided.", source="x")
    general.references.add(
        make_reference(key="shown-1", is_public=True), make_reference(key="hidden-1")
    )
    Alias.objects.create(term=term, text="iron stores", kind="lay")
    Code.objects.create(term=term, system="MeSH", code="D005293", display="Ferritins")
    Code.objects.create(term=term, system="LOINC", code="0000-0", confidence="low")
    page = text(client.get("/glossary/ferritin/"))
    assert page.index("Stores iron.") < page.index("A &lt;ferroxidase&gt;.")
    assert "No clinician has reviewed this wording. Wording from notes.txt." in page
    assert "Reviewed by Dr Example" in page
    assert "iron stores" in page
    assert "MeSH (Medical Subject Headings)" in page
    assert "/references/shown-1/" in page
    for secret in ("Undecided", "hidden-1", "0000-0"):
        assert secret not in page


def test_a_term_names_its_neighbours(client):
    one, two = make_term("growth factor"), make_term("growth factors")
    one.related.add(make_term("liver"), make_term("draft", is_public=False))
    page = text(client.get(one.get_absolute_url()))
    assert page.index("Related") < page.index("/glossary/liver/")
    assert page.index("Not to be confused") < page.index(two.get_absolute_url())
    assert "/glossary/draft/" not in page


def test_a_term_shows_where_published_articles_use_it(client):
    make_term("ferritin")
    state.advance(glossary=True)
    forget_linker()
    section = Section(None, (paragraph("Ferritin stores iron."),), level=2, anchor="introduction")
    article = make_article(document=make_document(tiers=(Tier("fundamentals", (section,)),)))
    page = text(client.get("/glossary/ferritin/"))
    assert f"/articles/{article.slug}/fundamentals/#" in page
    assert "<q>Ferritin stores iron.</q>" in page
    withdraw(article, reason="test")
    assert "No published article uses it yet." in text(client.get("/glossary/ferritin/"))


def test_a_term_says_what_it_is_to_machines(client):
    term = make_term("iron", definition="</script> A metal.", aliases=("Fe",))
    page = text(client.get("/glossary/iron/"))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    values = json.loads(found[1])
    assert values["@type"] == "DefinedTerm"
    assert (values["name"], values["alternateName"]) == (term.name, ["Fe"])
    assert values["description"] == "</script> A metal."


def test_a_terms_queries_do_not_grow(client, django_assert_max_num_queries):
    term = make_term("iron", aliases=("Fe", "ferrum"))
    for number in range(9):
        term.related.add(make_term())
        Definition.objects.create(term=term, text=str(number)).references.add(make_reference())
    with django_assert_max_num_queries(7):
        client.get("/glossary/iron/")


def test_a_former_slug_leads_to_the_term(client):
    FormerSlug.objects.create(slug="ferrum", term=make_term("iron"))
    FormerSlug.objects.create(slug="cuprum", term=make_term("copper", is_public=False))
    answer = client.get("/glossary/ferrum/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/glossary/iron/")
    assert client.get("/glossary/cuprum/").status_code == 404


@pytest.mark.parametrize("slug", ["nothing", "hidden"])
def test_hidden_and_missing_terms_are_not_found(client, slug):
    make_term("hidden", is_public=False)
    assert client.get(f"/glossary/{slug}/").status_code == 404


def test_pages_set_no_cookie(client):
    make_term("iron")
    for path in ("/glossary/", "/glossary/iron/"):
        answer = client.get(path)
        assert not answer.cookies
        assert "public" in answer.headers["Cache-Control"]
