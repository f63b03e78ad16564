"""What strangers say of themselves, of us and of where to go is neither believed nor repeated."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.test_settings import PRODUCTION, run

pytestmark = pytest.mark.django_db

THEIRS = "evil.example"
PAGES = (
    *("/", "/articles/sleep-and-rest/", "/glossary/melatonin/", "/references/", "/nothing/"),
    *("/search/?q=sleep", "/feeds/articles.atom", "/sitemap.xml", "/robots.txt", "/llms.txt"),
    *("/opensearch.xml", "/embed/", "/api/v1/", "/api/v1/articles/", "/api/v1/nothing/"),
    *("/fhir/metadata", "/infobutton?mainSearchCriteria.v.dn=sleep", "/admin/login/"),
)
CLAIMS = {
    "Accept-Language": THEIRS,
    "Forwarded": f"host={THEIRS};proto=https",
    "Origin": f"https://{THEIRS}",
    "Referer": f"https://{THEIRS}/",
    "User-Agent": THEIRS,
    "X-Forwarded-For": THEIRS,
    "X-Forwarded-Host": THEIRS,
    "X-Forwarded-Prefix": f"/{THEIRS}",
    "X-Forwarded-Proto": "https",
    "X-HTTP-Method-Override": "DELETE",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
}


def test_an_answer_is_the_same_whatever_its_headers_claim(client, full_article):
    for page in PAGES:
        plain, claimed = client.get(page), client.get(page, headers=CLAIMS)
        assert claimed.status_code == plain.status_code, page
        assert THEIRS not in claimed.getvalue().decode(), page
        assert THEIRS not in str(claimed.headers), page
        assert claimed.headers.get("ETag") == plain.headers.get("ETag"), page


@pytest.mark.parametrize("host", [THEIRS, f"testserver@{THEIRS}", f"testserver:80@{THEIRS}", ""])
def test_who_asks_for_another_site_is_refused(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert THEIRS not in answer.content.decode()


PAYLOADS = ("<script>zz()</script>", '"><img src=x onerror=zz()>', "\r\nSet-Cookie: zz=1")
ASKING = (
    *("/search/?q={}", "/articles/?topic={}", "/glossary/?letter={}", "/nothing/{}", "/?{}=1"),
    *("/admin/login/?next={}", "/infobutton?mainSearchCriteria.v.dn={}", "/preview/{}/"),
    *("/references/{}/", "/embed/?term={}"),
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_repeats_markup_or_headers(client, full_article, payload):
    for address in ASKING:
        answer = client.get(address.format(payload))
        assert answer.status_code < 500, address
        text = answer.getvalue().decode()
        assert "<script>zz" not in text, address
        assert "<img src=x" not in text, address
        assert "zz" not in answer.cookies, address


ELSEWHERE = (
    *(f"https://{THEIRS}/", f"//{THEIRS}/", f"/\\{THEIRS}/", f"https:{THEIRS}"),
    "javascript:1",
)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_nobody_is_sent_to_another_site(place):
    User.objects.create_superuser("ed", password="a long enough one")
    form = {"username": "ed", "password": "a long enough one", "next": place}
    client = Client()
    for answer in (
        client.post("/admin/login/", form),
        client.get("/admin/login/", {"next": place}),  # somebody who is known already
        client.post("/admin/logout/", {"next": place}),
    ):
        assert not answer.get("Location", "/").startswith(("//", "/\\", "h", "j")), place


@pytest.mark.parametrize(
    "path", [f"//{THEIRS}", f"//{THEIRS}/", f"/\\{THEIRS}", f"/articles//{THEIRS}"]
)
def test_no_address_is_mended_to_another_sites(client, path):
    answer = client.get("/", PATH_INFO=path)
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize("page", ["/", "/articles/", "/api/v1/articles/", "/admin/login/"])
def test_no_request_is_echoed_and_nothing_says_what_runs_here(client, page):
    assert client.trace(page).status_code in (403, 405)
    assert not {"X-Powered-By", "Server", "Via"} & set(client.get(page).headers)


@pytest.mark.parametrize("page", ["/nothing/", "/api/v1/nothing/", "/preview/nothing/"])
def test_an_error_is_kept_by_no_cache(client, page):
    answer = client.get(page)
    assert answer.status_code in (404, 410)
    assert "no-store" in answer.headers["Cache-Control"]


def test_passwords_are_kept_by_a_slow_hash():
    code = "from django.contrib.auth.hashers import make_password as m; print(m('secret'))"
    said = run("shell", "--no-imports", "-c", code, **PRODUCTION)
    name, rounds, _ = said.stdout.split("$", 2)
    assert name == "pbkdf2_sha256"
    assert int(rounds) >= 600_000
