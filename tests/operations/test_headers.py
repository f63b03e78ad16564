"""Security headers, cookies and who reaches the editors' site, on every kind of address."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured

from kb.admin_access import networks
from tests.test_settings import PRODUCTION, run

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/articles/sleep-and-rest/academic/",
    "/glossary/",
    "/references/",
    "/search/?q=sleep",
    "/articles/none/",
    "/admin/login/",
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/section/add/",
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OFF = ("camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_headers(client, full_article, path):
    if path.startswith("/admin/") and path != "/admin/login/":
        client.force_login(User.objects.create_superuser("ed"))
    response = client.get(path)
    assert response.status_code in (200, 404)
    for name, value in ALWAYS.items():
        assert response.headers[name] == value, name
    for feature in OFF:
        assert feature in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    for forbidden in ("unsafe", "http:", "https:", "*", "nonce"):
        assert forbidden not in policy
    for wanted in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert wanted in policy


@pytest.mark.parametrize("path", ["/", "/api/v1/articles/", "/feeds/articles.atom"])
def test_public_answers_set_no_cookie_and_may_be_kept(client, full_article, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_editors_pages_are_kept_nowhere(client, full_article):
    client.force_login(User.objects.create_superuser("ed"))
    for path in ("/admin/", "/admin/articles/article/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_cookies_reach_only_the_editors_site_and_no_script(client, db, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    User.objects.create_superuser("ed", password="a long enough one")
    form = {"username": "ed", "password": "a long enough one"}
    client.get("/admin/login/", secure=True)
    client.post("/admin/login/", form, secure=True)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/admin/"


def test_https_site_sets_secure_cookies_and_hsts():
    names = (
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
    )
    read = ", ".join(f"settings.{name}" for name in names)
    code = f"from django.conf import settings; print({read})"
    said = run("shell", "--no-imports", "-c", code, **PRODUCTION)
    assert said.stdout.split() == ["True", "31536000", "True", "True", "True"], said.stderr


# --- from where the editors' site is reached ------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.77", 200),
        ("2001:db8::7", 200),
        ("::ffff:192.0.2.77", 200),
        ("198.51.100.1", 404),
        ("2001:db9::7", 404),
        ("", 404),
        ("no address", 404),
    ],
)
def test_only_listed_networks_see_the_editors_site(client, db, settings, address, status):
    settings.KB_ADMIN_NETWORKS = ["192.0.2.0/24", "2001:db8::/32"]
    assert client.get("/admin/login/", REMOTE_ADDR=address).status_code == status
    assert client.get("/articles/", REMOTE_ADDR=address).status_code == 200


def test_what_a_client_says_of_itself_opens_nothing(client, db, settings):
    settings.KB_ADMIN_NETWORKS = ["192.0.2.0/24"]
    claimed = {"X-Forwarded-For": "192.0.2.7"}
    there = "198.51.100.1"
    assert client.get("/admin/login/", headers=claimed, REMOTE_ADDR=there).status_code == 404
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert client.get("/admin/login/", headers=claimed, REMOTE_ADDR=there).status_code == 200
    claimed = {"X-Forwarded-For": "192.0.2.7, 198.51.100.1"}
    assert client.get("/admin/login/", headers=claimed, REMOTE_ADDR=there).status_code == 404


def test_what_is_no_network_is_refused():
    with pytest.raises(ImproperlyConfigured, match="no network"):
        networks(["192.0.2.0/99"])


# --- secrets from files ---------------------------------------------------------------------


def test_secret_is_read_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(PRODUCTION["SECRET_KEY"] + "\n")
    environment = {**PRODUCTION, "SECRET_KEY_FILE": str(path)}
    assert "Both SECRET_KEY and SECRET_KEY_FILE" in run("check", **environment).stderr
    del environment["SECRET_KEY"]
    assert run("check", **environment).returncode == 0
    said = run("check", **{**environment, "SECRET_KEY_FILE": str(tmp_path / "none")}).stderr
    assert "SECRET_KEY_FILE names" in said
