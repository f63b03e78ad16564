"""The second factor of editors' accounts: a code from an app, asked for after the password.

An account that has set one up is always asked. With ``KB_REQUIRE_OTP`` every account must have one
before it sees anything of the editors' site.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_otp import login as otp_login
from django_otp import match_token, user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

DUE = "second-factor-due"
"""Session key: the password was right, and a code is still to be asked for."""
OPEN = frozenset({"login", "logout", "second-factor", "jsi18n"})
"""Names of the addresses below the editors' site that a password alone opens."""
RECOVERY_CODES = 8


class SecondFactorMiddleware:
    """Lead whoever owes a code to the page that asks for it. Public pages are never looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not request.path.startswith("/admin/") or (match and match.url_name in OPEN):
            return None
        if not is_due(request):
            return None
        return _to_login(request, reverse("second-factor"))


def _to_login(request: HttpRequest, address: str) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login  # and all forms of accounts with it

    return redirect_to_login(request.get_full_path(), address)


def is_due(request: HttpRequest) -> bool:
    """Say whether the person has given a password and not yet the code they owe."""
    user: Any = request.user
    if not user.is_authenticated or user.is_verified():
        return False
    return bool(settings.KB_REQUIRE_OTP or request.session.get(DUE))


@receiver(user_logged_in)
def ask_for_code(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Note at the login that the account has a second factor."""
    if user_has_device(user):
        request.session[DUE] = True


class CodeForm(forms.Form):
    """A code of the app, or one of the recovery codes."""

    code = forms.CharField(
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code; set a device up first for an account that has none."""
    user: Any = request.user
    if not user.is_authenticated:
        return _to_login(request, reverse("admin:login"))
    if not admin.site.has_permission(request):
        raise PermissionDenied
    is_known = user_has_device(user)
    if is_known and user.is_verified():
        return HttpResponseRedirect(reverse("admin:index"))
    device = None if is_known else new_device(user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if given := check(user, device, form.cleaned_data["code"]):
            return _let_in(request, given, is_new=device is not None)
        form.add_error("code", "That is not the code, or it was used already. Wait for the next.")
    context = {**_page(request), "form": form, **(setup(device) if device else {})}
    return TemplateResponse(request, "admin/second_factor.html", context)


def new_device(user: Any) -> TOTPDevice:
    """Return the device an account is setting up; it counts once a code of it was given."""
    device, _ = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "Authenticator"}
    )
    return device


def check(user: Any, device: TOTPDevice | None, code: str) -> Any:
    """Return the device whose code this is, or None. A device being set up is confirmed by it."""
    if device is None:
        return match_token(user, code)
    if not device.verify_token(code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


def setup(device: TOTPDevice) -> dict[str, Any]:
    """Return what an app needs to know: a picture to scan, or a key to type."""
    from kb import qr

    try:
        size, drawing = qr.svg_path(device.config_url)
        picture = {"path": drawing, "box": f"-4 -4.5 {size + 8} {size + 8}"}
    except qr.TooLong:
        picture = None
    return {"device": device, "picture": picture, "key": secret(device)}


def secret(device: TOTPDevice) -> str:
    """Return the device's key as apps take it: base 32, in groups of four."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _let_in(request: HttpRequest, device: Any, *, is_new: bool) -> HttpResponse:
    otp_login(request, device)
    request.session.pop(DUE, None)
    request.session.cycle_key()
    goal = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(goal, {request.get_host()}, request.is_secure()):
        goal = reverse("admin:index")
    if not is_new:
        return HttpResponseRedirect(goal)
    context = {**_page(request), "codes": recovery_codes(request.user), "goal": goal}
    return TemplateResponse(request, "admin/second_factor.html", context)


@transaction.atomic
def recovery_codes(user: Any) -> list[str]:
    """Make new codes that work once each, for when the device is lost; old ones end."""
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery codes"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _page(request: HttpRequest) -> dict[str, Any]:
    """Return what the editors' pages share, without the way to pages that are not open yet."""
    shared = admin.site.each_context(request)
    return shared | {
        "title": "Second factor",
        "available_apps": [],
        "is_nav_sidebar_enabled": False,
        "next": request.GET.get("next", ""),
    }


urlpatterns = [path("admin/second-factor/", second_factor, name="second-factor")]
