"""Requests have numbers; logs have no query, no address, no text of anybody's."""

from __future__ import annotations

import io
import json
import logging
from unittest import mock

import pytest
from django.db import IntegrityError, connection

from kb import logs
from kb.delivery.layer import Layer, recalled
from kb.front import recall
from kb.logs import SlowQueries
from tests.delivery.wsgi import ask, make_layer
from tests.pages.checks import check_page


@pytest.fixture
def written():
    """What the site's own configuration writes, as JSON lines."""
    stream = io.StringIO()
    made = logs.configuration("json", "INFO", logs_requests=True)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made["formatters"]["json"]["()"]())
    for name in made["handlers"]["console"]["filters"]:
        handler.addFilter(made["filters"][name]["()"]())
    names = ("django.request", "strata.access", "strata.slow_query", "kb.outage", "kb.api.errors")
    loggers = [logging.getLogger(name) for name in names]
    before = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for each, level in zip(loggers, before, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


def test_number_of_a_well_formed_header_is_kept(client, db):
    response = client.get("/healthz", headers={"X-Request-ID": "proxy-0123456789"})
    assert response.headers["X-Request-ID"] == "proxy-0123456789"


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space in it", "new\nline-12345", "é" * 12]
)
def test_ill_formed_number_is_replaced(client, db, given):
    response = client.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32


def test_every_request_has_a_number_of_its_own(client, db):
    numbers = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


def test_error_page_gives_the_number_that_the_log_has(client, db, written):
    client.raise_request_exception = False
    with mock.patch("kb.views.browsing.rows", side_effect=RuntimeError("a bug")):
        response = client.get("/")
    number = response.headers["X-Request-ID"]
    assert response.status_code == 500
    assert number.encode() in response.content
    check_page(response)
    [line] = [each for each in written() if each["logger"] == "django.request"]
    assert line["request_id"] == number
    assert line["exception"][-1] == "RuntimeError: a bug"


def test_static_file_is_logged_as_one(client, db, written):
    assert client.get("/static/strata.css").status_code == 200
    client.get("/static-no-more/")
    assert [line["route"] for line in written() if line["logger"] == "strata.access"] == [
        "(static file)",
        "(no such address)",
    ]


def test_answer_from_memory_is_logged_by_its_number(written):
    layer, _ = make_layer()
    layer = Layer(layer._application, layer.memory, recall())
    ask(layer, "/private-matter/")
    ask(layer, "/private-matter/", HTTP_X_REQUEST_ID="proxy-0123456789")
    [line] = written()
    assert (line["request_id"], line["method"], line["route"], line["status"]) == (
        "proxy-0123456789",
        "GET",
        "(from memory)",
        200,
    )
    assert "private" not in json.dumps(line)


def test_answer_from_memory_is_not_logged_unless_requests_are():
    assert recall() is recalled


def test_request_is_logged_by_its_route_alone(client, full_article, written):
    client.get("/search/?q=a+private+matter", REMOTE_ADDR="192.0.2.7")
    client.get("/articles/sleep-and-rest/?who=me")
    lines = [each for each in written() if each["logger"] == "strata.access"]
    assert [(each["method"], each["route"], each["status"]) for each in lines] == [
        ("GET", "/search/", 200),
        ("GET", "/articles/<slug:slug>/", 200),
    ]
    text = json.dumps(lines)
    assert "private" not in text
    assert "192.0.2.7" not in text
    assert "sleep-and-rest" not in text


def test_preview_link_and_mistyped_path_are_not_logged(client, db, written):
    client.get("/preview/a-secret-link/")
    client.get("/somebodys-name/?mail=me@example.org")
    text = json.dumps(written())
    assert "Not Found" in text
    assert "secret" not in text
    assert "somebody" not in text


def test_error_of_the_database_does_not_quote_a_row(client, db, written):
    client.raise_request_exception = False
    error = IntegrityError("Key (email)=(me@example.org) already exists.")
    with mock.patch("kb.views.browsing.rows", side_effect=error):
        client.get("/")
    text = json.dumps(written())
    assert "IntegrityError" in text
    assert "me@example.org" not in text


def test_slow_statement_is_logged_without_its_values(client, full_article, written):
    watch = SlowQueries(0)
    watch.connect(connection=connection)
    try:
        client.get("/articles/sleep-and-rest/academic/")
    finally:
        connection.execute_wrappers.remove(watch)
    lines = [each for each in written() if each["logger"] == "strata.slow_query"]
    assert lines
    assert "SELECT" in lines[0]["sql"]
    assert lines[0]["milliseconds"] >= 0
    assert "sleep-and-rest" not in json.dumps(lines)


def test_text_lines_carry_number_and_facts():
    record = logging.makeLogRecord({"name": "strata.access", "msg": "request", "status": 200})
    record.request_id = "number-1"
    line = logs.TextFormatter().format(record)
    assert "[number-1] request status=200" in line
