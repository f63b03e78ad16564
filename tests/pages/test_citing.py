"""Citing a version: in words, and as files for reference managers."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import time_machine

from tests.pages.checks import check_page, find, words

BASE = "/articles/sleep-and-rest/versions/1/"
PERMALINK = f"http://127.0.0.1:8000{BASE}"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("address", ["/articles/sleep-and-rest/academic/", BASE])
def test_page_says_how_to_cite_it(client, full_article, address):
    (section,) = find(check_page(client.get(address)), "section", id="cite")
    assert words(find(section, "p", class_="cite")[0]) == (
        "Sleep & rest. Strata. Version 1. Published March 5, 2026. "
        f"Accessed March 5, 2026. {PERMALINK}"
    )
    files = [link.get("href") for link in find(section, "a")][1:]
    assert files == [f"{BASE}cite.{ending}" for ending in ("bib", "ris", "json")]


def test_bibtex_names_version_and_day(client, full_article):
    text = client.get(f"{BASE}cite.bib").content.decode()
    assert text.startswith("@misc{sleep-and-rest-v1,")
    for field in (
        r"title = {{Sleep \& rest}}",
        "howpublished = {Strata}",
        "year = {2026}",
        "note = {Version 1}",
        f"url = {{{PERMALINK}}}",
        "urldate = {2026-03-05}",
    ):
        assert field in text


def test_ris_names_version_and_day(client, full_article):
    lines = client.get(f"{BASE}cite.ris").content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert {"TI  - Sleep & rest", "ET  - 1", f"UR  - {PERMALINK}", "Y2  - 2026/03/05"} <= set(lines)


def test_csl_claims_no_author(client, full_article):
    (item,) = json.loads(client.get(f"{BASE}cite.json").content)
    assert item["type"] == "webpage"
    assert item["version"] == "1"
    assert "author" not in item


@pytest.mark.parametrize("address", ["sleep-and-rest/versions/2", "none/versions/1"])
def test_what_is_not_there_cannot_be_cited(client, full_article, address):
    assert client.get(f"/articles/{address}/cite.bib").status_code == 404
