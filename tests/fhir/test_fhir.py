"""FHIR R4 as an independent library reads it."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest

from articles.publishing import publish, withdraw
from tests.factories import make_article, make_term
from tests.pages.conftest import full_article  # noqa: F401

pytest.importorskip("fhir.resources", reason="fhir.resources is not installed")

ADDRESSES = [
    "metadata",
    "DocumentReference",
    "DocumentReference/sleep-and-rest-v1",
    "DocumentReference/sleep-and-rest-v2",
    "Composition",
    "Composition/sleep-and-rest-v1",
    "Composition/sleep-and-rest-v2",
    "CodeSystem",
    "CodeSystem/glossary",
    "ValueSet",
    "ValueSet/glossary",
    "ValueSet/glossary/$expand",
]


@pytest.fixture
def library(full_article):  # noqa: F811
    """Two versions of an article, and a coded term."""
    term = make_term("insomnia", aliases=("sleeplessness",))
    term.codes.create(system="MeSH", code="D007319", display="Sleep Initiation Disorders")
    full_article.title = "Sleep, rest & dreams"
    full_article.save()
    publish(full_article, note="Another title.")
    return full_article


@pytest.fixture
def fetch(client, library):
    """Ask an address below /fhir/ and return the resource, validated."""

    def get(path, status=200, **parameters):
        answer = client.get(f"/fhir/{path}", parameters)
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"] == "application/fhir+json; charset=utf-8"
        validate(answer.json())
        return answer.json()

    return get


def validate(resource):
    """R4's resources as R4B has them: these types are the same in both."""
    kind = resource["resourceType"]
    module = import_module(f"fhir.resources.R4B.{kind.lower()}")
    getattr(module, kind).model_validate(resource)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_resource_is_valid(fetch, path):
    assert fetch(path)["resourceType"]


def test_the_statement_names_what_can_be_read(fetch):
    statement = fetch("metadata")
    assert statement["fhirVersion"] == "4.0.1"
    for each in statement["rest"][0]["resource"]:
        assert fetch(each["type"])["resourceType"] == "Bundle"


def test_a_version_points_at_its_forms_and_the_version_before(fetch):
    new, old = (fetch(f"DocumentReference/sleep-and-rest-v{number}") for number in (2, 1))
    assert (new["status"], old["status"]) == ("current", "superseded")
    assert new["relatesTo"][0]["target"] == {"reference": "DocumentReference/sleep-and-rest-v1"}
    urls = [each["attachment"]["url"] for each in new["content"]]
    assert "http://127.0.0.1:8000/articles/sleep-and-rest/versions/2/" in urls
    assert "http://127.0.0.1:8000/articles/sleep-and-rest/academic/" in urls
    assert "authenticator" not in new


def test_what_a_document_reference_points_at_exists(client, fetch):
    for each in fetch("DocumentReference/sleep-and-rest-v1")["content"]:
        path = each["attachment"]["url"].removeprefix("http://127.0.0.1:8000")
        assert client.get(path).status_code == 200, path


def test_a_composition_holds_every_tier_as_it_was(fetch):
    first = fetch("Composition/sleep-and-rest-v1")
    assert first["title"] == "Sleep & rest"
    titles = [section["title"] for section in first["section"]]
    assert titles == [
        "Short and plain",
        "More detail",
        "For health professionals",
        "Reflection",
        "References",
    ]
    clock = first["section"][0]["section"][1]
    assert clock["title"] == "The body clock"
    assert clock["text"]["div"].startswith('<div xmlns="http://www.w3.org/1999/xhtml"><p>At night')


def test_a_reviewed_version_names_who_signed_it_off(client, library, fetch):
    library.reviewed_at, library.reviewed_by_name = date(2026, 5, 1), "Dr Example"
    library.save()
    publish(library, note="Reviewed.")
    number = library.versions.count()
    found = fetch(f"Composition/sleep-and-rest-v{number}")
    assert found["attester"][0]["party"] == {"display": "Dr Example"}


