"""The environment settings are read from, with secrets that may lie in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DATABASE_REPLICA_URL",
    "CACHE_URL",
    "SEARCH_URL",
    "EMAIL_URL",
    "KB_METRICS_TOKEN",
)
"""Variables that may hold a password: ``NAME_FILE`` names a file with the value of ``NAME``."""


def with_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the content of the files that ``…_FILE`` variables name."""
    found = dict(environment)
    for name in SECRETS:
        if path := environment.get(f"{name}_FILE"):
            if environment.get(name):
                raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Set one of them.")
            found[name] = _content(name, path)
    return found


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names {path}, which cannot be read: {type(error).__name__}."
        ) from error
