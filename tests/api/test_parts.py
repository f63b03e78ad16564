"""One tier, one section, the difference between two versions."""

from __future__ import annotations

import pytest

from articles.models import FormerSlug
from articles.publishing import publish, withdraw
from tests.factories import make_article

pytestmark = pytest.mark.django_db

FACTS = {"article", "title", "version", "digest", "review"}


@pytest.fixture
def article():
    return make_article(slug="sleep")


def test_a_tier_is_what_the_article_says_of_it(ask, article):
    whole = ask("articles/sleep/").json()
    data = ask("articles/sleep/academic/").json()
    assert {name: data[name] for name in data if name not in FACTS} == whole["tiers"][2]
    assert (data["article"], data["digest"]) == ("sleep", whole["digest"])
    assert data["review"] == whole["review"]


def test_a_section_is_what_its_tier_says_of_it(ask, article):
    for section in ask("articles/sleep/academic/").json()["sections"]:
        data = ask(f"articles/sleep/academic/{section['anchor']}/").json()
        assert section.items() <= data.items()
        assert (data["tier"], data["version"]) == ("academic", 1)


@pytest.mark.parametrize(
    "path", ["sleep/expert/", "sleep/academic/none-such/", "none-such/academic/", "sleep/x/y/"]
)
def test_a_part_that_is_not_there_is_not_found(ask, article, path):
    assert ask(f"articles/{path}").status_code == 404


def test_parts_of_a_withdrawn_article_are_gone(ask, article):
    publish(article)
    withdraw(article)
    for path in ("academic/", "academic/introduction/", "versions/1..1/"):
        assert ask(f"articles/sleep/{path}").status_code == 404


def test_a_former_name_leads_to_the_same_part(ask, article):
    FormerSlug.objects.create(slug="slumber", article=article)
    answer = ask("articles/slumber/academic/introduction/")
    assert answer.status_code == 301
    assert answer["Location"].endswith("/api/v1/articles/sleep/academic/introduction/")


def test_a_part_costs_two_queries(ask, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        ask("articles/sleep/academic/introduction/")


def test_a_difference_tells_what_became_of_each_section(ask, article):
    article.sections.filter(tier="academic", heading="Why sleep matters").delete()
    publish(article)
    data = ask("articles/sleep/versions/1..2/").json()
    assert [(each["fate"], each["tier"]) for each in data["sections"]] == [("removed", "academic")]
    assert (data["old"]["number"], data["new"]["number"]) == (1, 2)
    assert data["unchanged_sections"] == 5
    assert data["sections"][0]["blocks"][0]["type"] == "paragraph"
    back = ask("articles/sleep/versions/2..1/").json()
    assert back["sections"][0]["fate"] == "added"


def test_a_version_does_not_differ_from_itself(ask, article):
    assert ask("articles/sleep/versions/1..1/").json()["sections"] == []


def test_an_unknown_version_cannot_be_compared(ask, article):
    assert ask("articles/sleep/versions/1..7/").status_code == 404
