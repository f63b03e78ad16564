"""What two copies of a database are compared by, read by plain SQL from either engine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from kb.backup.archive import Facts

Ask: TypeAlias = Callable[[str], Iterable[tuple[Any, ...]]]
"""Runs a statement and gives its rows."""

VERSIONS_SQL = (
    "SELECT a.slug, v.number, v.digest FROM articles_version v "
    "JOIN articles_article a ON a.id = v.article_id ORDER BY v.id"
)
MIGRATIONS_SQL = "SELECT app, name FROM django_migrations ORDER BY id"


def read_facts(ask: Ask, listing: Path | None = None) -> Facts:
    """Return the facts of the database that ``ask`` asks; list its versions in a file, too."""
    lines = [f"{slug} {number} {digest}\n" for slug, number, digest in ask(VERSIONS_SQL)]
    text = "".join(lines).encode()
    if listing is not None:
        listing.write_bytes(text)
    migrations = tuple(f"{app}.{name}" for app, name in ask(MIGRATIONS_SQL))
    return Facts(len(lines), hashlib.sha256(text).hexdigest(), migrations)


def advanced(counter: int, schema: str = "") -> str:
    """Return the statement that sets the site's state to ``counter``."""
    return f"UPDATE {schema}kb_sitestate SET counter = {counter:d}, glossary = {counter:d}"  # noqa: S608
