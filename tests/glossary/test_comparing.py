"""Two terms side by side, the terms around a term, and narrowing by topic and code."""

import pytest

from glossary.models import Code, Definition
from glossary.neighbourhood import MOST, draw
from tests.factories import make_article, make_document, make_term, paragraph

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def pair():
    factor = make_term("growth factor", aliases=("GF",), definition="A signal.", kind="protein")
    factors = make_term("growth factors", definition="The family.", tier="academic")
    Definition.objects.create(
        term=factor, text="Another wording nobody chose.", status="candidate", tier="academic"
    )
    return factor, factors


def test_two_terms_stand_side_by_side(client, pair):
    page = text(client.get("/glossary/growth-factor..growth-factors/"))
    assert page.index("A signal.") < page.index("The family.")
    assert "Not stated" in page
    assert "GF" in page
    assert "nobody chose" not in page
    assert "No published article uses both" in page


def test_a_comparison_names_the_articles_that_use_both(client, pair):
    from kb.document.tree import Section, Tier
    from tests.factories import FILLING

    words = f"A growth factor differs from growth factors. {FILLING}"
    tiers = (Tier("fundamentals", (Section(None, (paragraph(words),), level=2),)),)
    make_article(slug="both", title="Both of them", document=make_document(tiers=tiers))
    make_article(
        slug="draft", title="A draft", document=make_document(tiers=tiers), published=False
    )
    page = text(client.get("/glossary/growth-factor..growth-factors/"))
    assert "/articles/both/" in page
    assert "A draft" not in page


@pytest.mark.parametrize(
    "address",
    ["growth-factor..nothing", "growth-factor..growth-factor", "growth-factor..hidden"],
)
def test_what_cannot_be_compared_is_no_page(client, pair, address):
    make_term("hidden", is_public=False)
    assert client.get(f"/glossary/{address}/").status_code == 404


def test_terms_to_compare_are_chosen_by_any_of_their_names(client, pair):
    answer = client.get("/glossary/compare/", {"a": "gf", "b": "Growth  Factors"})
    assert answer.headers["Location"] == "/glossary/growth-factor..growth-factors/"


def test_a_name_that_is_none_is_said(client, pair):
    make_term("hidden", is_public=False)
    page = text(client.get("/glossary/compare/", {"a": "<b>x", "b": "hidden"}))
    assert "no term called “&lt;b&gt;x”" in page
    assert "no term called “hidden”" in page
    assert "names are those of one term" in text(
        client.get("/glossary/compare/", {"a": "gf", "b": "growth factor"})
    )


def test_a_comparison_takes_a_constant_number_of_queries(client, pair, django_assert_num_queries):
    with django_assert_num_queries(7):
        client.get("/glossary/growth-factor..growth-factors/")


# --- the neighbourhood -----------------------------------------------------------------------


def test_the_picture_has_a_text_beside_it(client, pair):
    factor, _ = pair
    factor.related.add(make_term("cell division"))
    page = text(client.get("/glossary/growth-factor/"))
    assert '<svg class="neighbourhood"' in page
    assert page.count("cell division") >= 2
    assert 'href="/glossary/growth-factor..growth-factors/"' in page


def test_names_that_differ_early_are_taken_for_each_other_too(client):
    make_term("hypothyroidism")
    make_term("hyperthyroidism")
    page = text(client.get("/glossary/hypothyroidism/"))
    assert page.index("Not to be confused with") < page.index("/glossary/hyperthyroidism/")


def test_a_term_alone_has_no_picture(client):
    make_term("iron")
    assert '<svg class="neighbourhood"' not in text(client.get("/glossary/iron/"))


def test_boxes_stand_inside_the_picture_and_apart():
    terms = [make_term(f"term number {number} of a long name") for number in range(MOST + 3)]
    picture = draw(terms[0], terms[1:], terms[1:2])
    assert len(picture.boxes) == MOST + 1
    places = {(box.x, box.y) for box in (*picture.boxes, picture.centre)}
    assert len(places) == MOST + 2
    assert all(0 <= x <= picture.width - picture.box_width for x, _ in places)
    assert all(0 <= y <= picture.height - picture.box_height for _, y in places)


def test_a_term_says_when_it_changed(client):
    from glossary.release import index_terms

    term = make_term("iron")
    index_terms([term.pk])
    term.definitions.update(text="A metal that blood needs.")
    index_terms([term.pk])
    page = text(client.get("/glossary/iron/"))
    history = page[page.index('id="history"') :]
    assert history.index("Names, meaning or codes changed") < history.index("Added")


# --- narrowing the list ----------------------------------------------------------------------


def test_the_list_narrows_by_topic(client):
    make_term("rest")
    make_term("zinc")
    make_article(topics=("Sleep",))
    make_article(topics=("Secret",), published=False)
    published = make_article(topics=("Sleep",))
    published.topics.create(slug="draft-topic", name="Draft topic")
    page = text(client.get("/glossary/?topic=sleep"))
    assert "/glossary/rest/" in page
    assert "/glossary/zinc/" not in page
    assert "Secret" not in page
    assert "Draft topic" not in page
    assert client.get("/glossary/?topic=nothing").status_code == 404


def test_the_list_narrows_by_code_with_its_system_or_without(client):
    make_term("zinc")
    term = make_term("iron")
    Code.objects.create(term=term, system="MeSH", code="D000001")
    Code.objects.create(term=make_term("lead"), system="MeSH", code="D000002", confidence="low")
    for code in ("d000001", "MeSH D000001", "mesh|D000001"):
        page = text(client.get("/glossary/", {"code": code}))
        assert "/glossary/iron/" in page
        assert "/glossary/zinc/" not in page
    for code in ("LOINC D000001", "D000002", "D9"):
        assert "No term fits" in text(client.get("/glossary/", {"code": code}))


def test_a_kind_nobody_stated_is_shown_as_unknown(client):
    make_term("iron", kind="test")
    make_term("zinc")
    page = text(client.get("/glossary/?kind=unknown"))
    assert "/glossary/zinc/" in page
    assert "/glossary/iron/" not in page
    assert "Kind not stated" in text(client.get("/glossary/zinc/"))
