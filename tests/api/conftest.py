"""What the tests of the API share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def ask(client: Client, db: None) -> Callable[..., Any]:
    """Ask an address below /api/v1/ and return the answer."""

    def get(path: str, **options: Any) -> Any:
        return client.get(f"/api/v1/{path}", **options)

    return get
