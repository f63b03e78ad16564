"""What answers cost: an article, and telling a client that its copy is current."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from tests.factories import make_article, make_reference, make_term

pytestmark = pytest.mark.django_db

GIVEN = {"tier": "academic", "anchor": "introduction", "number": 1, "old": 1, "new": 1}
OTHERS = (
    *("/", "/articles/sleep/academic/", "/glossary/passage/", "/references/shown/"),
    *("/references/shown.bib", "/references.ris", "/feeds/articles.atom", "/feeds/changes.atom"),
    *("/sitemap.xml", "/llms.txt", "/fhir/metadata", "/fhir/DocumentReference"),
    *("/fhir/Composition/sleep-v1", "/api/schema/", "/embed/strata.js"),
)


@pytest.fixture(autouse=True)
def _content():
    make_term("passage")
    make_article(slug="sleep", references=(make_reference(key="shown"),), topics=("Rest",))


def addresses() -> list[str]:
    """Return a good address of every operation that reads, and of what is beside the API."""
    found = []
    for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
        slug = "passage" if "/terms/" in path else "sleep"
        if "get" in methods:
            address = path.format(**GIVEN, slug=slug, key="shown")
            found.append(address + ("?q=passage" if "search" in path else ""))
    return [*found, *OTHERS]


def test_a_current_copy_is_known_by_one_query_at_every_address(client):
    for address in addresses():
        first = client.get(address)
        assert first.status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304, address
        assert len(queries) <= 1, address


def test_an_article_takes_at_most_four_queries(client):
    for parameters in (
        "",
        "?expand=versions",
        "?fields=slug,review",
        "?expand=versions&fields=slug",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/articles/sleep/{parameters}").status_code == 200
        assert len(queries) <= 4, parameters


@pytest.mark.parametrize("kind", ["articles", "references", "terms"])
def test_the_middle_of_a_list_takes_the_queries_of_its_beginning(client, kind):
    for number in range(6):
        make_term(f"term {number}")
        make_article(references=(make_reference(),))
    whole = client.get(f"/api/v1/{kind}/").json()
    assert whole["next"] is None
    address = f"/api/v1/{kind}/?page_size=2"
    counted = []
    while address:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).json()
        assert not any("OFFSET" in each["sql"] or "COUNT(" in each["sql"] for each in queries)
        counted.append(len(queries))
        address = page["next"]
    assert len(counted) >= 3
    assert len(set(counted)) == 1
