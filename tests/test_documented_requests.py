"""Every curl command of the documentation is answered as its page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from glossary.release import index_terms
from kb.api.site import NowhereView
from kb.document.tree import Section, Tier
from tests import curl
from tests.factories import FILLING, make_article, make_document, make_reference, make_term
from tests.factories import paragraph as paragraph_of

DOCS = Path(settings.BASE_DIR) / "docs"
PAGES = ("api.md", "standards.md", "from-other-apis.md")


@pytest.fixture
def _library(db):
    """What the examples ask for."""
    terms = [make_term(name) for name in ("aromatase", "aromatase inhibitor", "osteoporosis")]
    terms[0].codes.create(system="MeSH", code="D001141")
    terms[1].codes.create(system="RxNorm", code="84857")
    index_terms([term.pk for term in terms])
    reference = make_reference(
        key="burnett-bowie-2009", doi="10.1210/jc.2009-0739", verification="verified"
    )
    text = f"About aromatase, an aromatase inhibitor and osteoporosis. {FILLING} {FILLING}"
    opening = Section(None, (paragraph_of(text),), level=2)
    make_article(
        document=make_document(tiers=(Tier("academic", (opening,)),)),
        slug="anastrozole-and-bone",
        references=(reference,),
        topics=("bone",),
    )


@pytest.mark.parametrize("page", PAGES)
def test_each_example_answers_as_its_page_says(client, _library, page):
    commands = curl.commands(DOCS / page)
    assert len(commands) > 5
    for command in commands:
        view = resolve(curl.path_of(command).partition("?")[0]).func
        assert getattr(view, "cls", None) is not NowhereView, command
        answer = curl.run(client, command)
        assert answer.status_code == curl.expected_status(command), (command, answer.content)
        assert found(answer) != [], f"{command} finds nothing"


def found(answer) -> object:
    """Return what an answer lists; None if it is no list."""
    kind = answer["Content-Type"].partition(";")[0]
    if kind == "application/x-ndjson":
        return answer.getvalue().splitlines()
    if kind in ("application/atom+xml", "text/xml"):
        return [b"<entry"] if b"<entry" in answer.content else []
    if kind == "application/json":
        said = answer.json()
        return said.get("feed", said).get("entry", said.get("results"))
    if kind == "application/x-suggestions+json":
        return answer.json()[1]
    return None
