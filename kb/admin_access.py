"""The editors' site for some networks only, if the operator wants that."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import get_resolver

from kb.login_address import client_address

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AdminNetworksMiddleware:
    """Answer as if there were no editors' site to whoever is in none of ``KB_ADMIN_NETWORKS``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/admin") and not is_let_in(request):
            page = get_resolver().resolve_error_handler(404)
            return page(request, exception=Http404())
        return self.get_response(request)


def is_let_in(request: HttpRequest) -> bool:
    """Say whether the editors' site answers to where a request comes from."""
    wanted = settings.KB_ADMIN_NETWORKS
    return not wanted or is_in(client_address(request), networks(wanted))


def networks(wanted: Iterable[str]) -> list[Network]:
    """Return networks from their notation (``192.0.2.0/24``); refuse what is none."""
    try:
        return [ipaddress.ip_network(each.strip()) for each in wanted]
    except ValueError as error:
        raise ImproperlyConfigured(f"This is no network: {error}") from error


def is_in(address: str | None, allowed: Iterable[Network]) -> bool:
    """Say whether an address lies in one of the networks. What is no address lies in none."""
    try:
        parsed = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in allowed)