def test_terms_are_concepts_with_names_meaning_and_codes(fetch):
    system = fetch("CodeSystem/glossary")
    concept = next(each for each in system["concept"] if each["code"] == "insomnia")
    assert concept["definition"] == "What insomnia means, in plain words."
    assert concept["designation"][0]["value"] == "sleeplessness"
    assert concept["property"][0]["valueCoding"]["system"] == "http://id.nlm.nih.gov/mesh"
    assert system["count"] == len(system["concept"]) == 3


def test_the_value_set_is_expanded_in_pages(fetch):
    page = fetch("ValueSet/glossary/$expand", count=1, offset=1)["expansion"]
    assert (page["total"], page["offset"], len(page["contains"])) == (3, 1, 1)
    begun = fetch("ValueSet/glossary/$expand", filter="INS")["expansion"]
    assert [each["code"] for each in begun["contains"]] == ["insomnia"]


def test_pages_lead_to_each_article_once(client, fetch):
    for number in range(3):
        make_article(slug=f"other-{number}")
    seen, url = [], "http://127.0.0.1:8000/fhir/DocumentReference?_count=2"
    while url:
        bundle = fetch(url.removeprefix("http://127.0.0.1:8000/fhir/"))
        seen += [entry["resource"]["id"] for entry in bundle["entry"]]
        url = next((each["url"] for each in bundle["link"] if each["relation"] == "next"), "")
    assert seen == ["sleep-and-rest-v2", "other-0-v1", "other-1-v1", "other-2-v1"]


def test_all_are_counted_where_that_is_asked_for_or_costs_nothing(fetch):
    make_article(slug="other")
    assert fetch("DocumentReference")["total"] == 2
    assert "total" not in fetch("DocumentReference", _count=1)
    for given in ({"_count": 1, "_total": "accurate"}, {"_count": 0}):
        assert fetch("DocumentReference", **given)["total"] == 2
    page = fetch("DocumentReference", _count=1, _total="accurate")
    following = next(each["url"] for each in page["link"] if each["relation"] == "next")
    assert fetch(following.removeprefix("http://127.0.0.1:8000/fhir/"))["total"] == 2


def test_an_entrys_address_gives_the_entry(fetch):
    for entry in fetch("Composition")["entry"]:
        path = entry["fullUrl"].removeprefix("http://127.0.0.1:8000/fhir/")
        assert fetch(path) == entry["resource"]


def test_a_search_by_id_finds_one_or_none(fetch):
    assert fetch("Composition", _id="sleep-and-rest-v1")["total"] == 1
    assert fetch("Composition", _id="nothing-v1")["total"] == 0


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("DocumentReference/nothing-v1", 404, "not-found"),
        ("DocumentReference/sleep-and-rest-v3", 404, "not-found"),
        ("DocumentReference/sleep-and-rest", 404, "not-found"),
        ("DocumentReference/article.1-v1", 404, "not-found"),
        ("CodeSystem/other", 404, "not-found"),
        ("Patient/1", 404, "not-found"),
        ("DocumentReference?_count=many", 400, "invalid"),
        ("metadata?_format=xml", 406, "not-supported"),
    ],
)
def test_an_error_is_an_outcome(fetch, path, status, code):
    assert fetch(path, status)["issue"][0]["code"] == code


def test_only_reading_is_offered(client, library):
    answer = client.post("/fhir/DocumentReference", {}, content_type="application/fhir+json")
    assert answer.status_code == 405
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_nothing_unpublished_is_there(client, fetch, library):
    make_article(slug="draft", published=False)
    make_term("zzsecret", is_public=False)
    fetch("Composition/draft-v1", 404)
    withdraw(library, by=None, reason="Outdated.")
    assert fetch("Composition/sleep-and-rest-v1", 410)["issue"][0]["code"] == "deleted"
    assert fetch("DocumentReference")["total"] == 0
    assert b"zzsecret" not in client.get("/fhir/CodeSystem/glossary").content


def test_a_slug_that_is_no_fhir_id_is_named_by_its_row(fetch):
    article = make_article(slug="long_" + "x" * 80)
    name = f"article.{article.pk}-v1"
    assert fetch(f"Composition/{name}")["id"] == name


def test_a_copy_that_is_current_is_not_sent_again(client, library):
    first = client.get("/fhir/CodeSystem/glossary")
    again = client.get("/fhir/CodeSystem/glossary", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
