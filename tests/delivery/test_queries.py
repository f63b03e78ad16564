"""How many queries each public address takes, recorded, and that content makes it no more.

``KB_REWRITE_QUERY_COUNTS=1`` writes the record anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.document.tree import Section, Tier
from tests.delivery.test_site import PUBLIC
from tests.factories import (
    FILLING,
    make_article,
    make_document,
    make_reference,
    make_term,
    paragraph,
)

RECORD = Path(__file__).with_name("query_counts.json")
PAGES = [*PUBLIC, "/articles/?topic=sleep", "/fhir/metadata"]


def counts() -> dict[str, int]:
    """Return the queries of each address, asked for the first time, without the layer."""
    client, found = Client(), {}
    for path in PAGES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        found[path] = len(queries)
    return found


def enlarge() -> None:
    """Make everything that pages show many times as large."""
    for number in range(30):
        make_term(f"melatonin {number}", aliases=(f"night word {number}",))
    works = tuple(make_reference() for _ in range(20))
    for number in range(6):
        sections = tuple(
            Section(f"Part {part}", (paragraph(f"On melatonin {part} and sleep. {FILLING}"),))
            for part in range(15)
        )
        tiers = tuple(Tier(name, sections) for name in ("fundamentals", "academic"))
        make_article(
            document=make_document(title=f"Rest {number}", tiers=tiers),
            references=works,
            topics=("Sleep", f"Topic {number}"),
        )


@pytest.mark.django_db
def test_queries_are_as_recorded_whatever_the_size(full_article):
    few = counts()
    if os.environ.get("KB_REWRITE_QUERY_COUNTS"):
        RECORD.write_text(json.dumps(few, indent=2) + "\n")
    assert few == json.loads(RECORD.read_text())
    enlarge()
    assert counts() == few
