"""The site's own pages behind the layer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from django.utils import timezone

from kb import state
from kb.delivery.layer import Layer
from kb.delivery.states import Token
from tests.delivery.wsgi import Answer, ask, make_memory
from tests.factories import make_article, make_reference, make_term
from tests.pages.conftest import full_article

__all__ = ["full_article"]


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the connection that a test's transaction is on, as Django's test client does."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


class SiteStates:
    """The state as Django's own connection sees it, which no other connection can in a test."""

    def __init__(self) -> None:
        self.held: Token | None = None

    def current(self) -> Token | None:
        today = timezone.localdate().toordinal()
        return self.held or Token(state.counters()[0], (0, 0), (today, today))

    def hold(self) -> None:
        """Take the present state for granted, so that asking for it is no query."""
        self.held = self.current()

    def expire(self) -> None:
        pass


@pytest.fixture
def layer(db: None) -> Layer:
    """The layer in front of the whole site."""
    return Layer(WSGIHandler(), make_memory(SiteStates(), 20_000_000))


@pytest.fixture
def get(layer: Layer) -> Callable[..., Answer]:
    """Ask the layer for an address."""

    def ask_layer(path: str, method: str = "GET", **more: Any) -> Answer:
        return ask(layer, path, method, **more)

    return ask_layer


@pytest.fixture
def is_remembered(layer: Layer) -> Callable[..., bool]:
    """Say whether a second request for an address is answered from memory."""

    def look(path: str, **more: Any) -> bool:
        ask(layer, path, **more)
        before = layer.memory.counts.remembered
        ask(layer, path, **more)
        return layer.memory.counts.remembered > before

    return look


@pytest.fixture
def database(transactional_db: None, tmp_path: Path) -> str:
    """The address of a database with one article, that other processes can open."""
    make_term("sleep")
    make_article(slug="sleep", references=(make_reference(key="example"),))
    if connection.vendor == "sqlite":
        file = tmp_path / "strata.sqlite3"
        copy = sqlite3.connect(file)
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        return f"sqlite:///{file}"
    facts = connection.settings_dict
    who = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}"
    return f"postgres://{who}/{facts['NAME']}"
