"""What all resources share: addresses, dates, identifiers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from kb.http import absolute

Resource = dict[str, Any]

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def place(*parts: str) -> str:
    """Return an address below /fhir/ as a whole."""
    return absolute("/fhir/" + "/".join(parts))


def moment(at: datetime) -> str:
    """Return a FHIR instant."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def version_id(slug: str, pk: int, number: int) -> str:
    """Return the id of an article's version; by its row where FHIR allows no such slug."""
    readable = f"{slug}-v{number}"
    return readable if _ID.fullmatch(readable) else f"article.{pk}-v{number}"


def known(values: Mapping[str, Any]) -> Resource:
    """Return what there is: FHIR knows no empty text, list or object."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def texts(words: Iterable[str]) -> list[Resource]:
    """Return concepts that are only words: no code is made up for them."""
    return [{"text": word} for word in words if word]
