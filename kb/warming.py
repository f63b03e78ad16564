"""What the first reader of a new worker would otherwise wait for; nothing asks the database."""

from __future__ import annotations

from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.urls import get_resolver

from kb import qr
from kb.garbage import IN_WORKERS, collect_seldom
from kb.http import absolute, build

PAGES = ("articles/article.html",)
"""Templates of what readers ask for most."""


def warm() -> None:
    """Load the addresses and what draws an article, before the worker takes its first request."""
    _ = get_resolver().url_patterns
    build()
    seen: set[str] = set()
    for name in PAGES:
        _load(name, seen)
    qr.svg_path(absolute(f"/articles/{'of-usual-length':-<30}/versions/1/"))
    # Looking through all that was loaded takes longer than most answers.
    collect_seldom(IN_WORKERS)


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
