"""The reference library in the API."""

from __future__ import annotations

import pytest

from references.models import Quotation
from tests.factories import make_reference
from tests.references.test_pages import cited, work

pytestmark = pytest.mark.django_db

LIST = "/api/v1/references/"


def keys(response) -> list[str]:
    return [row["key"] for row in response.json()["results"]]


def test_the_list_holds_public_records_with_their_csl(client):
    work()
    make_reference(key="hidden")
    answer = client.get(LIST).json()
    assert set(answer) == {"next", "previous", "results"}
    (row,) = answer["results"]
    assert (row["key"], row["verification"], row["year"]) == ("oak-2010", "unverified", 2010)
    assert row["csl"]["id"] == "oak-2010"
    assert row["text"] == "Oak R. Iron at night. J Examples. 2010;1:2-3."


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("verification=verified", ["elm-2012"]),
        ("type=book", []),
        ("author=oa", ["oak-2010"]),
        ("year=2012", ["elm-2012"]),
        ("doi=https://doi.org/10.5555/ELM", ["elm-2012"]),
        ("article=sleep-of-nurses", ["oak-2010"]),
        ("ordering=-key", ["oak-2010", "elm-2012"]),
    ],
)
def test_the_list_is_narrowed_and_ordered(client, query, shown):
    cited(work())
    elm = work(family="Elm", year=2012, verification="verified")
    type(elm).objects.filter(pk=elm.pk).update(doi="10.5555/elm", is_public=True)
    assert keys(client.get(f"{LIST}?{query}")) == shown


@pytest.mark.parametrize("query", ["colour=red", "year=soon", "verification=sure", "cursor=x"])
def test_a_parameter_that_cannot_be_used_is_refused_by_name(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()


def test_pages_follow_each_other(client):
    for year in range(2000, 2005):
        work(year=year)
    first = client.get(f"{LIST}?page_size=3").json()
    second = client.get(first["next"]).json()
    assert [row["year"] for row in first["results"] + second["results"]] == list(range(2000, 2005))
    assert second["next"] is None


def test_a_record_says_who_cites_it_and_what_is_cited_wrongly(client):
    record = work(verification="corrected", verified_against="A registry")
    cited(record)
    Quotation.objects.create(
        raw="Known words", raw_sha256="a", in_ledger=True, reference=record, verdict="misquoted"
    )
    answer = client.get(f"{LIST}oak-2010/").json()
    assert answer["verified_against"] == "A registry"
    assert answer["quotations"][0]["raw"] == "Known words"
    assert answer["cited_by"][0]["article"] == "sleep-of-nurses"
    assert answer["files"]["ris"].endswith("/references/oak-2010.ris")


def test_answers_have_an_etag_that_is_honoured(client):
    work()
    etag = client.get(f"{LIST}oak-2010/").headers["ETag"]
    assert client.get(f"{LIST}oak-2010/", headers={"If-None-Match": etag}).status_code == 304


def test_a_record_that_is_not_public_is_not_found(client):
    make_reference(key="hidden")
    response = client.get(f"{LIST}hidden/")
    assert response.status_code == 404
    assert "detail" in response.json()


def test_nothing_can_be_written(client):
    assert client.post(LIST, {}, content_type="application/json").status_code == 405
