"""Every link the description gives leads from an answer to the next."""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from kb.api import examples
from kb.api.links import LINKS
from tests.api.content import one_tier
from tests.factories import FILLING, make_article, make_document, make_reference, make_term

pytestmark = pytest.mark.django_db
WAYS = [(source, name) for source, links in LINKS.items() for name in links]


@pytest.fixture
def _library():
    make_term("melatonin")
    document = make_document(tiers=(one_tier("fundamentals", f"At night melatonin. {FILLING}"),))
    reference = make_reference(key="example-2020")
    make_article(
        document=document, slug="sleep-and-rest", references=(reference,), topics=("Sleep",)
    )


@cache
def description() -> dict[str, Any]:
    return SchemaGenerator().get_schema(public=True)


def operation(name: str) -> tuple[str, str, dict[str, Any]]:
    for path, methods in description()["paths"].items():
        for method, described in methods.items():
            if described["operationId"] == name:
                return method, path, described
    raise LookupError(name)


def first_answer(client, name: str) -> tuple[dict[str, Any], Any]:
    method, path, described = operation(name)
    given = {**examples.NAMES, "slug": examples.SLUGS.get(described["tags"][0], "")}
    if method == "post":
        body = {"text": "At night melatonin rises."}
        return given, client.post(path, body, content_type="application/json")
    return given, client.get(path.format(**given))


def value(expression: str, given: dict[str, Any], answer: Any) -> str:
    """Return what a runtime expression of OpenAPI means."""
    if expression.startswith("$request.path."):
        return given[expression.removeprefix("$request.path.")]
    steps = expression.removeprefix("$response.body#/").split("/")
    return reduce(lambda at, step: at[int(step) if step.isdigit() else step], steps, answer.json())


@pytest.mark.parametrize(("source", "name"), WAYS)
def test_a_link_leads_to_an_answer(client, _library, source, name):
    given, answer = first_answer(client, source)
    link = LINKS[source][name]
    found = {key: value(told, given, answer) for key, told in link["parameters"].items()}
    _, path, described = operation(link["operationId"])
    assert set(found) <= {each["name"] for each in described["parameters"]}
    query = {key: told for key, told in found.items() if f"{{{key}}}" not in path}
    following = client.get(path.format(**found), query)
    assert following.status_code == 200, following.content
