"""What the first reader of a new worker would otherwise wait for."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import get_resolver, resolve
from django.utils.module_loading import import_string

from articles.models import Rendering
from kb import qr
from kb.garbage import IN_WORKERS, collect_seldom
from kb.http import absolute, build

logger = logging.getLogger(__name__)

PAGES = ("articles/article.html",)
"""Templates of what readers ask for most."""


def warm() -> None:
    """Load the addresses and what draws an article, before the worker takes its first request.

    Nothing asks the database.
    """
    _ = get_resolver().url_patterns
    import_string(settings.MESSAGE_STORAGE)
    split_domain_port(urlsplit(settings.SITE_URL).netloc)
    build()
    seen: set[str] = set()
    for name in PAGES:
        _load(name, seen)
    qr.svg_path(absolute(f"/articles/{'of-usual-length':-<30}/versions/1/"))
    # Looking through all that was loaded takes longer than most answers.
    collect_seldom(IN_WORKERS)


def rehearse() -> None:
    """Draw an article as for a reader, and throw it away; what is compiled at a first use stays.

    A site without articles, or whose database is not there yet, begins without; and so it does
    where this one article cannot be shown.
    """
    try:
        found = Rendering.objects.values_list("slug", "tier").first()
        if found is not None:
            _draw("/articles/{}/{}/".format(*found))
    except Exception:  # whatever it is, who asks for a page is told, and so is the log
        logger.debug("No article could be drawn beforehand.", exc_info=True)
    finally:
        connections.close_all()  # a server's threads each open their own


def _draw(path: str) -> None:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    view = resolve(path)
    view.func(request, *view.args, **view.kwargs)


def _load(name: str, seen: set[str]) -> None:
    """Compile a template with those it is made of; the engine keeps them."""
    if name in seen:
        return
    seen.add(name)
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        part = node.parent_name if isinstance(node, ExtendsNode) else node.template
        if isinstance(part.var, str):
            _load(part.var, seen)
