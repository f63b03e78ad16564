"""The example answers in the API's description are what a small site really answers."""

from __future__ import annotations

import copy
import json
import os
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import time_machine
from drf_spectacular.generators import SchemaGenerator

from glossary.release import index_terms
from kb.api import examples
from kb.document.tree import Section, Tier
from tests.factories import FILLING, make_article, make_document, make_reference, make_term
from tests.factories import paragraph as paragraph_of

REWRITE = "REWRITE_EXAMPLES"
QUERIES = {"search_retrieve": {"q": "melatonin"}, "terms_retrieve": {"tier": "academic"}}
TEXT = {"text": "At night melatonin rises.", "tier": "fundamentals"}


@pytest.fixture
def _library(db):
    """One article in one tier, with a term and a reference."""
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC), tick=False):
        term = make_term("melatonin", definition="A hormone of the night.", kind="hormone")
        term.codes.create(system="MeSH", code="D008550", display="Melatonin")
        index_terms([term.pk])
        opening = Section(None, (paragraph_of(f"At night melatonin rises. {FILLING}"),), level=2)
        reference = make_reference(key="example-2020", title="An example study")
        make_article(
            document=make_document(
                title="Sleep and rest", tiers=(Tier("fundamentals", (opening,)),)
            ),
            slug="sleep-and-rest",
            references=(reference,),
            topics=("Sleep",),
        )
        yield


def answers(client) -> dict[str, object]:
    """Ask every operation that answers with JSON."""
    found = {}
    for path, methods in SchemaGenerator().get_schema(public=True)["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            if "application/json" not in operation["responses"]["200"]["content"]:
                continue
            slug = examples.SLUGS.get(operation["tags"][0], "")
            address = path.format(**{**examples.NAMES, "slug": slug})
            if method == "post":
                answer = client.post(address, TEXT, content_type="application/json")
            else:
                answer = client.get(f"{address}?{urlencode(QUERIES.get(name, {}))}")
            assert answer.status_code == 200, (address, answer.content)
            found[name] = answer.json()
    return found


def without_scores(answered: dict) -> dict:
    """Leave out how well results of a search fit: each kind of search weighs its own way."""
    found = copy.deepcopy(answered)
    for result in found["search_retrieve"]["results"]:
        assert result.pop("score") > 0
    return found


def test_the_examples_are_what_a_small_site_answers(client, _library):
    made = answers(client)
    if os.environ.get(REWRITE):
        text = json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True)
        examples.ANSWERS.write_text(text + "\n", encoding="utf-8")
    examples.answers.cache_clear()
    assert without_scores(examples.answers()) == without_scores(made), f"Set {REWRITE}=1"
