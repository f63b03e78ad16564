"""Figures are told to whoever may ask, add up over workers, and name no path anybody asked for."""

from __future__ import annotations

import json
import re

import pytest

from kb import metrics

pytestmark = pytest.mark.django_db
LINE = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="([^"\\\n]|\\.)*",?)+\})? [-+.\de]+(inf)?)\n')


@pytest.fixture(autouse=True)
def _own_figures(monkeypatch):
    monkeypatch.setattr(metrics, "FIGURES", metrics.Figures())


@pytest.fixture
def asked(client, settings):
    settings.KB_METRICS_TOKEN = "a token of the scraper"
    return lambda: client.get(
        "/metrics", headers={"Authorization": "Bearer a token of the scraper"}
    ).content.decode()


def test_there_is_no_such_page_until_somebody_may_ask(client, db):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Bearer é"])
def test_wrong_token_is_told_nothing(client, settings, given):
    settings.KB_METRICS_TOKEN = "a token of the scraper"
    headers = {"Authorization": given} if given else {}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_network_needs_no_token(client, settings):
    settings.KB_METRICS_NETWORKS = ["192.0.2.0/24"]
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.9").status_code == 404


def test_figures_are_in_the_text_format_by_route(client, full_article, asked):
    client.get("/articles/sleep-and-rest/academic/")
    client.get("/articles/none/")
    text = asked()
    assert [line for line in text.splitlines(keepends=True) if not LINE.fullmatch(line)] == []
    assert re.search(r'requests_total\{method="GET",route="[^"]*tier[^"]*",status="200"\} 1', text)
    assert 'le="+Inf"} 1' in text
    assert "strata_site_state " in text
    assert "sleep-and-rest" not in text


def test_workers_add_up_and_a_dead_one_still_counts(client, settings, tmp_path, asked):
    settings.KB_METRICS_DIR = str(tmp_path)
    name = 'strata_requests_total{method="GET",route="/",status="200"}'
    (tmp_path / "1.json").write_text(json.dumps({name: 41}))
    (tmp_path / "2.json").write_text("{cut sho")
    client.get("/")
    assert f"{name} 42\n" in asked()
