"""Addresses in the API, written without a look-up: a list has hundreds of them."""

from __future__ import annotations

from kb.http import absolute

ROOT = "/api/v1/"


def place(*parts: str | int) -> str:
    """Return the whole address of a place below the API's root; a test resolves each kind."""
    return absolute(ROOT + "".join(f"{part}/" for part in parts))
