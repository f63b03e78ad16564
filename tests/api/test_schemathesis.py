"""The API against its own description, asked by a machine that does not know what we meant."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from kb.api.links import LINKS
from kb.wsgi import application
from tests.factories import make_article, make_reference, make_term

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
checks = pytest.importorskip("schemathesis.checks")

schema = schemathesis.openapi.from_path(Path(django_settings.BASE_DIR) / "docs" / "openapi.yaml")
schema.app = application

KNOWN = {
    "slug": "sleep",
    "key": "example",
    "number": "1",
    "old": "1",
    "new": "1",
    "tier": "academic",
    "anchor": "introduction",
}


@schema.hook
def map_path_parameters(context, path_parameters):
    """Ask for what exists about half the time, else nothing but refusals would be tried."""
    return {
        name: KNOWN[name] if len(str(value)) % 2 else value
        for name, value in (path_parameters or {}).items()
    }


@pytest.fixture
def _kept_connection():
    """Keep requests from closing the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def _content(db, _kept_connection):
    make_term("passage", slug="sleep", aliases=("passages",))
    make_article(slug="sleep", references=(make_reference(key="example"),), topics=("Rest",))


PLAIN = {"headers": {"Accept-Encoding": "identity"}}
"""The client that asks an application in its own process does not unpack answers."""


def unsaid(case) -> list:
    """No description can say which cursors an address knows; it only gives them."""
    return [checks.positive_data_acceptance] if "cursor" in (case.query or {}) else []


class Walk(schema.as_state_machine()):  # type: ignore[misc]
    """Asks one thing after another, each time for what the last answer named."""

    reached: ClassVar[set[str]] = set()

    def after_call(self, response, case):
        if response.status_code == 200:
            self.reached.add(case.operation.definition.raw["operationId"])

    def get_call_kwargs(self, case):
        return PLAIN

    def validate_response(self, response, case, additional_checks=(), **options):
        case.validate_response(
            response, additional_checks=additional_checks, excluded_checks=unsaid(case)
        )


LINKED = {link["operationId"] for links in LINKS.values() for link in links.values()}


@pytest.mark.django_db
def test_what_an_answer_names_can_be_asked_for(_content):
    walked = settings(
        max_examples=40,
        derandomize=True,
        stateful_step_count=6,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Walk.reached.clear()
    run_state_machine_as_test(Walk, settings=walked)
    assert len(Walk.reached & LINKED) >= 5, sorted(Walk.reached)


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(_content, case):
    case.call_and_validate(excluded_checks=unsaid(case), **PLAIN)
