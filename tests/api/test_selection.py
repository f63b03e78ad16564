"""Taking less with ``fields``, more with ``expand``."""

from __future__ import annotations

import pytest

from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _content():
    make_article(slug="sleep", references=(make_reference(key="shown"),), topics=("Rest",))
    make_term("passage").codes.create(system="MeSH", code="D1")


@pytest.mark.parametrize(
    ("path", "name"),
    [("articles/", "title"), ("terms/", "slug"), ("references/", "csl"), ("topics/", "name")],
)
def test_a_list_gives_only_the_members_asked_for(ask, path, name):
    rows = ask(f"{path}?fields={name}").json()["results"]
    assert rows
    assert all(set(row) == {name} for row in rows)


@pytest.mark.parametrize("path", ["articles/sleep/", "terms/passage/", "references/shown/"])
def test_details_give_only_the_members_asked_for(ask, path):
    assert set(ask(f"{path}?fields=url").json()) == {"url"}


def test_every_member_of_an_answer_can_be_asked_for(ask):
    for path in ("articles/sleep/", "articles/sleep/versions/1/", "terms/passage/"):
        whole = ask(path).json()
        assert ask(path, data={"fields": ",".join(whole)}).json() == whole


@pytest.mark.parametrize("given", ["colour", "slug,colour", "slug,", "slug,slug", "slug, title"])
def test_names_that_are_not_there_are_refused(ask, given):
    answer = ask("articles/", data={"fields": given})
    assert answer.status_code == 400
    assert "fields" in answer.json()


def test_terms_can_bring_their_definitions_and_codes(ask):
    (plain,) = ask("terms/").json()["results"]
    (row,) = ask("terms/?expand=definitions,codes").json()["results"]
    whole = ask("terms/passage/").json()
    assert not {"definitions", "codes"} & set(plain)
    assert (row["definitions"], row["codes"]) == (whole["definitions"], whole["codes"])


def test_expanding_costs_the_same_for_many_terms(ask, django_assert_max_num_queries):
    for _ in range(5):
        make_term()
    with django_assert_max_num_queries(6):
        ask("terms/?expand=definitions,codes")


def test_an_article_can_bring_its_versions(ask):
    data = ask("articles/sleep/?expand=versions").json()
    assert data["versions"] == ask("articles/sleep/versions/").json()["results"]


def test_what_cannot_be_expanded_is_refused(ask):
    assert ask("terms/?expand=uses").status_code == 400
    assert ask("references/?expand=uses").status_code == 400
