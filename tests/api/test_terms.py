"""/api/v1/terms/: the glossary."""

from __future__ import annotations

import pytest

from glossary.models import Definition
from kb.document.tree import TIERS
from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


def slugs(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["slug"] for row in answer.json()["results"]]


def test_the_list_goes_from_a_to_z(ask):
    for name in ("zinc", "β-carotene", "Aspirin"):
        make_term(name)
    assert slugs(ask("terms/")) == ["aspirin", "beta-carotene", "zinc"]
    row = ask("terms/").json()["results"][0]
    assert row == {
        "slug": "aspirin",
        "name": "Aspirin",
        "url": row["url"],
        "api_url": row["api_url"],
        "initial": "A",
        "kind": "",
        "aliases": [],
    }
    assert row["url"].endswith("/glossary/aspirin/")


def test_names_are_found_by_their_beginning(ask):
    make_term("bone mineral density", slug="bmd", aliases=("BMD", "Bone density"))
    make_term("osteoid")
    make_term("17β-estradiol", slug="estradiol")
    for start in ("bone", "BONE M", "bmd", "bone den"):
        assert slugs(ask(f"terms/?q={start}")) == ["bmd"], start
    assert slugs(ask("terms/?q=17β")) == ["estradiol"]
    assert slugs(ask("terms/?q=density")) == []
    assert slugs(ask("terms/?q=%25")) == []


def test_terms_are_filtered_by_initial_kind_and_code(ask):
    term = make_term("melatonin", kind="hormone")
    term.codes.create(system="MeSH", code="D008550")
    term.codes.create(system="MeSH", code="D000002", confidence="medium")
    make_term("4-hour rule", kind="rule")
    assert slugs(ask("terms/?initial=M")) == ["melatonin"]
    assert slugs(ask("terms/?initial=%23")) == ["4-hour-rule"]
    assert slugs(ask("terms/?kind=Hormone")) == ["melatonin"]
    assert slugs(ask("terms/?code=D008550")) == ["melatonin"]
    assert slugs(ask("terms/?code=mesh|D008550")) == ["melatonin"]
    assert slugs(ask("terms/?code=D000002")) == []


def test_the_detail_says_all_that_is_public(ask):
    term = make_term("passage", definition="For all.", aliases=("way through",), kind="word")
    Definition.objects.create(term=term, tier="academic", text="For clinicians.", status="chosen")
    Definition.objects.create(term=term, tier="academic", text="Not chosen.")
    term.codes.create(system="MeSH", code="D1", display="A display")
    term.codes.create(system="MeSH", code="D2", confidence="low")
    other = make_term("route")
    term.related.add(other, make_term("secret", is_public=False))
    article = make_article()
    data = ask("terms/passage/").json()
    assert data["aliases"] == ["way through"]
    assert data["names"] == [{"text": "way through", "kind": "synonym"}]
    assert [(each["tier"], each["text"]) for each in data["definitions"]] == [
        (None, "For all."),
        ("academic", "For clinicians."),
    ]
    assert data["codes"] == [{"system": "MeSH", "code": "D1", "display": "A display"}]
    assert [each["slug"] for each in data["related"]] == ["route"]
    use = data["used_in"][0]
    assert (use["article"], use["tier"], use["anchor"]) == (
        article.slug,
        "fundamentals",
        "introduction",
    )
    assert use["url"].endswith(f"/articles/{article.slug}/fundamentals/#introduction")


def test_places_of_use_stand_in_the_order_of_the_tiers(ask):
    make_term("passage")
    make_article()
    tiers = [use["tier"] for use in ask("terms/passage/").json()["used_in"]]
    assert tiers == ["fundamentals", "intermediate", "academic"]


def test_a_definition_names_only_public_references(ask):
    term = make_term("passage")
    public, hidden = make_reference(key="shown", is_public=True), make_reference(key="hidden")
    term.definitions.get().references.add(public, hidden)
    assert ask("terms/passage/").json()["definitions"][0]["references"] == ["shown"]


def test_a_private_or_unknown_term_is_not_found(ask):
    make_term("secret", is_public=False)
    assert slugs(ask("terms/")) == []
    assert slugs(ask("terms/?q=secret")) == []
    for slug in ("secret", "none-such"):
        assert ask(f"terms/{slug}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("initial=aa", "initial"),
        ("tier=expert", "tier"),
        ("q=", "q"),
        ("page_size=0", "page_size"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(ask, query, name):
    answer = ask(f"terms/?{query}")
    assert answer.status_code == 400
    assert name in answer.json()


@pytest.mark.parametrize(("path", "expected"), [("terms/", 2), ("terms/passage/", 7)])
def test_queries_do_not_grow_with_content(ask, django_assert_num_queries, path, expected):
    term = make_term("passage", aliases=("a",))
    term.related.add(make_term("route"))
    term.definitions.get().references.add(make_reference(is_public=True))
    with django_assert_num_queries(expected):
        ask(path)
    for number in range(4):
        make_article()
        term.related.add(make_term(aliases=(f"b{number}",)))
        term.codes.create(system="MeSH", code=f"D{number}")
        term.definitions.create(
            text=f"Wording {number}", status="chosen", tier=["fundamentals", "academic"][number]
        ) if number < 2 else None
    with django_assert_num_queries(expected):
        ask(path)


def test_a_term_says_whose_wording_a_reader_gets(ask):
    make_term("passage", definition="For clinicians.", tier="academic")
    own = ask("terms/passage/?tier=academic").json()["definition"]
    other = ask("terms/passage/?tier=fundamentals").json()["definition"]
    assert (own["requested"], own["resolved"], own["fallback"]) == ("academic", "academic", False)
    assert (other["requested"], other["resolved"]) == ("fundamentals", "academic")
    assert (other["fallback"], other["text"]) == (True, "For clinicians.")


def test_a_wording_for_everybody_is_no_fallback(ask):
    make_term("passage")
    shown = ask("terms/passage/?tier=academic").json()["definition"]
    assert (shown["resolved"], shown["fallback"]) == (None, False)


def test_without_a_tier_no_wording_is_singled_out(ask):
    make_term("passage")
    assert ask("terms/passage/").json()["definition"] is None
    assert ask("terms/passage/?tier=expert").status_code == 400
    assert "definition" not in ask("terms/").json()["results"][0]


@pytest.mark.parametrize("own", [(), ("",), ("academic",), ("", "academic"), TIERS])
@pytest.mark.parametrize("requested", TIERS)
def test_list_and_detail_resolve_a_wording_alike(ask, own, requested):
    term = make_term("passage", definition="")
    for tier in own:
        Definition.objects.create(term=term, tier=tier, text=f"For {tier}.", status="chosen")
    (row,) = ask(f"terms/?tier={requested}").json()["results"]
    detail = ask(f"terms/passage/?tier={requested}").json()
    assert row["definition"] == detail["definition"]
    resolved = row["definition"] and row["definition"]["resolved"]
    expected = requested if requested in own else None if "" in own or not own else own[0]
    assert resolved == expected
    assert bool(row["definition"] and row["definition"]["fallback"]) == (
        resolved not in (None, requested)
    )
