"""The description of the API: complete, current, and told in words as well."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.validation import validate_schema
from rest_framework.serializers import CharField

from articles.api.export import ManifestView
from kb.api.changes import ChangesSerializer
from kb.api.site import NowhereView
from tests.api.content import one_tier
from tests.factories import make_article, make_document, make_reference, make_term

DOCS = Path(settings.BASE_DIR) / "docs"
GUIDE = (DOCS / "api.md").read_text()
HOST = "http://127.0.0.1:8000"
COMMANDS = [
    command
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    for command in block.replace("\\\n", " ").splitlines()
    if command.startswith("curl")
]
HEADINGS = {
    (method, path) for method, path in re.findall(r"^### `(GET|POST) (\S+)`$", GUIDE, re.MULTILINE)
}


@pytest.fixture(scope="module")
def description():
    reset_generator_stats()
    return SchemaGenerator().get_schema(public=True)


def operations(description) -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, methods in description["paths"].items()
        for method in methods
    }


def test_the_description_is_valid_and_was_made_without_a_warning(description):
    validate_schema(description)
    assert not GENERATOR_STATS


def test_the_committed_description_is_the_present_one(description):
    made = OpenApiYamlRenderer().render(description, renderer_context={}).decode()
    assert (DOCS / "openapi.yaml").read_text() == made, (
        "Run: manage.py spectacular --file docs/openapi.yaml"
    )


@pytest.mark.parametrize("drift", ["a member goes", "a member becomes text", "a parameter comes"])
def test_a_drift_from_the_committed_description_is_seen(monkeypatch, drift):
    members = ChangesSerializer._declared_fields
    if drift == "a member goes":
        monkeypatch.delitem(members, "has_more")
    elif drift == "a member becomes text":
        monkeypatch.setitem(members, "cursor", CharField())
    else:
        monkeypatch.setattr(ManifestView, "query_parameters", (OpenApiParameter("colour", str),))
    made = SchemaGenerator().get_schema(public=True)
    with pytest.raises(AssertionError, match="spectacular --file"):
        test_the_committed_description_is_the_present_one(made)


def test_every_address_is_in_the_guide_and_every_heading_is_an_address(description):
    assert operations(description) == HEADINGS


def test_every_address_says_how_it_refuses(description):
    for method, path in operations(description):
        answers = description["paths"][path][method.lower()]["responses"]
        assert {"400", "401", "406", "429"} <= set(answers), path
        assert ("304" in answers) == (method == "GET"), path


def test_every_parameter_of_a_list_is_in_the_guide(description):
    for path, methods in description["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    assert f"`{parameter['name']}`" in GUIDE, (path, parameter["name"])


@pytest.fixture
def library(db):
    """What the guide's examples ask for."""
    make_term("aromatase").codes.create(system="MeSH", code="D001141")
    make_term("aromatase inhibitor")
    reference = make_reference(
        key="burnett-bowie-2009", doi="10.1210/jc.2009-0739", verification="verified"
    )
    make_article(
        document=make_document(tiers=(one_tier("academic", "All about aromatase."),)),
        slug="anastrozole-and-bone",
        references=(reference,),
        topics=("bone",),
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_each_example_answers_as_the_guide_says(client, library, command):
    expected = int(status[1]) if (status := re.search(r"# (\d{3})$", command)) else 200
    method, path, data = request(command)
    assert resolve(path.partition("?")[0]).func.cls is not NowhereView
    if method == "POST":
        answer = client.post(path, data, content_type="application/json")
    else:
        answer = client.get(path, data, headers=sent(command))
    assert answer.status_code == expected, answer.content
    assert records(answer) != [], "The example finds nothing"


def records(answer) -> object:
    """Return what an answer lists; None if it is no list."""
    if answer["Content-Type"].startswith("application/x-ndjson"):
        return answer.getvalue().splitlines()
    return answer.json().get("results")


def sent(command: str) -> dict[str, str]:
    """Return the headers a curl command sends; what the shell fills in is left out."""
    words = shlex.split(command, comments=True)
    lines = [words[n + 1] for n, word in enumerate(words) if word == "-H"]
    return dict(line.split(": ", 1) for line in lines if "$" not in line)


def request(command: str) -> tuple[str, str, dict[str, str]]:
    """Return the method, the path and the data of a curl command."""
    words = shlex.split(command, comments=True)
    path = next(word for word in words if word.startswith(HOST)).removeprefix(HOST)
    if "-d" in words:
        return "POST", path, json.loads(words[words.index("-d") + 1])
    pairs = [words[n + 1] for n, word in enumerate(words) if word == "--data-urlencode"]
    return "GET", path, dict(pair.split("=", 1) for pair in pairs)
