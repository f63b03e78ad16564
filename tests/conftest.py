"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.cache import cache

from glossary.linking import forget_linker

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
