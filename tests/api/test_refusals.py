"""Every error answer the description tells of, got from the running API."""

from __future__ import annotations

import pytest

from kb.api import refusals
from kb.api.throttling import AddressThrottle

pytestmark = pytest.mark.django_db

ASKED = {
    "400": ("get", "terms/?page_size=0", {}),
    "401": ("get", "terms/", {"Authorization": "Api-Key strata_nobody"}),
    "404": ("get", "articles/none-such/", {}),
    "405": ("delete", "terms/", {}),
    "406": ("get", "terms/", {"Accept": "application/xml"}),
    "409": ("get", "changes/?since=7", {}),
    "413": ("post", "annotate", {"Content-Type": "application/json"}),
    "415": ("post", "annotate", {"Content-Type": "text/plain"}),
    "429": ("get", "terms/", {}),
}


def test_every_error_is_tried():
    assert set(ASKED) == set(refusals.MEANINGS) == set(refusals.SAID)


@pytest.mark.parametrize(("status", "asked"), ASKED.items())
def test_an_error_reads_as_its_example(client, monkeypatch, status, asked):
    method, path, headers = asked
    if status == "429":
        monkeypatch.setattr(AddressThrottle, "get_rate", lambda self: "0/min")
        monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: 1_000_000_000.0))
        monkeypatch.setattr(AddressThrottle, "parse_rate", lambda self, rate: (1, 60))
        client.get("/api/v1/terms/")
    options = {}
    if method == "post":
        options = {"data": "x" * 2_550_000, "content_type": headers.pop("Content-Type")}
    answer = getattr(client, method)(f"/api/v1/{path}", headers=headers, **options)
    assert answer.status_code == int(status)
    assert answer.json() == refusals.example(status)
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/api/v1/annotate", "application/json"),
        ("/mcp", "application/json"),
        ("/infobutton", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_too_large_to_be_read_is_refused(client, address, kind):
    answer = client.post(address, "x=" + "y" * 5_000_000, content_type=kind)
    assert answer.status_code == 413
    assert answer.json()["title"] == "Request Entity Too Large"
