"""The description of the API: complete, current, and told in words as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.validation import validate_schema
from rest_framework.serializers import CharField

from articles.api.export import ManifestView
from kb.api.changes import ChangesSerializer

DOCS = Path(settings.BASE_DIR) / "docs"
GUIDE = (DOCS / "api.md").read_text()
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
