"""Whatever editors do and in whatever order: nothing is lost, nothing leaks, nothing pretends.

``KB_INTERLEAVINGS`` says how many random days at the desk are tried; before a release a thousand.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.admin.conftest import make_person
from tests.articles.desk_machine import Desk

DAYS = int(os.environ.get("KB_INTERLEAVINGS", "8"))
STEPS = 20


@pytest.mark.django_db
def test_no_order_of_things_loses_or_leaks_a_word():
    Desk.people = {group: make_person(group) for group in ("Editor", "Reviewer", "Publisher")}
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=DAYS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
