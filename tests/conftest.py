"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from glossary.linking import forget_linker


def pytest_configure(config):
    """Give each test process a Redis database of its own, so that none empties another's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    location = settings.CACHES["default"].get("LOCATION", "")
    if isinstance(location, str) and location.startswith("redis://"):
        server, _, number = location.rpartition("/")
        settings.CACHES["default"]["LOCATION"] = f"{server}/{(int(number) - int(worker)) % 16}"


SAMPLES = os.environ.get("KB_SAMPLE_DOCUMENTS", "")


@pytest.fixture(autouse=True)
def _empty_cache():
    """Throttles, remembered pages and the linker of one test never reach the next."""
    cache.clear()
    forget_linker()


@pytest.fixture
def samples() -> Path:
    """The folder of real captures; skips where it is not given."""
    if not SAMPLES or not Path(SAMPLES).is_dir():
        pytest.skip("KB_SAMPLE_DOCUMENTS names no folder of captures")
    return Path(SAMPLES)
