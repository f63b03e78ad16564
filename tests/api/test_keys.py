"""Optional API keys: limits of their own, revoked at once, never kept."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from kb.api import keys
from kb.api.throttling import AddressThrottle
from kb.models import ApiKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_limit(monkeypatch):
    monkeypatch.setattr(AddressThrottle, "get_rate", lambda self: "2/min")
    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: 1_000_000_000.0))


def make_key(**fields) -> str:
    record = ApiKey(name="An app", **fields)
    text = keys.make(record)
    record.save()
    return text


def with_key(ask, text: str, path: str = "terms/"):
    return ask(path, headers={"Authorization": f"Api-Key {text}"})


def test_a_key_has_a_limit_of_its_own(ask):
    text = make_key(requests_per_minute=5)
    for _ in range(3):
        ask("terms/")
    assert ask("terms/").status_code == 429
    answer = with_key(ask, text)
    assert answer.status_code == 200
    assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("5", "4")


def test_the_limit_of_a_key_holds_from_every_address(ask):
    text = make_key(requests_per_minute=2)
    for number in range(3):
        headers = {"Authorization": f"Api-Key {text}"}
        answer = ask("terms/", headers=headers, REMOTE_ADDR=f"192.0.2.{number}")
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_a_revoked_key_is_refused_from_the_next_request_on(ask):
    text = make_key()
    assert with_key(ask, text).status_code == 200
    assert keys.revoke(ApiKey.objects.all()) == 1
    answer = with_key(ask, text)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Api-Key"
    assert set(answer.json()) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("text", ["", "none-such", "strata_" + "x" * 43, "ü\u2028"])
def test_what_is_no_key_is_refused(ask, text):
    assert with_key(ask, text).status_code == 401


def test_guessing_keys_counts_as_asking(ask):
    for number in range(2):
        assert with_key(ask, f"guess-{number}").status_code == 401
    assert with_key(ask, "guess-3").status_code == 429


def test_other_schemes_are_nobodys_concern(ask):
    assert ask("terms/", headers={"Authorization": "Bearer token"}).status_code == 200


def test_the_key_itself_is_kept_nowhere():
    text = make_key()
    row = ApiKey.objects.values().get()
    assert text not in str(row)
    assert row["start"] == text[: keys.SHOWN]
    assert len(text) > 40


def test_a_web_page_may_send_its_key(client):
    answer = client.options("/api/v1/terms/", headers={"Origin": "https://app.example"})
    assert "Authorization" in answer["Access-Control-Allow-Headers"]


def test_an_administrator_is_shown_a_new_key_once(client, ask):
    client.force_login(User.objects.create_superuser("root"))
    cache.clear()
    data = {"name": "An app", "requests_per_minute": "3"}
    page = client.post("/admin/kb/apikey/add/", data, follow=True).content.decode()
    text = page.partition("shown this once: ")[2].partition("<")[0].strip()
    assert with_key(ask, text)["X-RateLimit-Limit"] == "3"
    assert text not in client.get("/admin/kb/apikey/").content.decode()


def test_an_administrator_revokes_a_key(client):
    client.force_login(User.objects.create_superuser("root"))
    make_key()
    data = {
        "action": "revoke",
        "_selected_action": [str(ApiKey.objects.get().pk)],
        "confirmed": "1",
    }
    client.post("/admin/kb/apikey/", data)
    assert not ApiKey.objects.valid().exists()
