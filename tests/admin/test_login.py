"""Guessing passwords is stopped, and a second factor can be had and required."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kb.login_address import client_address
from tests.admin.conftest import client_of, make_person

pytestmark = pytest.mark.django_db

PAGE = "/admin/articles/article/"
FACTOR = "/admin/second-factor/"


@pytest.fixture
def person():
    return make_person("Editor", username="edith", password="a-long-password")


def log_in(client: Client, password: str = "", name: str = "edith", **headers):
    data = {"username": name, "password": password or "a-long-password"}
    return client.post(reverse("admin:login"), data, **headers)


# --- lockout --------------------------------------------------------------------------------


def test_after_so_many_wrong_passwords_the_right_one_is_refused_too(person, settings):
    settings.AXES_FAILURE_LIMIT = 3
    client = Client()
    answers = [log_in(client, "wrong").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    answer = log_in(client)
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert client.get(PAGE).status_code == 302


def test_others_and_other_addresses_are_not_locked_out(person, settings):
    settings.AXES_FAILURE_LIMIT = 1
    make_person("Editor", username="rita", password="a-long-password")
    log_in(Client(), "wrong")
    assert log_in(Client()).status_code == 429
    assert log_in(Client(), name="rita").status_code == 302
    assert log_in(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_lock_ends(person, settings):
    settings.AXES_FAILURE_LIMIT = 1
    log_in(Client(), "wrong")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(hours=1)
        attempt.save()
    assert log_in(Client()).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "header", "found"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies, header, found, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    headers = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    assert client_address(RequestFactory().get("/", **headers)) == found


# --- second factor --------------------------------------------------------------------------


def code_of(device: TOTPDevice, drift: int = 0) -> str:
    return f"{totp(device.bin_key, drift=drift):06d}"


def wrong_code(device: TOTPDevice) -> str:
    near = {code_of(device, drift) for drift in range(-3, 4)}
    return next(code for code in ("000000", *map(str, range(300000, 300009))) if code not in near)


@pytest.fixture
def device(person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, name="Phone", confirmed=True)


def test_without_it_nothing_is_asked(person):
    client = Client()
    log_in(client)
    assert client.get(PAGE).status_code == 200


def test_when_it_is_required_nothing_opens_before_it_is_set_up(person, settings):
    settings.KB_REQUIRE_OTP = True
    client = client_of(person)
    for page in ("/admin/", PAGE, reverse("admin:articles_upload_send")):
        assert client.get(page)["Location"].startswith(FACTOR)
    assert client.post(reverse("admin:articles_notice_read"))["Location"].startswith(FACTOR)


def test_setting_it_up_takes_a_right_code_and_gives_recovery_codes(person, settings):
    settings.KB_REQUIRE_OTP = True
    client = client_of(person)
    html = client.get(FACTOR).content.decode()
    device = TOTPDevice.objects.get(user=person)
    assert "Code to scan" in html
    client.post(FACTOR, {"code": wrong_code(device)})
    assert client.get(PAGE).status_code == 302
    device.throttle_reset()
    html = client.post(FACTOR, {"code": code_of(device)}).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 8
    assert all(code in html for code in codes)
    assert client.get(PAGE).status_code == 200


def test_who_has_one_is_asked_after_the_password_and_led_back(person, device):
    client = Client()
    log_in(client)
    answer = client.get(PAGE)
    assert answer["Location"] == f"{FACTOR}?next={PAGE}"
    assert "Key:" not in client.get(FACTOR).content.decode()
    client.post(FACTOR, {"code": wrong_code(device)})
    assert client.get(PAGE).status_code == 302
    device.refresh_from_db()
    device.throttle_reset()
    answer = client.post(FACTOR, {"code": code_of(device), "next": PAGE})
    assert answer["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_who_guesses_a_code_has_to_wait_before_the_right_one_counts(person, device):
    client = Client()
    log_in(client)
    for code in (wrong_code(device), code_of(device)):
        assert client.post(FACTOR, {"code": code}).status_code == 200
    assert client.get(PAGE).status_code == 302


def test_a_recovery_code_works_once(person, device):
    static = person.staticdevice_set.create(name="Recovery codes")
    static.token_set.create(token="abcd1234")
    for status in (200, 302):
        client = Client()
        log_in(client)
        client.post(FACTOR, {"code": "abcd1234"})
        assert client.get(PAGE).status_code == status


def test_nobody_is_led_to_another_site(person, device):
    client = Client()
    log_in(client)
    answer = client.post(FACTOR, {"code": code_of(device), "next": "https://evil.example"})
    assert answer["Location"] == "/admin/"


def test_a_visitor_sets_nothing_up():
    assert Client().get(FACTOR)["Location"].startswith("/admin/login/")
    assert not TOTPDevice.objects.exists()


def test_public_pages_ask_for_no_account(person, device, settings, django_assert_num_queries):
    settings.KB_REQUIRE_OTP = True
    answer = client_of(person).get("/robots.txt")
    assert answer.status_code == 200
    assert not answer.cookies


# --- sessions -------------------------------------------------------------------------------


def session_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def with_session(key: str) -> Client:
    """A browser that was given this session."""
    client = Client()
    client.cookies["sessionid"] = key
    return client


def test_a_login_gets_a_session_that_nobody_knew_before(person):
    foisted = SessionStore()
    foisted["left"] = "here by another"
    foisted.create()
    client = with_session(foisted.session_key)
    log_in(client)
    assert client.get(PAGE).status_code == 200
    assert session_of(client) != foisted.session_key
    assert with_session(foisted.session_key).get(PAGE).status_code == 302


def test_a_logout_ends_the_session_for_whoever_has_a_copy(person):
    client = Client()
    log_in(client)
    copied = session_of(client)
    assert with_session(copied).get(PAGE).status_code == 200
    client.post(reverse("admin:logout"))
    assert with_session(copied).get(PAGE).status_code == 302


def test_a_session_ends_by_itself_after_eight_hours(person):
    client = Client()
    log_in(client)
    row = Session.objects.get()
    assert abs(row.expire_date - timezone.now() - timedelta(hours=8)) < timedelta(minutes=5)
    row.expire_date = timezone.now()
    row.save()
    assert client.get(PAGE).status_code == 302


def test_a_new_password_ends_the_other_sessions(person):
    stolen = Client()
    log_in(stolen)
    person.set_password("another-long-password")
    person.save()
    assert stolen.get(PAGE).status_code == 302
