"""A client generated from the committed description, as an integrator would make one."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from glossary.release import index_terms
from kb.wsgi import application
from tests.factories import make_article, make_reference, make_term

httpx = pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("openapi_python_client", reason="openapi-python-client is not installed")

DESCRIPTION = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
NAME = "made_client"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Any:
    """The generated package, and how to import its parts."""
    folder = tmp_path_factory.mktemp("client")
    config = folder / "config.yaml"
    config.write_text("post_hooks: []\n")
    tool = Path(sys.executable).with_name("openapi-python-client")
    given = ("--path", DESCRIPTION, "--config", config, "--meta", "none", "--output-path")
    subprocess.run([tool, "generate", *given, folder / NAME], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield lambda part: importlib.import_module(f"{NAME}.{part}")
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture
def api(made, db):
    """A client that asks the application in this process."""
    term = make_term("passage")
    index_terms([term.pk])
    make_article(slug="sleep", references=(make_reference(key="shown"),), topics=("Rest",))
    transport = httpx.WSGITransport(app=application)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield made("client").Client(
        base_url="http://testserver",
        httpx_args={"transport": transport},
        raise_on_unexpected_status=True,
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_it_lists_and_reads_articles(made, api):
    page = made("api.articles.articles_list").sync(client=api)
    assert [row.slug for row in page.results] == ["sleep"]
    article = made("api.articles.articles_retrieve").sync("sleep", client=api)
    assert article.tiers[0].sections[0].blocks
    assert article.review.state.value == "unreviewed"
    assert article.references[0].key == "shown"


def test_it_knows_the_other_kinds(made, api):
    term = made("api.terms.terms_retrieve").sync("passage", client=api)
    assert (term.name, len(term.definitions)) == ("passage", 1)
    record = made("api.references.references_retrieve").sync("shown", client=api)
    assert record.cited_by[0].title == "Sleep and rest"
    changes = made("api.copies.changes").sync(client=api)
    assert {row.key for row in changes.results} == {"sleep", "passage", "shown"}
    found = made("api.search.search_retrieve").sync(client=api, q="sleep")
    assert found.results[0].kind.value == "article"


def test_it_reads_an_error_as_the_description_has_it(made, api):
    answer = made("api.articles.articles_retrieve").sync_detailed("none", client=api)
    assert answer.status_code == 404
    assert (answer.parsed.status, answer.parsed.title) == (404, "Not Found")
