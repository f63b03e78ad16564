"""Figures are told to whoever may ask, add up over workers, and name no path anybody asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest

from kb import metrics
from tests.delivery.wsgi import ask, make_layer

pytestmark = pytest.mark.django_db
LINE = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="([^"\\\n]|\\.)*",?)+\})? [-+.\de]+(inf)?)\n')


@pytest.fixture(autouse=True)
def own_figures(monkeypatch):
    figures = metrics.Figures()
    monkeypatch.setattr(metrics, "FIGURES", figures)
    yield figures
    figures.end()


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


def figure(text, name):
    return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE).group(1))


@pytest.fixture
def remembering(monkeypatch):
    """A layer whose memory is the one that the figures are about, with room for three pages."""
    layer, _ = make_layer(40_000)
    monkeypatch.setattr(metrics, "memory", lambda: layer.memory)
    return layer


def test_memory_tells_what_it_remembered_made_passed_and_dropped(remembering, asked):
    for path in ("/a/", "/a/", "/a/?q=x", "/b/", "/c/", "/d/", "/e/", "/f/", "/g/", "/h/", "/i/"):
        ask(remembering, path)
    text = asked()
    counted = 'strata_memory_requests_total{answer="%s"}'
    assert figure(text, counted % "remembered") == 1
    assert figure(text, counted % "made") == 9
    assert figure(text, counted % "passed") == 1
    kept, dropped = (figure(text, f"strata_memory_{n}") for n in ("pages", "evictions_total"))
    assert dropped > 0
    assert kept + dropped == 9
    assert 0 < figure(text, "strata_memory_bytes") <= 40_000


def test_figures_are_written_though_all_is_answered_from_memory(
    own_figures, remembering, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(metrics, "WRITE_SECONDS", 0.01)
    own_figures.keep(tmp_path)
    ask(remembering, "/a/")
    ask(remembering, "/a/")
    name, ends = 'strata_memory_requests_total{answer="remembered"}', time.monotonic() + 20
    found = {}
    while found.get(name) != 1 and time.monotonic() < ends:
        found = metrics._sum(metrics._read(path) for path in tmp_path.glob("*.json"))
    assert found[name] == 1


def test_what_an_ended_worker_held_is_held_no_more(settings, tmp_path, asked):
    settings.KB_METRICS_DIR = str(tmp_path)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    counts = {"strata_memory_bytes": 5e9, "strata_memory_evictions_total": 41}
    (tmp_path / f"{ended.pid}.json").write_text(json.dumps(counts))
    text = asked()
    assert figure(text, "strata_memory_evictions_total") >= 41
    assert figure(text, "strata_memory_bytes") < 5e9


def test_a_full_disk_costs_no_answer(client, settings, tmp_path, asked):
    (tmp_path / "file").write_text("")
    settings.KB_METRICS_DIR = str(tmp_path / "file" / "folder")
    assert client.get("/").status_code == 200
    assert "strata_build_info" in asked()
