"""Parts of the site whose code is loaded when somebody first asks for them.

A worker that serves readers has no use for the admin, the API's serializers or the importer, and
they are most of what there is to load: more than half of a worker's start and memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.module_loading import import_string


def later(route: str, module: str, namespace: str) -> URLResolver:
    """Return what ``path(route, include(module))`` does, without importing ``module`` yet."""
    return _resolver(RoutePattern(route, is_endpoint=False), module, namespace)


def re_later(route: str, module: str, namespace: str) -> URLResolver:
    """Return what ``re_path(route, include(module))`` does, without importing ``module`` yet."""
    return _resolver(RegexPattern(route, is_endpoint=False), module, namespace)


def view(name: str) -> Callable[..., HttpResponseBase]:
    """Return a view that is loaded by its dotted name when it is first asked for."""

    def load(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        answer: HttpResponseBase = import_string(name)(request, **parameters)
        return answer

    return load


class _Later(URLResolver):
    """Addresses in a module that Django imports, for it is given by name, when it needs them."""

    def _populate(self) -> None:
        """Do nothing: Django asks every resolver for its names when any name is first reversed.

        The names of a namespace it then seeks in ``url_patterns``, which imports the module.
        """


def _resolver(pattern: RoutePattern | RegexPattern, module: str, namespace: str) -> URLResolver:
    return _Later(pattern, module, None, app_name=namespace, namespace=namespace)
