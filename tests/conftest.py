"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache

from glossary import keeping
from glossary.linking import forget_linker
from kb.search import remembered


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only the tests that use the database, as on a second kind of database",
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database-only"):
        others = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(item.fixturenames))


def pytest_configure(config):
    """Give each test process a Redis database of its own, so that none empties another's.

    Passwords of tests are hashed fast: the real hash is slow on purpose. Searches are not counted,
    and uploads start no process: both would write outside a test's transaction. No property fails
    for being slow: what takes how long is measured elsewhere.
    """
    hypothesis.settings.register_profile("strata", deadline=None)
    hypothesis.settings.load_profile("strata")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.KB_COUNT_UNFOUND = False
    settings.KB_IMPORT_WORKERS = "external"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    location = settings.CACHES["default"].get("LOCATION", "")
    if isinstance(location, str) and location.startswith("redis://"):
        server, _, number = location.rpartition("/")
        settings.CACHES["default"]["LOCATION"] = f"{server}/{(int(number) - int(worker)) % 16}"


SAMPLES = os.environ.get("KB_SAMPLE_DOCUMENTS", "")


@pytest.fixture(autouse=True, scope="session")
def _own_folder_for_locks(tmp_path_factory):
    """Test processes beside each other have databases of their own; so must their locks be."""
    settings.VAR_DIR = tmp_path_factory.mktemp("var")


@pytest.fixture(autouse=True)
def _empty_cache():
    """Throttles, remembered pages and the linker of one test never reach the next."""
    cache.clear()
    forget_linker()
    remembered.forget()


@pytest.fixture(autouse=True)
def _unkept_linker(monkeypatch):
    """The thread that a worker builds linkers in would outlive the test that began it."""
    monkeypatch.setattr(keeping, "_keeper", None)


@pytest.fixture
def samples() -> Path:
    """The folder of real captures; skips where it is not given."""
    if not SAMPLES or not Path(SAMPLES).is_dir():
        pytest.skip("KB_SAMPLE_DOCUMENTS names no folder of captures")
    return Path(SAMPLES)
