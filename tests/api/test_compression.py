"""Compressed answers: what the client can read, under a tag of its own."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest

from kb.api.compression import chosen
from tests.factories import make_article, make_term
from tests.infobutton.conftest import about

pytestmark = pytest.mark.django_db

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
ARTICLE = "/api/v1/articles/sleep/"


@pytest.fixture(autouse=True)
def _content():
    make_article(slug="sleep")
    for number in range(30):
        make_term(f"term {number}")


def ask(client, path, coding, **headers):
    return client.get(path, headers={"Accept-Encoding": coding, **headers})


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("path", [ARTICLE, "/api/v1/terms/?page_size=20", "/api/v1/export.ndjson"])
def test_a_compressed_answer_says_the_same(client, path, coding):
    plain, packed = client.get(path), ask(client, path, coding)
    said, sent = plain.getvalue(), packed.getvalue()
    assert packed["Content-Encoding"] == coding
    assert len(sent) < len(said) / 2
    assert UNPACK[coding](sent) == said


@pytest.mark.parametrize("path", [ARTICLE, "/api/schema/", "/fhir/metadata", "/infobutton"])
def test_caches_keep_codings_apart(client, path):
    given = about() if path == "/infobutton" else {}
    plain = client.get(path, given)
    packed = client.get(path, given, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]


def test_each_coding_has_a_strong_tag_of_its_own(client):
    tags = {ask(client, ARTICLE, coding)["ETag"] for coding in ("identity", "gzip", "br")}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_copy_is_known_by_the_tag_it_came_with(client, coding, django_assert_num_queries):
    tag = ask(client, ARTICLE, coding)["ETag"]
    with django_assert_num_queries(1):
        again = ask(client, ARTICLE, coding, **{"If-None-Match": tag})
    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")


def test_a_copy_in_another_coding_is_another_copy(client):
    tag = ask(client, ARTICLE, "br")["ETag"]
    for coding in ("gzip", "identity"):
        assert ask(client, ARTICLE, coding, **{"If-None-Match": tag}).status_code == 200


def test_short_answers_and_errors_are_sent_as_they_are(client):
    for path in ("/api/v1/topics/", "/api/v1/articles/none/", "/api/v1/articles/?colour=red"):
        assert "Content-Encoding" not in ask(client, path, "gzip")


def test_posted_text_is_answered_compressed_too(client):
    text = " ".join(f"The term {number} is here." for number in range(30))
    answer = client.post(
        "/api/v1/annotate",
        {"text": text, "tier": "academic"},
        content_type="application/json",
        headers={"Accept-Encoding": "gzip"},
    )
    assert len(json.loads(gzip.decompress(answer.content))["terms"]) == 30


def test_the_editors_site_is_never_compressed_here(client, admin_client):
    assert "Content-Encoding" not in ask(admin_client, "/admin/", "gzip")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=1.0", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("zstd", ""),
        ("gzip;q=nonsense", ""),
    ],
)
def test_the_client_says_what_it_can_read(accepted, coding):
    assert chosen(accepted) == coding
